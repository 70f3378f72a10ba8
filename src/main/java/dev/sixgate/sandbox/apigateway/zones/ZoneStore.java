package dev.sixgate.sandbox.apigateway.zones;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every hosted zone of every account, by id. */
public final class ZoneStore {
    private final Map<String, HostedZone> zones = new TreeMap<>();

    /** The account's zones in Route 53's order. */
    public List<HostedZone> in(String account) {
        return zones.values().stream()
                .filter(zone -> zone.account().equals(account))
                .sorted(HostedZone.order())
                .toList();
    }

    /** A zone of that account. */
    public Optional<HostedZone> find(String account, String id) {
        return Optional.ofNullable(zones.get(id)).filter(zone -> zone.account().equals(account));
    }

    /** All there are. */
    public Stream<HostedZone> all() {
        return zones.values().stream();
    }

    /** The public zone that answers for a name: the one with the longest name above it, whosever it is. */
    public Optional<HostedZone> answering(String name) {
        return zones.values().stream()
                .filter(zone -> !zone.privateZone() && Names.isWithin(name, zone.name()))
                .max(Comparator.comparingInt(zone -> zone.name().length()));
    }

    /** Adds a zone, or puts it in the place of the one with its id. */
    public HostedZone put(HostedZone zone) {
        zones.put(zone.id(), zone);
        return zone;
    }

    /** Forgets all of them. */
    public void clear() {
        zones.clear();
    }
}

package dev.sixgate.sandbox.apigateway.zones;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A hosted zone of one account; hosted zones know no Region.
 *
 * @param privateZone whether it answers within VPCs alone
 * @param records in Route 53's order
 */
public record HostedZone(String account, String id, String name, boolean privateZone, List<RecordSet> records) {

    /**
     * Fills in the name servers and the start of authority, which every zone has.
     *
     * @throws IllegalArgumentException if account, id or name is missing, or a record set is outside of the zone
     */
    public HostedZone {
        if (account == null || id == null || name == null) {
            throw new IllegalArgumentException("a hosted zone needs account, id and name");
        }
        String apex = Names.kept(name);
        name = apex;
        var sets = new TreeMap<String, RecordSet>();
        Stream.concat(
                        Stream.of(
                                of(apex, "NS", 172_800, "ns-1.awsdns-00.com."),
                                of(
                                        apex,
                                        "SOA",
                                        900,
                                        "ns-1.awsdns-00.com. hostmaster.example.com. 1 7200 900 1209600 86400")),
                        records == null ? Stream.empty() : records.stream())
                .forEach(set -> {
                    if (!Names.isWithin(set.name(), apex)) {
                        throw new IllegalArgumentException(set.name() + " is outside of " + apex);
                    }
                    sets.put(set.key(), set);
                });
        records = List.copyOf(sets.values());
    }

    private static RecordSet of(String name, String type, long ttl, String value) {
        return new RecordSet(name, type, ttl, List.of(value), null, null, null);
    }

    /** The record sets of exactly this name. */
    public List<RecordSet> of(String recordName) {
        return records.stream().filter(set -> set.name().equals(recordName)).toList();
    }

    /** The record set with that name, type and identifier. */
    public Optional<RecordSet> find(String recordName, String type, @Nullable String setIdentifier) {
        return of(recordName).stream()
                .filter(set -> set.type().equals(type))
                .filter(set -> Objects.equals(set.setIdentifier(), setIdentifier))
                .findFirst();
    }

    /** The same with other record sets. */
    public HostedZone with(List<RecordSet> others) {
        return new HostedZone(account, id, name, privateZone, others);
    }

    /** Route 53's order of zones. */
    static Comparator<HostedZone> order() {
        return Comparator.comparing((HostedZone zone) -> Names.order(zone.name()))
                .thenComparing(HostedZone::id);
    }
}

package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.GatewayFailure;
import dev.sixgate.gateway.Target;
import dev.sixgate.inventory.Inventory;
import dev.sixgate.inventory.InventoryRefresh;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the one domain that a path and {@code ?target=} mean. AWS is asked only where the inventory does not know enough. */
@ApplicationScoped
class DomainFinder {
    /** Asking for names that nobody has must not spend the account's calls; a new domain is found this much later. */
    private static final Duration ABSENT_FOR = Duration.ofMinutes(1);

    private static final int MOST_ABSENT = 10_000;

    private final Map<String, Instant> absent = new ConcurrentHashMap<>();
    private final Inventory inventory;
    private final InventoryRefresh refresh;
    private final DomainReader reader;
    private final InstantSource clock;

    DomainFinder(Inventory inventory, InventoryRefresh refresh, DomainReader reader, InstantSource clock) {
        this.inventory = inventory;
        this.refresh = refresh;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * The domain as it was last seen, however long ago, or as AWS shows it now if it was never seen.
     *
     * @throws Refusal {@code domain-not-found}, {@code ambiguous-target}
     */
    ObservedDomain find(DomainName name, @Nullable String target) {
        List<ObservedDomain> known = target == null
                ? inventory.find(name)
                : inventory.find(known(target), name).stream().toList();
        if (known.isEmpty() && !isKnownToBeAbsent(name, target)) {
            known = readAnew(name, target);
            if (known.isEmpty()) {
                noteAbsent(name, target);
            }
        }
        return theOne(known);
    }

    /**
     * The domain as it was seen recently enough to plan on.
     *
     * @throws Refusal as {@link #find}
     * @throws GatewayFailure if what is known is old and AWS cannot be asked
     */
    ObservedDomain findFresh(DomainName name, @Nullable String target) {
        ObservedDomain found = find(name, target);
        return refresh.isFresh(found) ? found : refresh.read(found.target(), name);
    }

    /** The domain as AWS shows it now. */
    ObservedDomain readNow(TargetName target, DomainName name) {
        return refresh.read(target, name);
    }

    private boolean isKnownToBeAbsent(DomainName name, @Nullable String target) {
        Instant until = absent.get(name + "@" + target);
        return until != null && until.isAfter(clock.instant());
    }

    private void noteAbsent(DomainName name, @Nullable String target) {
        Instant now = clock.instant();
        if (absent.size() >= MOST_ABSENT) {
            absent.values().removeIf(until -> !until.isAfter(now));
        }
        if (absent.size() < MOST_ABSENT) {
            absent.put(name + "@" + target, now.plus(ABSENT_FOR));
        }
    }

    private List<ObservedDomain> readAnew(DomainName name, @Nullable String target) {
        List<ObservedDomain> found = new ArrayList<>();
        GatewayFailure unreadable = null;
        for (Target each : reader.targets()) {
            if (target == null || each.name().value().equals(target)) {
                try {
                    found.add(refresh.read(each.name(), name));
                } catch (GatewayFailure e) {
                    if (e.kind() != GatewayFailure.Kind.NOT_FOUND) {
                        Log.warnf("target not readable: target=%s code=%s", each.name(), e.code());
                        unreadable = e;
                    }
                }
            }
        }
        if (found.isEmpty() && unreadable != null) {
            throw unreadable;
        }
        return found;
    }

    private TargetName known(String target) {
        TargetName name = new TargetName(target);
        if (reader.target(name).isEmpty()) {
            throw new Refusal(Reason.DOMAIN_NOT_FOUND, "No target is called " + name + ".");
        }
        return name;
    }

    private static ObservedDomain theOne(List<ObservedDomain> found) {
        if (found.isEmpty()) {
            throw new Refusal(Reason.DOMAIN_NOT_FOUND, "No target has that domain.");
        }
        if (found.size() > 1) {
            throw new Refusal(Reason.AMBIGUOUS_TARGET, "Several targets have that domain; name one by ?target=.")
                    .with(
                            "targets",
                            found.stream()
                                    .map(domain -> domain.target().value())
                                    .toList());
        }
        return found.get(0);
    }
}

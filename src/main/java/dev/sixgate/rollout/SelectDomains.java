package dev.sixgate.rollout;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.inventory.Inventory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Looks up which domains a selection means now. */
@ApplicationScoped
public class SelectDomains {
    /** What one rollout may have at most; who has more makes several. */
    public static final int MOST = 1_000;

    private final Inventory inventory;

    SelectDomains(Inventory inventory) {
        this.inventory = inventory;
    }

    /**
     * The domains, as they were last seen: by name, or in the order in which they were named. Of what they have in common, only
     * those that do not have the wished type.
     *
     * @param finder finds one that is named, or refuses
     * @throws Refusal {@code malformed-request} for none, or more than {@link #MOST}; whatever the finder throws
     */
    public List<ObservedDomain> select(
            Selection selection, IpAddressType to, Function<DomainName, ObservedDomain> finder) {
        List<ObservedDomain> selected = selection.namesThem()
                ? selection.domains().stream().distinct().map(finder).toList()
                : matching(selection, to);
        if (selected.isEmpty()) {
            throw malformed("selects no domain that is not " + to.wire() + " already");
        }
        return selected;
    }

    private List<ObservedDomain> matching(Selection selection, IpAddressType to) {
        if (selection.ipAddressType() != null && to.wire().equals(selection.ipAddressType())) {
            return List.of();
        }
        Map<String, String> tags = selection.tags();
        List<ObservedDomain> found = inventory.page(
                new Inventory.Filter(to.other().wire(), selection.target(), selection.q(), tags, null, null),
                null,
                MOST + 1);
        if (found.size() > MOST) {
            throw malformed("selects more than " + MOST + " domains; make several rollouts of it");
        }
        return found;
    }

    private static Refusal malformed(String what) {
        return new Refusal(Reason.MALFORMED_REQUEST, "The selection " + what + ".")
                .with("violations", List.of(Map.of("member", "select", "message", what)));
    }
}

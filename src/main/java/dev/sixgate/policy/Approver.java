package dev.sixgate.policy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Somebody with a live approval, as the identity provider knows them now.
 *
 * @param groups the groups that their token claims
 * @param approverRole whether they have the approver role, and so belong to {@link Groups#APPROVERS}
 * @param lent what others have delegated to them at this moment
 */
public record Approver(String subject, Set<String> groups, boolean approverRole, List<Lent> lent) {

    /**
     * Groups that somebody has delegated. They are worth what they are worth in the giver's own hands: what was lent to the
     * giver is none of theirs to lend.
     *
     * @param giver as the identity provider knows them now
     * @param groups the groups that the delegation names
     */
    public record Lent(Approver giver, Set<String> groups) {
        public Lent {
            groups = Set.copyOf(groups);
        }

        /** Whether the giver lends that group, and has it by a right of their own. */
        boolean covers(String group, Groups known) {
            return groups.contains(group)
                    && !group.equals(Groups.APPROVERS)
                    && giver.approverRole
                    && known.count(group, giver);
        }
    }

    public Approver {
        groups = Set.copyOf(groups);
        lent = List.copyOf(lent);
    }

    /** Somebody to whom nobody has delegated anything. */
    public Approver(String subject, Set<String> groups, boolean approverRole) {
        this(subject, groups, approverRole, List.of());
    }

    /** The same person with what others have delegated to them. */
    public Approver with(List<Lent> fromOthers) {
        return new Approver(subject, groups, approverRole, fromOthers);
    }

    /** The same person told in two ways is only what both ways say. */
    Approver narrowest(Approver same) {
        Set<String> both = new TreeSet<>(groups);
        both.retainAll(same.groups);
        return new Approver(
                subject,
                both,
                approverRole && same.approverRole,
                lent.stream().filter(same.lent::contains).toList());
    }
}

package dev.sixgate.policy;

import java.util.Set;
import java.util.TreeSet;

/**
 * Somebody with a live approval, as the identity provider knows them now.
 *
 * @param groups the groups that their token claims
 * @param approverRole whether they have the approver role, and so belong to {@link Groups#APPROVERS}
 */
public record Approver(String subject, Set<String> groups, boolean approverRole) {
    public Approver {
        groups = Set.copyOf(groups);
    }

    /** The same person told in two ways is only what both ways say. */
    Approver narrowest(Approver same) {
        Set<String> both = new TreeSet<>(groups);
        both.retainAll(same.groups);
        return new Approver(subject, both, approverRole && same.approverRole);
    }
}

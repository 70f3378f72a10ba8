package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The groups that a policy file declares, and with them who belongs to which. A group that is not declared has nobody;
 * {@link #APPROVERS} is always there.
 */
public record Groups(@JsonValue Map<String, Group> declared) {
    /** Places that the requirements of one change may have together; who asks for more asks for what nobody will give. */
    public static final int MOST_PLACES = 100;

    private static final int MOST_NAMED = 5;

    /** Everybody who has the approver role. */
    public static final String APPROVERS = "approvers";

    /**
     * How membership is known.
     *
     * @param members the subjects who belong to it; null where the file states none
     * @param claimed whether the identity's claims must name the group
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Group(@Nullable Set<String> members, boolean claimed) {
        public Group {
            members = members == null ? null : Collections.unmodifiableSet(new TreeSet<>(members));
        }

        /** A group of these subjects alone, whatever anybody claims. */
        static Group of(Collection<String> members) {
            return new Group(new TreeSet<>(members), false);
        }

        /** A group of all who claim it. */
        static Group byClaim() {
            return new Group(null, true);
        }

        private boolean isStatedFor(String subject) {
            return members == null || members.contains(subject);
        }

        private Group strictest(Group other) {
            if (members == null) {
                return new Group(other.members, claimed || other.claimed);
            }
            Set<String> both = new TreeSet<>(members);
            both.removeIf(subject -> !other.isStatedFor(subject));
            return new Group(both, claimed || other.claimed);
        }
    }

    public Groups {
        declared = Collections.unmodifiableMap(new TreeMap<>(declared));
    }

    /** Whether the approver belongs to the group. */
    public boolean count(String group, Approver approver) {
        return group.equals(APPROVERS) ? approver.approverRole() : has(group, approver.subject(), approver.groups());
    }

    /** Whether the approver belongs to the group, or stands in for somebody who does. */
    public boolean mayCount(String group, Approver approver) {
        return count(group, approver) || approver.lent().stream().anyMatch(lent -> lent.covers(group, this));
    }

    boolean has(String group, String subject, Set<String> claims) {
        Group known = declared.get(group);
        return known != null && known.isStatedFor(subject) && (!known.claimed || claims.contains(group));
    }

    /**
     * The groups as pinned and as they are now: whoever belongs to a group must belong to it in both. A group that only
     * one of the two knows is as that one says, because only its rules ask for it.
     */
    public Groups strictest(Groups other) {
        Map<String, Group> joined = new TreeMap<>(declared);
        other.declared.forEach((name, group) -> joined.merge(name, group, Group::strictest));
        return new Groups(joined);
    }

    /**
     * Whether enough different people exist at all. Only groups with stated members are bounded; as many people as one
     * likes may claim the others. Delegations change nothing of it: who uses another's right takes a place that the other
     * could take.
     *
     * @param excluded the subjects who may not approve: the requester, and whoever else had a hand in the change
     */
    public boolean canBeMet(Collection<Requirement> requirements, Set<String> excluded) {
        return shortfall(requirements, excluded).isEmpty();
    }

    /** Why {@link #canBeMet} is false, in one sentence; empty where it is true. */
    public Optional<String> shortfall(Collection<Requirement> requirements, Set<String> excluded) {
        List<Requirement> bounded = inOrder(requirements).stream()
                .filter(each -> !isOpen(each.group()))
                .toList();
        for (Requirement each : bounded) {
            long there = members(each.group()).stream()
                    .filter(member -> !excluded.contains(member))
                    .count();
            if (there < each.approvals()) {
                return Optional.of("Group " + each.group() + " has " + there + (there == 1 ? " person" : " people")
                        + " who may approve this, and " + each.approvals() + " must.");
            }
        }
        int places = bounded.stream().mapToInt(Requirement::approvals).sum();
        if (places > MOST_PLACES) {
            return Optional.of("The groups " + named(bounded) + " ask for " + places + " different people together; "
                    + MOST_PLACES + " is the most that a change may need.");
        }
        Set<String> people = new TreeSet<>();
        bounded.forEach(each -> people.addAll(members(each.group())));
        people.removeAll(excluded);
        BiPredicate<String, String> belongs = (group, subject) -> members(group).contains(subject);
        int filled = Matching.of(bounded, List.copyOf(people), belongs).size();
        return filled == places
                ? Optional.empty()
                : Optional.of("The groups " + named(bounded) + " ask for " + places
                        + " different people together, and have " + filled + " who may approve this.");
    }

    private static String named(List<Requirement> requirements) {
        String first =
                requirements.stream().limit(MOST_NAMED).map(Requirement::group).collect(Collectors.joining(", "));
        int more = requirements.size() - MOST_NAMED;
        return more > 0 ? first + " and " + more + " more" : first;
    }

    /** Whether anybody can come to belong to the group by what their identity claims: it states no members. */
    public boolean isOpen(String group) {
        return stated(group) == Integer.MAX_VALUE;
    }

    /**
     * One requirement a group, the group with the fewest people first: so somebody who belongs to two groups counts for
     * the one that is harder to fill, and what is missing is what most people can give.
     */
    List<Requirement> inOrder(Collection<Requirement> requirements) {
        return Requirement.strictest(requirements).stream()
                .sorted(Comparator.comparing((Requirement each) -> each.group().equals(APPROVERS))
                        .thenComparingInt(each -> stated(each.group()))
                        .thenComparing(Requirement::group))
                .toList();
    }

    /** How many people the group can have at most; an undeclared group has none. */
    private int stated(String group) {
        Group known = declared.get(group);
        boolean unbounded = group.equals(APPROVERS) || (known != null && known.members == null);
        return unbounded ? Integer.MAX_VALUE : members(group).size();
    }

    /** The subjects that the file states for the group; none where it states none. */
    public Set<String> members(String group) {
        Group known = declared.get(group);
        return known == null || known.members == null ? Set.of() : known.members;
    }
}

package dev.sixgate.policy;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * As many places of the requirements filled as possible, one person to one place: a maximum bipartite matching by
 * augmenting paths. Among several it prefers the requirements and people that come first, so the same lists give the same
 * answer.
 *
 * @see <a href="https://doi.org/10.1073/pnas.43.9.842">Berge, Two theorems in graph theory (1957)</a>
 */
final class Matching<P> {
    private final Collection<P> people;
    private final BiPredicate<String, P> belongs;
    private final Map<P, String> groupOf = new LinkedHashMap<>();

    private Matching(Collection<P> people, BiPredicate<String, P> belongs) {
        this.people = people;
        this.belongs = belongs;
    }

    /** For whom each person counts; a person who is not in the map counts for none. */
    static <P> Map<P, String> of(List<Requirement> requirements, Collection<P> people, BiPredicate<String, P> belongs) {
        var matching = new Matching<P>(people, belongs);
        for (Requirement each : requirements) {
            int places = each.approvals();
            while (places > 0 && matching.fillOneMore(each.group())) {
                places--;
            }
        }
        return matching.groupOf;
    }

    /** Finds the shortest chain of people who each move one group on, so that the group gets one more. */
    private boolean fillOneMore(String wanting) {
        Map<P, String> wantedBy = new HashMap<>();
        Map<String, P> losing = new HashMap<>();
        Deque<String> groups = new ArrayDeque<>(List.of(wanting));
        while (!groups.isEmpty()) {
            String group = groups.remove();
            for (P person : people) {
                if (!belongs.test(group, person) || wantedBy.putIfAbsent(person, group) != null) {
                    continue;
                }
                String held = groupOf.get(person);
                if (held == null) {
                    moveAlong(person, wantedBy, losing);
                    return true;
                }
                if (!held.equals(wanting) && losing.putIfAbsent(held, person) == null) {
                    groups.add(held);
                }
            }
        }
        return false;
    }

    /** The free person takes the last place of the chain, whoever stood there the one before, and so on. */
    private void moveAlong(P free, Map<P, String> wantedBy, Map<String, P> losing) {
        @Nullable P moving = free;
        while (moving != null) {
            String group = wantedBy.get(moving);
            if (group == null) {
                throw new IllegalStateException("a chain without beginning");
            }
            groupOf.put(moving, group);
            moving = losing.get(group);
        }
    }
}

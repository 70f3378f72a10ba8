package dev.sixgate.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * So many different people of a group must approve.
 *
 * @param approvals 1 to {@value #MOST}
 * @param rules the names of the rules that ask for it, in alphabetical order
 */
public record Requirement(String group, int approvals, List<String> rules) {
    static final int MOST = 20;

    public Requirement {
        if (approvals < 1 || approvals > MOST) {
            throw new IllegalArgumentException("approvals is 1 to " + MOST + ", not " + approvals);
        }
        rules = rules.stream().sorted().distinct().toList();
    }

    /** One requirement a group, with the largest number that anybody asks for; in alphabetical order of the groups. */
    static List<Requirement> strictest(Collection<Requirement> all) {
        Map<String, List<Requirement>> byGroup =
                all.stream().collect(Collectors.groupingBy(Requirement::group, TreeMap::new, Collectors.toList()));
        return byGroup.values().stream().map(Requirement::largest).toList();
    }

    private static Requirement largest(List<Requirement> ofOneGroup) {
        return new Requirement(
                ofOneGroup.get(0).group,
                ofOneGroup.stream().mapToInt(Requirement::approvals).max().orElseThrow(),
                ofOneGroup.stream().flatMap(each -> each.rules.stream()).toList());
    }
}

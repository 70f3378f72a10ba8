package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the requirements are met by the people who approved, each of whom fills one place over all of them. It depends
 * neither on the order of the reviews nor on that of the rules.
 *
 * @param requirements what counted for what, in alphabetical order of the groups
 */
public record Tally(List<Count> requirements) {

    /**
     * What one requirement got.
     *
     * @param by the subjects whose approval fills a place here, in alphabetical order
     */
    public record Count(String group, int approvals, List<String> by) {
        public Count {
            by = by.stream().sorted().toList();
        }

        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public int given() {
            return by.size();
        }

        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public int missing() {
            return approvals - given();
        }
    }

    public Tally {
        requirements = List.copyOf(requirements);
    }

    /**
     * Counts the approvals for the most that they can mean.
     *
     * @param approvers who has a live approval; without the requester, and whoever else may not count
     */
    public static Tally of(Collection<Requirement> requirements, Collection<Approver> approvers, Groups groups) {
        Map<String, Approver> people = new TreeMap<>();
        approvers.forEach(each -> people.merge(each.subject(), each, Approver::narrowest));
        Map<Approver, String> counted = Matching.of(groups.inOrder(requirements), people.values(), groups::count);
        return new Tally(Requirement.strictest(requirements).stream()
                .map(each -> new Count(each.group(), each.approvals(), countedFor(each.group(), counted)))
                .toList());
    }

    /** Whether every place is filled; nothing required is met by nobody, see {@link Verdict#isMetBy}. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public boolean met() {
        return missing() == 0;
    }

    /** How many places are still free, over all requirements. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public int missing() {
        return requirements.stream().mapToInt(Count::missing).sum();
    }

    private static List<String> countedFor(String group, Map<Approver, String> counted) {
        return counted.entrySet().stream()
                .filter(each -> each.getValue().equals(group))
                .map(each -> each.getKey().subject())
                .toList();
    }
}

package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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
     * @param onBehalfOf whose right they use, where it is not their own: the giver of each delegate
     */
    public record Count(
            String group,
            int approvals,
            List<String> by,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> onBehalfOf) {
        public Count {
            by = by.stream().sorted().toList();
            onBehalfOf = Map.copyOf(onBehalfOf);
        }

        /** What one requirement got of people in their own right. */
        public Count(String group, int approvals, List<String> by) {
            this(group, approvals, by, Map.of());
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
        return Counting.of(requirements, approvers, groups).tally();
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
}

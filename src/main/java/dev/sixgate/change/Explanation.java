package dev.sixgate.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a change has its approvals or has not: who counts, what is missing, who could give it, whose approval does not count,
 * and whether it can be met at all.
 *
 * @param because why it cannot be met; null where it can
 * @param peopleMissing how many more people have to approve: nobody fills two places
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        boolean satisfiable,
        @Nullable String because,
        int peopleMissing,
        List<ExplainedRequirement> requirements,
        List<NotCounted> notCounted) {

    /** In whose right somebody's approval counts, where it is not their own. */
    public Optional<Giver> giverOf(String subject) {
        return requirements.stream()
                .flatMap(required -> required.counted().stream())
                .filter(voice -> voice.subject().equals(subject))
                .flatMap(voice -> Optional.ofNullable(voice.onBehalfOf()).stream())
                .findFirst();
    }

    /** One group's places. */
    public record ExplainedRequirement(
            String group, int approvals, int missing, List<Voice> counted, CouldGive couldGive) {}

    /**
     * Somebody who approves, or could.
     *
     * @param onBehalfOf in whose right, where it is not their own
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Voice(
            String subject, String name, @Nullable Giver onBehalfOf) {}

    /** Somebody in whose right another approves. */
    public record Giver(String subject, String name) {}

    /**
     * Who could give what is missing.
     *
     * @param count how many people who are known
     * @param people the first of them, at most {@link Explanations#MOST_NAMED}
     * @param whoeverClaimsIt whether somebody who is not known could, by what their identity claims
     * @param notSeen the members that the policy file states and that nobody has lately seen as approvers, by their
     *     subjects, at most {@link Explanations#MOST_NAMED}: they could once they sign in with that role
     */
    public record CouldGive(int count, List<Voice> people, boolean whoeverClaimsIt, List<String> notSeen) {
        static final CouldGive NOBODY_NEEDS_TO = new CouldGive(0, List.of(), false, List.of());
    }
}

package dev.sixgate.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sixgate.policy.Evaluation;
import dev.sixgate.policy.Facts;
import dev.sixgate.policy.NextWindow;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.Times;
import dev.sixgate.policy.Verdict;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy file says of a change, as {@code policies evaluate} prints it.
 *
 * @param nextWindow when windows and freezes would let it run, with nobody's approval to lift one; null where they have no
 *     say, or it is denied
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer(
        @JsonUnwrapped Evaluation evaluation,
        @Nullable String revertApprovedFor,
        @Nullable String confirmWithin,
        @Nullable NextWindow nextWindow) {

    static Answer of(PolicyFile file, Facts facts) {
        Verdict verdict = file.evaluate(facts);
        return new Answer(
                Evaluation.of(file, facts),
                inWords(verdict.revertApprovedFor()),
                inWords(verdict.confirmWithin()),
                verdict.denied()
                        ? null
                        : NextWindow.of(
                                        file.calendar(verdict, facts, Map.of(), lifted -> false),
                                        null,
                                        facts.now().plus(verdict.approvalHoldsFor()),
                                        facts.now())
                                .orElse(null));
    }

    private static @Nullable String inWords(@Nullable Duration time) {
        return time == null ? null : Times.inWords(time);
    }
}

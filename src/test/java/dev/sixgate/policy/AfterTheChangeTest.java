package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.facts;
import static dev.sixgate.policy.PolicyFixtures.file;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What rules say of the time after a change was applied: whether its revert is approved too, and who must confirm it. */
class AfterTheChangeTest {
    private static final String ASKING = "require: [{group: approvers, approvals: 1}]";

    @Test
    void aRevertIsApprovedForTheShortestTimeOfTheRulesThatAsk() {
        var verdict = of(
                "{name: a, " + ASKING + ", revertApprovedFor: 24h}",
                "{name: b, " + ASKING + ", revertApprovedFor: 2h}",
                "{name: c, automatic: true}");

        assertThat(verdict.revertApprovedFor()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void oneRuleThatAsksAndStatesNoTimeApprovesNoRevert() {
        var verdict = of("{name: a, " + ASKING + ", revertApprovedFor: 24h}", "{name: b, " + ASKING + "}");

        assertThat(verdict.revertApprovedFor()).isNull();
    }

    @Test
    void aRuleThatAsksNobodyShortensTheTimeButApprovesNothingItself() {
        var shortened = of("{name: a, " + ASKING + ", revertApprovedFor: 24h}", "{name: b, revertApprovedFor: 1h}");
        var nobody = of("{name: a, automatic: true, revertApprovedFor: 24h}");

        assertThat(shortened.revertApprovedFor()).isEqualTo(Duration.ofHours(1));
        assertThat(nobody.revertApprovedFor()).isNull();
    }

    @Test
    void whoeverAsksForAConfirmationGetsTheShortestTimeThatAnyRuleStates() {
        var verdict = of(
                "{name: a, " + ASKING + "}",
                "{name: b, automatic: true, confirmWithin: 30m}",
                "{name: c, confirmWithin: 10m}");

        assertThat(verdict.confirmWithin()).isEqualTo(Duration.ofMinutes(10));
        assertThat(of("{name: a, " + ASKING + "}").confirmWithin()).isNull();
    }

    @Test
    void thePresentPolicyMayTakeTheRevertOutOfTheApprovalButNotPutItIn() {
        var covering = of("{name: a, " + ASKING + ", revertApprovedFor: 24h}");
        var shorter = of("{name: a, " + ASKING + ", revertApprovedFor: 3h, confirmWithin: 1h}");
        var silent = of("{name: a, " + ASKING + "}");

        assertThat(Verdict.strictest(covering, shorter).revertApprovedFor()).isEqualTo(Duration.ofHours(3));
        assertThat(Verdict.strictest(covering, silent).revertApprovedFor()).isNull();
        assertThat(Verdict.strictest(silent, covering).revertApprovedFor()).isNull();
        assertThat(Verdict.strictest(covering, shorter).confirmWithin()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theRuleSaysItInWords() {
        var verdict = of("{name: a, " + ASKING + ", revertApprovedFor: 24h, confirmWithin: 30m}");

        assertThat(verdict.matched())
                .singleElement()
                .satisfies(it -> assertThat(it.consequence())
                        .isEqualTo("1 approval from approvers, expires after 7d, approval holds for 3d,"
                                + " revert approved for 1d, to be confirmed within 30m"));
    }

    @Test
    void aVerdictFromBeforeThisWasKnownIsReadAsOneThatSaysNothingOfIt() throws JsonProcessingException {
        var json = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();

        var verdict = json.readValue("""
                {"matched": [], "reasons": [], "denied": false, "automatic": true, "requirements": [],
                 "expiresAfter": "PT168H", "approvalHoldsFor": "PT72H"}
                """, Verdict.class);

        assertThat(verdict.revertApprovedFor()).isNull();
        assertThat(verdict.confirmWithin()).isNull();
    }

    private static Verdict of(String... rules) {
        return file("rules:\n  - " + String.join("\n  - ", rules)).evaluate(facts());
    }
}

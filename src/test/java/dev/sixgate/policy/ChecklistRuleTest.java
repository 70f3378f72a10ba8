package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.facts;
import static dev.sixgate.policy.PolicyFixtures.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecklistRuleTest {
    private static final String FOUR_EYES =
            "rules:\n  - {name: four-eyes, require: [{group: approvers, approvals: 1}]}\n";

    @Test
    void aRuleThatMatchesMayAskForTheChecklist() {
        PolicyFile asking = file(FOUR_EYES + "  - {name: look, match: {to: [dualstack]}, checklist: required}\n");
        PolicyFile other = file(FOUR_EYES + "  - {name: look, match: {to: [ipv4]}, checklist: required}\n");

        assertThat(asking.evaluate(facts()).checklistRequired()).isTrue();
        assertThat(asking.evaluate(facts()).matched())
                .extracting(Verdict.Matched::consequence)
                .anyMatch(consequence -> consequence.startsWith("the whole checklist to be ticked, expires after 7d"));
        assertThat(other.evaluate(facts()).checklistRequired()).isFalse();
        assertThat(PolicyFile.builtIn().evaluate(facts()).checklistRequired()).isFalse();
    }

    @Test
    void askingForItIsNoWayToYes() {
        assertThat(file("rules: [{name: look, checklist: required}]")
                        .evaluate(facts())
                        .denied())
                .isTrue();
    }

    @Test
    void whatWasAskedForStaysAskedForAndMayBeAdded() {
        Verdict asking =
                file(FOUR_EYES + "  - {name: look, checklist: required}\n").evaluate(facts());
        Verdict silent = file(FOUR_EYES).evaluate(facts());

        assertThat(Verdict.strictest(asking, silent).checklistRequired()).isTrue();
        assertThat(Verdict.strictest(silent, asking).checklistRequired()).isTrue();
        assertThat(Verdict.strictest(silent, silent).checklistRequired()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "true", "optional", "[required]"})
    void nothingElseMayStandThere(String value) {
        assertThatThrownBy(() -> file("rules: [{name: look, automatic: true, checklist: " + value + "}]"))
                .isInstanceOf(PolicyFileProblem.class)
                .hasMessageContaining(":2:");
    }

    @Test
    void aRuleThatDeniesAsksForNothing() {
        assertThatThrownBy(() -> file("rules: [{name: look, deny: Never., checklist: required}]"))
                .isInstanceOf(PolicyFileProblem.class)
                .hasMessageContaining("checklist");
    }
}

package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.facts;
import static dev.sixgate.policy.PolicyFixtures.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.policy.Evaluation.Ruling;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
    private static final String SECURITY = "groups: {network: {}, security: {members: [ria, sam]}}\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "domain: ['*.example.org'] | domain is api.example.com, not *.example.org",
                "target: [dev, test] | target is prod, not dev or test",
                "account: ['111111111111'] | account is 012345678901, not 111111111111",
                "region: [us-east-1] | region is eu-central-1, not us-east-1",
                "endpointType: [EDGE] | endpointType is REGIONAL, not EDGE",
                "to: [ipv4] | to is dualstack, not ipv4",
                "tags: {env: [dev]} | tag env is prod, not dev",
                "tags: {tier: [gold]} | tag tier is missing, not gold",
                "requesterGroup: [network] | requesterGroup is none that ria belongs to, not network",
                "owner: [terraform, cdk] | owner is missing, not terraform or cdk",
                "domain: [a.b, b.b, c.b, d.b, e.b, f.b, g.b] | domain is api.example.com, not a.b or b.b or c.b or d.b or e.b or one of 2 more",
                "target: [prod], region: [us-east-1], to: [ipv4] | region is eu-central-1, not us-east-1"
            })
    void aRuleThatDoesNotMatchSaysWhichConditionFailed(String match, String because) {
        var evaluation =
                Evaluation.of(file(SECURITY + "rules: [{name: r, match: {" + match + "}, deny: No.}]"), facts());

        assertThat(evaluation.rules()).containsExactly(new Explained("r", false, because, "denied: No."));
        assertThat(evaluation.decision()).isEqualTo(Ruling.DENIED);
        assertThat(evaluation.denied()).containsExactly("No rule of the policy allows this change.");
    }

    @Test
    void everyRuleIsToldInTheOrderOfTheFile() {
        var evaluation = Evaluation.of(
                file(
                        SECURITY + "rules:\n"
                                + "  - {name: b, match: {to: [ipv4]}, automatic: true}\n"
                                + "  - {name: a, match: {to: [dualstack]}, require: [{group: network, approvals: 2}], expiresAfter: 3d}\n"),
                facts());

        assertThat(evaluation.rules()).extracting(Explained::rule).containsExactly("b", "a");
        assertThat(evaluation.rules()).extracting(Explained::matched).containsExactly(false, true);
        assertThat(evaluation.rules().get(1).because()).isEqualTo("to dualstack");
        assertThat(evaluation.decision()).isEqualTo(Ruling.NEEDS_APPROVAL);
        assertThat(evaluation.expiresAfter()).isEqualTo("3d");
        assertThat(evaluation.approvalHoldsFor()).isEqualTo("3d");
    }

    @Test
    void whoCanApproveIsTold() {
        var evaluation = Evaluation.of(
                file(SECURITY + "rules: [{name: r, require: [{group: approvers, approvals: 1},"
                        + " {group: network, approvals: 2}, {group: security, approvals: 1}]}]"),
                facts());

        assertThat(evaluation.requirements())
                .containsExactly(
                        new Evaluation.Needed(
                                "approvers",
                                1,
                                List.of("r"),
                                "everybody with the role approver but the requester",
                                null),
                        new Evaluation.Needed(
                                "network",
                                2,
                                List.of("r"),
                                "whoever's identity claims the group, but the requester",
                                null),
                        new Evaluation.Needed(
                                "security", 1, List.of("r"), "the members that the file states", List.of("sam")));
        assertThat(evaluation.satisfiable()).isTrue();
    }

    @Test
    void whatNobodyCouldApproveIsToldSo() {
        var evaluation = Evaluation.of(
                file(SECURITY + "rules: [{name: r, require: [{group: security, approvals: 2}]}]"), facts());

        assertThat(evaluation.decision()).isEqualTo(Ruling.UNSATISFIABLE);
        assertThat(evaluation.satisfiable()).isFalse();
    }

    @Test
    void automaticIsToldSo() {
        var evaluation = Evaluation.of(file("rules: [{name: r, automatic: true}]"), facts());

        assertThat(evaluation.decision()).isEqualTo(Ruling.AUTOMATIC);
        assertThat(evaluation.rules().get(0).because()).isEqualTo("every change");
    }
}

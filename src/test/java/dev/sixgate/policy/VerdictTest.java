package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.approver;
import static dev.sixgate.policy.PolicyFixtures.facts;
import static dev.sixgate.policy.PolicyFixtures.factsOf;
import static dev.sixgate.policy.PolicyFixtures.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sixgate.policy.Verdict.Matched;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    @Test
    void everyRuleThatMatchesCountsAndSaysWhy() {
        var policy = PolicyFile.parse(
                PolicyFileTest.WHOLE.replace(", tier: [1]", "").replaceAll("(?m)^ *owner: .*\\R", ""), "policies.yaml");

        var verdict = policy.evaluate(factsOf("api.example.com", "prod", "ria", Set.of("network")));

        assertThat(verdict.matched())
                .containsExactly(
                        new Matched(
                                "four-eyes",
                                "1 approval from approvers, expires after 7d, approval holds for 3d",
                                "every change"),
                        new Matched(
                                "prod-needs-security",
                                "2 approvals from security, expires after 5d, approval holds for 36h",
                                "domain *.example.com, target prod, account 012345678901, region eu-central-1, "
                                        + "endpointType REGIONAL, to dualstack, tag env prod, requesterGroup network"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "domain: ['*.example.com']        | true",
                "domain: [a.example.com]          | false",
                "domain: [a.example.com, '**']    | true",
                "target: [dev, prod]              | true",
                "target: [dev]                    | false",
                "account: [012345678901]          | true",
                "account: [999999999999]          | false",
                "region: [eu-central-1]           | true",
                "region: [eu-central-2]           | false",
                "endpointType: [EDGE, REGIONAL]   | true",
                "endpointType: [EDGE]             | false",
                "to: [dualstack]                  | true",
                "to: [ipv4]                       | false",
                "tags: {env: [test, prod]}        | true",
                "tags: {env: [test]}              | false",
                "tags: {tier: [prod]}             | false",
                "'tags: {env: [prod], tier: [a]}' | false",
                "requesterGroup: [network]        | true",
                "requesterGroup: [security]       | false",
                "requesterGroup: [people]         | true",
                "'target: [prod], to: [ipv4]'     | false",
                "'target: [prod], region: [eu-central-1]' | true",
            })
    void everyMemberOfAConditionMustFitAndWithinAMemberAny(String match, boolean matches) {
        var policy = file("groups: {network: {}, security: {members: [sam]}, people: {members: [ria]}}\n"
                + "rules: [{name: a, automatic: true, match: {" + match + "}}]");

        var verdict = policy.evaluate(factsOf("api.example.com", "prod", "ria", Set.of("network", "security")));

        assertThat(verdict.automatic()).isEqualTo(matches);
        assertThat(verdict.denied()).isEqualTo(!matches);
    }

    @Test
    void theLargestNumberOfEachGroupIsAskedFor() {
        var verdict = file("""
                groups: {security: {}}
                rules:
                  - {name: c, require: [{group: approvers, approvals: 1}, {group: security, approvals: 1}]}
                  - {name: b, require: [{group: approvers, approvals: 3}]}
                  - {name: a, require: [{group: approvers, approvals: 2}]}
                  - {name: d, require: [{group: approvers, approvals: 9}], match: {target: [other]}}
                """).evaluate(facts());

        assertThat(verdict.requirements())
                .containsExactly(
                        new Requirement("approvers", 3, List.of("a", "b", "c")),
                        new Requirement("security", 1, List.of("c")));
    }

    @Test
    void anyDenyDeniesAndAllReasonsAreListed() {
        var verdict = file("""
                rules:
                  - {name: free, automatic: true}
                  - {name: no, deny: Not here.}
                  - {name: four-eyes, require: [{group: approvers, approvals: 1}]}
                  - {name: never, deny: Not ever.}
                  - {name: other, deny: Not there., match: {target: [other]}}
                """).evaluate(facts());

        assertThat(verdict.denied()).isTrue();
        assertThat(verdict.reasons()).containsExactly("Rule no: Not here.", "Rule never: Not ever.");
        assertThat(verdict.isMetBy(
                        List.of(approver("nora")), PolicyFile.builtIn().groups()))
                .isFalse();
    }

    @Test
    void automaticYieldsToAnyRequirement() {
        var verdict = file("""
                rules:
                  - {name: free, automatic: true}
                  - {name: four-eyes, require: [{group: approvers, approvals: 1}]}
                """).evaluate(facts());

        assertThat(verdict.automatic()).isFalse();
        assertThat(verdict.requirements()).hasSize(1);
        assertThat(verdict.isMetBy(List.of(), PolicyFile.builtIn().groups())).isFalse();
    }

    @Test
    void automaticAloneNeedsNobody() {
        var verdict = file("rules: [{name: free, automatic: true}]").evaluate(facts());

        assertThat(verdict.automatic()).isTrue();
        assertThat(verdict.isMetBy(List.of(), PolicyFile.builtIn().groups())).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: [{name: free, automatic: true, match: {target: [other]}}]",
                "rules: [{name: hurry, expiresAfter: 1d}]"
            })
    void whatNoRuleAllowsIsDenied(String rules) {
        var verdict = file(rules).evaluate(facts());

        assertThat(verdict.denied()).isTrue();
        assertThat(verdict.automatic()).isFalse();
        assertThat(verdict.reasons()).containsExactly("No rule of the policy allows this change.");
        assertThat(verdict.isMetBy(
                        List.of(approver("nora")), PolicyFile.builtIn().groups()))
                .isFalse();
    }

    @Test
    void theShortestTimesCountAndARuleThatStatesNoneMeansTheDefaults() {
        var verdict = file("""
                rules:
                  - {name: a, automatic: true, expiresAfter: 30d, approvalHoldsFor: 2h}
                  - {name: b, automatic: true, expiresAfter: 10d, approvalHoldsFor: 5h}
                """).evaluate(facts());
        var withDefaults = file("""
                rules:
                  - {name: a, automatic: true, expiresAfter: 30d}
                  - {name: b, automatic: true}
                """).evaluate(facts());

        assertThat(verdict.expiresAfter()).isEqualTo(Duration.ofDays(10));
        assertThat(verdict.approvalHoldsFor()).isEqualTo(Duration.ofHours(2));
        assertThat(withDefaults.expiresAfter()).isEqualTo(Duration.ofDays(7));
        assertThat(withDefaults.approvalHoldsFor()).isEqualTo(Duration.ofHours(72));
    }

    @Test
    void thePresentPolicyMayOnlyAddToThePinnedOne() {
        var pinned = file("""
                rules:
                  - {name: a, require: [{group: approvers, approvals: 2}], expiresAfter: 1d}
                """).evaluate(facts());
        var present = file("""
                groups: {security: {}}
                rules:
                  - {name: b, require: [{group: approvers, approvals: 1}, {group: security, approvals: 1}]}
                  - {name: c, automatic: true, approvalHoldsFor: 1h}
                """).evaluate(facts());

        var both = Verdict.strictest(pinned, present);

        assertThat(both.requirements())
                .containsExactly(
                        new Requirement("approvers", 2, List.of("a", "b")),
                        new Requirement("security", 1, List.of("b")));
        assertThat(both.expiresAfter()).isEqualTo(Duration.ofDays(1));
        assertThat(both.approvalHoldsFor()).isEqualTo(Duration.ofHours(1));
        assertThat(both.matched()).extracting(Matched::rule).containsExactly("a", "b", "c");
        assertThat(both.denied()).isFalse();
    }

    @Test
    void whatOneOfTwoPoliciesDeniesIsDenied() {
        var free = file("rules: [{name: free, automatic: true}]").evaluate(facts());
        var none = file("rules: [{name: hurry, expiresAfter: 1d}]").evaluate(facts());
        var asking = PolicyFile.builtIn().evaluate(facts());

        assertThat(Verdict.strictest(free, none).denied()).isTrue();
        assertThat(Verdict.strictest(none, free).denied()).isTrue();
        assertThat(Verdict.strictest(none, none).reasons()).hasSize(1);
        assertThat(Verdict.strictest(free, asking).automatic()).isFalse();
        assertThat(Verdict.strictest(free, free)).isEqualTo(free);
    }

    @Test
    void aVerdictThatIsAutomaticAndRequiresCannotBe() {
        var asked = List.of(PolicyFixtures.requirement("approvers", 1));
        var time = Duration.ofDays(1);

        assertThatThrownBy(() -> new Verdict(
                        List.of(), List.of(), true, asked, List.of(), time, time, null, null, false, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Verdict(
                        List.of(), List.of(), false, List.of(), List.of(), time, time, null, null, false, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVerdictIsWrittenAsJsonAndReadBack() throws JsonProcessingException {
        var json = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .build();
        var verdict = PolicyFile.builtIn().evaluate(facts());

        String written = json.writeValueAsString(verdict);

        assertThat(json.readTree(written)).isEqualTo(json.readTree("""
                {"matched": [{"rule": "four-eyes", "because": "every change",
                    "consequence": "1 approval from approvers, expires after 7d, approval holds for 3d"}],
                 "reasons": [], "denied": false, "automatic": false,
                 "requirements": [{"group": "approvers", "approvals": 1, "rules": ["four-eyes"]}],
                 "expiresAfter": "PT168H", "approvalHoldsFor": "PT72H"}
                """));
        assertThat(json.readValue(written, Verdict.class)).isEqualTo(verdict);
        assertThat(json.readTree(
                        json.writeValueAsString(file("rules: [{name: a, deny: b, match: {domain: [a.b], to: [ipv4]}}]")
                                .rules())))
                .isEqualTo(json.readTree("""
                        [{"name": "a", "deny": "b", "automatic": false, "match": {"domain": ["a.b"], "to": ["ipv4"]},
                          "times": {"expiresAfter": "PT168H", "approvalHoldsFor": "PT72H"}}]
                        """));
    }
}

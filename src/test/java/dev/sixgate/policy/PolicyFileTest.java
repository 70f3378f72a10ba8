package dev.sixgate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.CanonicalJson;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.TargetName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyFileTest {
    static final String WHOLE = """
            # Who moves what.
            version: 1
            groups:
              network: {}
              security:
                members: [sam, sue]
            rules:
              - name: four-eyes
                require: [{group: approvers, approvals: 1}]
              - name: prod-needs-security
                match:
                  domain: ["*.example.com", api.example.com]
                  target: [prod]
                  account: [012345678901, "123456789012"]
                  region: [eu-central-1]
                  endpointType: [REGIONAL, EDGE]
                  to: [dualstack]
                  tags: {env: [prod, 'yes'], tier: [1]}
                  requesterGroup: [network]
                  owner: [terraform, cdk]
                require:
                  - group: security
                    approvals: 2
                expiresAfter: 5d
                approvalHoldsFor: PT36H
              - name: no-edge
                match: {endpointType: [EDGE]}
                deny: >
                  EDGE domains are moved
                  by the platform team.
              - name: sandbox-is-free
                match: {target: [sandbox-dev]}
                automatic: true
              - name: hurry
                match: {target: [sandbox-dev]}
                approvalHoldsFor: 1h
            """;

    @Test
    void aWholeFileIsReadAsItStands() {
        var file = PolicyFile.parse(WHOLE, "policies.yaml");

        assertThat(file.name()).isEqualTo("policies.yaml");
        assertThat(file.text()).isEqualTo(WHOLE);
        assertThat(file.groups())
                .isEqualTo(new Groups(
                        Map.of("network", Groups.Group.byClaim(), "security", Groups.Group.of(List.of("sam", "sue")))));
        assertThat(file.rules())
                .containsExactly(
                        rule("four-eyes", Condition.ALWAYS, List.of(asks("approvers", 1, "four-eyes")), Times.DEFAULT),
                        rule(
                                "prod-needs-security",
                                new Condition(
                                        List.of(new DomainGlob("*.example.com"), new DomainGlob("api.example.com")),
                                        List.of(new TargetName("prod")),
                                        List.of("012345678901", "123456789012"),
                                        List.of("eu-central-1"),
                                        List.of("REGIONAL", "EDGE"),
                                        List.of(IpAddressType.DUALSTACK),
                                        Map.of("env", List.of("prod", "yes"), "tier", List.of("1")),
                                        List.of("network"),
                                        List.of("terraform", "cdk")),
                                List.of(asks("security", 2, "prod-needs-security")),
                                new Times(Duration.ofDays(5), Duration.ofHours(36))),
                        new Rule(
                                "no-edge",
                                matching(List.of(), List.of("EDGE")),
                                null,
                                List.of(),
                                "EDGE domains are moved by the platform team.",
                                false,
                                List.of(),
                                Times.DEFAULT),
                        new Rule(
                                "sandbox-is-free",
                                matching(List.of(new TargetName("sandbox-dev")), List.of()),
                                null,
                                List.of(),
                                null,
                                true,
                                List.of(),
                                Times.DEFAULT),
                        rule(
                                "hurry",
                                matching(List.of(new TargetName("sandbox-dev")), List.of()),
                                List.of(),
                                new Times(Duration.ofDays(7), Duration.ofHours(1))));
    }

    private static Rule rule(String name, Condition match, List<Requirement> require, Times times) {
        return new Rule(name, match, null, require, null, false, List.of(), times);
    }

    private static Requirement asks(String group, int approvals, String rule) {
        return new Requirement(group, approvals, List.of(rule));
    }

    private static Condition matching(List<TargetName> targets, List<String> endpointTypes) {
        return new Condition(
                List.of(), targets, List.of(), List.of(), endpointTypes, List.of(), Map.of(), List.of(), List.of());
    }

    @Test
    void theDigestIsThatOfTheExactBytes() {
        byte[] bytes = ("\uFEFF" + WHOLE + "# ü\r\n").getBytes(StandardCharsets.UTF_8);

        var file = PolicyFile.parse(bytes, "policies.yaml");

        assertThat(file.digest()).isEqualTo(CanonicalJson.sha256(bytes));
        assertThat(PolicyFile.parse(file.text(), "again").digest()).isEqualTo(file.digest());
        assertThat(PolicyFile.parse(WHOLE, "policies.yaml").digest()).isNotEqualTo(file.digest());
    }

    @Test
    void theBuiltInFileAsksForOneApproval() {
        var verdict = PolicyFile.builtIn().evaluate(PolicyFixtures.facts());

        assertThat(verdict.requirements()).containsExactly(asks("approvers", 1, "four-eyes"));
        assertThat(verdict.denied()).isFalse();
        assertThat(verdict.isMetBy(List.of(), PolicyFile.builtIn().groups())).isFalse();
        assertThat(verdict.isMetBy(
                        List.of(PolicyFixtures.approver("nora")),
                        PolicyFile.builtIn().groups()))
                .isTrue();
        assertThat(verdict.isMetBy(
                        List.of(new Approver("remy", Set.of("approvers"), false)),
                        PolicyFile.builtIn().groups()))
                .as("a claim of that name is not the role")
                .isFalse();
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> PolicyFile.parse(new byte[] {'a', (byte) 0xC3}, "policies.yaml"))
                .isInstanceOf(PolicyFileProblem.class)
                .hasMessage("policies.yaml:1:1: the file is not UTF-8; save it as UTF-8");
    }

    @Test
    void aFileOfMoreThanAMebibyteIsRefused() {
        String atMost = WHOLE + "#".repeat((1 << 20) - WHOLE.length());

        assertThat(PolicyFile.parse(atMost, "policies.yaml").rules()).hasSize(5);
        assertThatThrownBy(() -> PolicyFile.parse(atMost.replaceFirst("#$", "ü"), "policies.yaml"))
                .isInstanceOf(PolicyFileProblem.class)
                .hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void aThousandRulesAllCount() {
        var text = new StringBuilder("version: 1\nrules:\n");
        for (int i = 0; i < 1_000; i++) {
            text.append("  - {name: rule-" + i + ", match: {domain: [\"*.example.com\"]}, "
                    + "require: [{group: approvers, approvals: " + (1 + i % 20) + "}]}\n");
        }

        var verdict = PolicyFile.parse(text.toString(), "policies.yaml").evaluate(PolicyFixtures.facts());

        assertThat(verdict.matched()).hasSize(1_000);
        assertThat(verdict.requirements()).singleElement().satisfies(one -> {
            assertThat(one.approvals()).isEqualTo(20);
            assertThat(one.rules()).hasSize(1_000);
        });
    }
}

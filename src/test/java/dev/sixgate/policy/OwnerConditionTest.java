package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.facts;
import static dev.sixgate.policy.PolicyFixtures.file;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerConditionTest {

    private static Facts ownedBy(String owner) {
        Facts of = facts();
        return new Facts(
                of.domain(),
                of.target(),
                of.account(),
                of.region(),
                of.endpointTypes(),
                of.from(),
                of.to(),
                of.tags(),
                owner,
                of.readiness(),
                of.requester(),
                of.requesterGroups(),
                of.rolloutSize(),
                of.now());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "match: {owner: [terraform]}                      | terraform      | true",
                "match: {owner: [terraform]}                      | cloudformation | false",
                "match: {owner: [terraform]}                      | ''             | false",
                "match: {owner: [cloudformation]}                 | cdk            | false",
                "match: {owner: [cloudformation, cdk]}            | cdk            | true",
                "'when: owner == \"cloudformation\"'              | cloudformation | true",
                "'when: owner == \"cloudformation\"'              | cdk            | false",
                "'when: owner in [\"cloudformation\", \"cdk\"]'   | cdk            | true",
            })
    void aRuleMayAskWhoOwnsTheDomain(String condition, String owner, boolean matches) {
        var policy = file("rules:\n  - name: a\n    automatic: true\n    " + condition + "\n");

        assertThat(policy.evaluate(ownedBy(owner)).automatic()).isEqualTo(matches);
    }
}

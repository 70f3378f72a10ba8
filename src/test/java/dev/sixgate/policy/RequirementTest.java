package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.requirement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void oneToTwentyApprovalsCanBeRequired(int approvals) {
        assertThat(requirement("network", approvals).approvals()).isEqualTo(approvals);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 21})
    void anyOtherNumberOfApprovalsCannotBeRequired(int approvals) {
        assertThatThrownBy(() -> requirement("network", approvals)).isInstanceOf(IllegalArgumentException.class);
    }
}

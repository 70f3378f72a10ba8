package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.approver;
import static dev.sixgate.policy.PolicyFixtures.requirement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.policy.Approver.Lent;
import dev.sixgate.policy.Groups.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountingTest {
    private static final Groups GROUPS = new Groups(Map.of(
            "dns", Group.byClaim(), "network", Group.byClaim(), "security", Group.byClaim(), "ciso", Group.byClaim()));

    private static final List<Requirement> TWO = List.of(requirement("network", 1), requirement("security", 1));

    @Test
    void twoDelegatesOfOneGiverAreOneVoice() {
        var nora = approver("nora", "network", "security");
        var one = approver("ana").with(List.of(new Lent(nora, Set.of("network"))));
        var other = approver("bo").with(List.of(new Lent(nora, Set.of("security"))));

        assertThat(Tally.of(TWO, List.of(one, other), GROUPS).missing()).isEqualTo(1);
    }

    @Test
    void ofTwoDelegatesTheOneIsTakenWithWhomMorePlacesAreFilled() {
        var nora = approver("nora", "network");
        var sam = approver("sam", "security");
        var ana = approver("ana").with(List.of(new Lent(nora, Set.of("network")), new Lent(sam, Set.of("security"))));
        var bo = approver("bo").with(List.of(new Lent(nora, Set.of("network"))));

        var tally = Tally.of(TWO, List.of(ana, bo), GROUPS);

        assertThat(tally.met()).isTrue();
        assertThat(tally.requirements().get(0).onBehalfOf()).isEqualTo(Map.of("bo", "nora"));
        assertThat(tally.requirements().get(1).onBehalfOf()).isEqualTo(Map.of("ana", "sam"));
    }

    @Test
    void whoCountsInTheirOwnRightIsTakenBeforeADelegate() {
        var nora = approver("nora", "network");
        var ana = approver("ana").with(List.of(new Lent(nora, Set.of("network"))));

        var tally = Tally.of(List.of(requirement("network", 1)), List.of(ana, approver("zoe", "network")), GROUPS);

        assertThat(tally.requirements().get(0).by()).containsExactly("zoe");
        assertThat(tally.requirements().get(0).onBehalfOf()).isEmpty();
    }

    @Test
    void whoLetsOthersMoveOnHelpsToo() {
        var requirements = List.of(requirement("ciso", 1), requirement("dns", 1), requirement("network", 1));
        var counting = Counting.of(
                requirements, List.of(approver("ana", "ciso", "dns"), approver("bo", "dns", "network")), GROUPS);

        assertThat(counting.tally().requirements().get(2).missing()).isEqualTo(1);
        assertThat(counting.wouldHelp("network", approver("cy", "ciso"))).isTrue();
        assertThat(counting.wouldHelp("network", approver("cy", "security"))).isFalse();
    }

    @Test
    void manyDelegationsAreCountedInTimeForWhatTheyMean() {
        List<Approver> delegates = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<Lent> lent = new ArrayList<>();
            for (int j = 0; j < 10; j++) {
                lent.add(new Lent(approver("giver-" + j, "network", "security"), Set.of("network", "security")));
            }
            delegates.add(approver("delegate-" + i).with(lent));
        }

        var tally = Tally.of(List.of(requirement("network", 8), requirement("security", 8)), delegates, GROUPS);

        assertThat(tally.missing()).isEqualTo(6);
    }
}

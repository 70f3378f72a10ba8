package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.approver;
import static dev.sixgate.policy.PolicyFixtures.requirement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.policy.Groups.Group;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupsTest {
    private static final Groups GROUPS =
            new Groups(Map.of("network", Group.byClaim(), "security", Group.of(List.of("sam", "sue"))));

    @Test
    void membershipComesFromClaimsUnlessTheFileStatesIt() {
        assertThat(GROUPS.count("network", approver("ned", "network"))).isTrue();
        assertThat(GROUPS.count("network", approver("ned"))).isFalse();
        assertThat(GROUPS.count("security", approver("sam"))).isTrue();
        assertThat(GROUPS.count("security", approver("ned", "security")))
                .as("the list alone counts")
                .isFalse();
        assertThat(GROUPS.count("security", approver("SAM"))).isFalse();
        assertThat(GROUPS.count("legal", approver("ned", "legal")))
                .as("nobody declared it")
                .isFalse();
    }

    @Test
    void theBuiltInGroupIsTheApproverRole() {
        assertThat(GROUPS.count("approvers", approver("ned"))).isTrue();
        assertThat(GROUPS.count("approvers", new Approver("ned", Set.of("approvers"), false)))
                .isFalse();
    }

    @Test
    void whoeverBelongsToAGroupMustBelongToItThenAndNow() {
        var present = new Groups(Map.of(
                "network", Group.of(List.of("ned", "nora")),
                "security", Group.of(List.of("sue", "eve")),
                "legal", Group.byClaim()));

        var both = GROUPS.strictest(present);

        assertThat(both).isEqualTo(present.strictest(GROUPS));
        assertThat(both.count("security", approver("sue"))).isTrue();
        assertThat(both.count("security", approver("sam"))).as("left").isFalse();
        assertThat(both.count("security", approver("eve"))).as("joined since").isFalse();
        assertThat(both.count("network", approver("ned", "network"))).isTrue();
        assertThat(both.count("network", approver("ned"))).as("claimed then").isFalse();
        assertThat(both.count("network", approver("nils", "network")))
                .as("stated now")
                .isFalse();
        assertThat(both.count("legal", approver("lea", "legal"))).isTrue();
    }

    @Test
    void whatAsksForMorePeopleThanAnyChangeMayNeedIsNotEvenTried() {
        Map<String, Group> many = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put(
                    "g" + i,
                    Group.of(IntStream.range(0, 100).mapToObj(n -> "p" + n).toList()));
        }
        var requirements =
                many.keySet().stream().map(name -> requirement(name, 1)).toList();

        assertThat(new Groups(many).shortfall(requirements, Set.of()))
                .hasValue("The groups g0, g1, g10, g100, g101 and 995 more ask for 1000 different people together;"
                        + " 100 is the most that a change may need.");
    }

    @Test
    void whatTooFewOtherPeopleCanGiveCannotBeMet() {
        var two = List.of(requirement("security", 2));
        var one = List.of(requirement("security", 1), requirement("approvers", 20), requirement("network", 20));

        assertThat(GROUPS.canBeMet(two, Set.of())).isTrue();
        assertThat(GROUPS.canBeMet(two, Set.of("ria"))).isTrue();
        assertThat(GROUPS.canBeMet(two, Set.of("sam"))).isFalse();
        assertThat(GROUPS.canBeMet(one, Set.of("sam"))).isTrue();
        assertThat(GROUPS.canBeMet(one, Set.of("sam", "sue"))).isFalse();
        assertThat(GROUPS.canBeMet(List.of(requirement("legal", 1)), Set.of())).isFalse();
        assertThat(GROUPS.canBeMet(List.of(), Set.of())).isTrue();
    }

    @Test
    void onePersonInTwoGroupsCannotMeetBoth() {
        var groups = new Groups(Map.of("one", Group.of(List.of("sam", "sue")), "other", Group.of(List.of("sam"))));
        var both = List.of(requirement("one", 1), requirement("other", 1));

        assertThat(groups.canBeMet(both, Set.of())).isTrue();
        assertThat(groups.canBeMet(both, Set.of("sue"))).isFalse();
    }
}

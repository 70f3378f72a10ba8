package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.approver;
import static dev.sixgate.policy.PolicyFixtures.requirement;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sixgate.policy.Groups.Group;
import dev.sixgate.policy.Tally.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Groups GROUPS = new Groups(
            Map.of("network", Group.byClaim(), "security", Group.of(List.of("sam", "sue")), "ciso", Group.byClaim()));

    @Test
    void onePersonFillsOnePlaceOverAllRequirements() {
        var both = List.of(requirement("approvers", 1), requirement("security", 1));

        var samAlone = Tally.of(both, List.of(approver("sam")), GROUPS);
        var samAndNora = Tally.of(both, List.of(approver("sam"), approver("nora")), GROUPS);

        assertThat(samAlone.met()).isFalse();
        assertThat(samAlone.missing()).isEqualTo(1);
        assertThat(samAlone.requirements())
                .as("sam counts for what fewer people can give")
                .containsExactly(new Count("approvers", 1, List.of()), new Count("security", 1, List.of("sam")));
        assertThat(samAndNora.met()).isTrue();
        assertThat(samAndNora.requirements())
                .containsExactly(new Count("approvers", 1, List.of("nora")), new Count("security", 1, List.of("sam")));
    }

    @Test
    void peopleMoveOnSoThatEveryPlaceIsFilled() {
        var requirements = List.of(requirement("ciso", 1), requirement("network", 1));
        var people = List.of(approver("ana", "ciso", "network"), approver("bo", "ciso"));

        var tally = Tally.of(requirements, people, GROUPS);

        assertThat(tally.requirements())
                .containsExactly(new Count("ciso", 1, List.of("bo")), new Count("network", 1, List.of("ana")));
        assertThat(tally.met()).isTrue();
    }

    @Test
    void whoeverIsNotNeededCountsForNothing() {
        var tally = Tally.of(List.of(requirement("approvers", 1)), List.of(approver("bo"), approver("ana")), GROUPS);

        assertThat(tally.requirements()).containsExactly(new Count("approvers", 1, List.of("ana")));
    }

    @Test
    void aGroupThatNobodyDeclaredIsNeverFilled() {
        var tally = Tally.of(List.of(requirement("legal", 1)), List.of(approver("ana", "legal")), GROUPS);

        assertThat(tally.met()).isFalse();
    }

    @Test
    void theSamePersonTwiceIsOnePersonWithWhatBothSay() {
        var more = approver("ana", "network", "ciso");
        var less = new Approver("ana", Set.of("network"), false);

        for (var twice : List.of(List.of(more, less), List.of(less, more))) {
            assertThat(Tally.of(List.of(requirement("network", 2)), twice, GROUPS)
                            .missing())
                    .isEqualTo(1);
            assertThat(Tally.of(List.of(requirement("ciso", 1)), twice, GROUPS).met())
                    .isFalse();
            assertThat(Tally.of(List.of(requirement("approvers", 1)), twice, GROUPS)
                            .met())
                    .isFalse();
        }
    }

    @Test
    void aLongChainOfPeopleMovesOn() {
        int length = 400;
        var groups = new TreeMap<String, Group>();
        var requirements = new ArrayList<Requirement>();
        var people = new ArrayList<Approver>();
        for (int i = 0; i < length; i++) {
            groups.put(String.format("g%03d", i), Group.byClaim());
            requirements.add(requirement(String.format("g%03d", i), 1));
            people.add(approver(
                    String.format("p%03d", i), String.format("g%03d", i), String.format("g%03d", (i + 1) % length)));
        }

        assertThat(Tally.of(requirements, people, new Groups(groups)).met()).isTrue();
        assertThat(Tally.of(requirements, people.subList(1, length), new Groups(groups))
                        .missing())
                .isEqualTo(1);
    }

    @Test
    void aTallyIsWrittenAsJson() throws JsonProcessingException {
        var tally = Tally.of(List.of(requirement("network", 2)), List.of(approver("ned", "network")), GROUPS);
        var json = new JsonMapper();

        assertThat(json.readTree(json.writeValueAsString(tally))).isEqualTo(json.readTree("""
                {"met": false, "missing": 1,
                 "requirements": [{"group": "network", "approvals": 2, "given": 1, "missing": 1, "by": ["ned"]}]}
                """));
    }
}

package dev.sixgate.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.TargetName;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class SurveyTest {
    private static final TargetName TARGET = new TargetName("sandbox");

    @Inject
    Survey survey;

    @Inject
    InventoryRefresh refresh;

    @Inject
    Inventory inventory;

    @Inject
    ChangeFixtures world;

    private String domain = "";

    @BeforeEach
    void aDomainInAFreshWorld() {
        world.freshWorld();
        world.sql("DELETE FROM domain");
        domain = world.aDomain(Map.of(
                "mappings",
                List.of(Map.of("apiMappingId", "m1", "apiMappingKey", "", "apiId", "r9s8t7u6v5", "stage", "prod"))));
        refresh.read(TARGET, new DomainName(domain));
    }

    private ObservedDomain known() {
        return inventory.find(TARGET, new DomainName(domain)).orElseThrow();
    }

    @Test
    void aNewDomainIsLookedBehindAtOnceAndThenFromTimeToTime() throws SQLException {
        assertThat(known().surroundings()).isNull();

        assertThat(survey.next()).isTrue();
        assertThat(Stream.ofNullable(known().surroundings()).flatMap(around -> around.apis().stream()))
                .extracting(MappedApi::name)
                .containsExactly("shop");
        assertThat(survey.next()).as("it has just been").isFalse();

        world.advance(Duration.ofMinutes(61));
        assertThat(survey.next()).isTrue();
    }

    @Test
    void whoeverAsksHasItLookedBehindBeforeItsTime() throws SQLException {
        assertThat(survey.next()).isTrue();

        survey.ask(TARGET, new DomainName(domain));
        assertThat(survey.next()).isTrue();
        assertThat(survey.next()).isFalse();

        refresh.ask();
        assertThat(survey.next()).isTrue();
        assertThat(survey.next()).isFalse();
    }

    @Test
    void whatWasSeenStaysWhenTheDomainIsReadAgain() throws SQLException {
        survey.next();
        world.advance(Duration.ofMinutes(1));

        ObservedDomain again = refresh.read(TARGET, new DomainName(domain));

        assertThat(again.surroundings()).isNotNull();
        assertThat(known()).isEqualTo(again);
        world.advance(Duration.ofMinutes(10));
        assertThat(refresh.refreshDue()).contains(TARGET);
        assertThat(known().surroundings()).isEqualTo(again.surroundings());
        assertThat(known().mappings()).isEqualTo(again.mappings());
    }

    @Test
    void whereTheNameLeadsIsLookedUpTooAndStandsInTheReadiness() throws SQLException {
        world.aliases(domain, "A");
        survey.next();

        var seen = RestAssured.given().auth().preemptive().basic("ria", "demo").get("/domains/" + domain);
        assertThat(seen.jsonPath().getList("readiness.findAll { it.check == 'dns' }.level"))
                .containsExactly("WARN");
        assertThat(seen.jsonPath().getString("readiness.find { it.check == 'dns' }.detail"))
                .contains("no AAAA alias");
    }

    @Test
    void aNameServerThatIsSilentHoldsNoSurveyUp() throws SQLException {
        world.aliases(domain, "A", "AAAA");
        world.nameServer("silent");

        assertThat(survey.next()).isTrue();

        assertThat(known().surroundings()).isNotNull();
        var seen = RestAssured.given().auth().preemptive().basic("ria", "demo").get("/domains/" + domain);
        assertThat(seen.jsonPath().getList("readiness.findAll { it.check == 'dns' }.level"))
                .containsExactly("UNKNOWN");
    }

    @Test
    void aTargetThatDoesNotAnswerIsLeftAloneForAWhile() throws SQLException {
        String other = world.aDomain();
        refresh.read(TARGET, new DomainName(other));
        world.unreadable(domain);
        world.unreadable(other);

        assertThat(survey.next()).isTrue();
        assertThat(survey.next()).as("its other domains wait too").isFalse();

        world.withoutFaults();
        world.advance(Duration.ofMinutes(3));
        assertThat(survey.next()).isTrue();
        assertThat(survey.next()).isTrue();
        assertThat(known().surroundings()).isNotNull();
    }

    @Test
    void aDomainThatIsGoneKeepsNobodyWaiting() throws SQLException {
        String other = world.aDomain();
        refresh.read(TARGET, new DomainName(other));
        world.deleted(domain);

        assertThat(survey.next()).isTrue();
        assertThat(survey.next()).isTrue();
        assertThat(inventory.find(TARGET, new DomainName(other)).orElseThrow().surroundings())
                .isNotNull();
    }

    @Test
    void whatIsFoundStandsInTheDomainAndInThePlanThatIsApproved() throws SQLException {
        survey.next();

        var seen = RestAssured.given().auth().preemptive().basic("ria", "demo").get("/domains/" + domain);
        assertThat(seen.jsonPath().getList("readiness.findAll { it.check == 'resource-policy' }.level"))
                .containsExactly("FAIL");
        assertThat(seen.jsonPath().getList("readiness.findAll { it.check == 'resource-policy' }.api"))
                .containsExactly("r9s8t7u6v5");

        var plan = world.json(world.ask("ria", domain, Map.of()).asString()).at("/plan/readiness");
        assertThat(ChangeFixtures.stream(plan)
                        .map(finding -> finding.path("check").asText()))
                .contains("resource-policy", "web-acl", "access-log", "default-endpoint");
    }
}

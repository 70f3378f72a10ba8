package dev.sixgate.worker.trail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.SomebodyElse;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.audit.Trail;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.inventory.InventoryRefresh;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class AskTrailTest {
    private static final TargetName TARGET = new TargetName("sandbox");
    private static final Duration FIRST_LOOK = Duration.ofMinutes(2);
    private static final String TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.9.5";

    @Inject
    AskTrail ask;

    @Inject
    TrailLookups lookups;

    @Inject
    TrailAnswers answers;

    @Inject
    InventoryRefresh refresh;

    @Inject
    ChangeFixtures world;

    @Inject
    Trail trail;

    @Inject
    AuditFolding folding;

    @ConfigProperty(name = "sixgate.targets.sandbox.endpoint")
    String endpoint;

    private String domain = "";
    private long before;

    @BeforeEach
    void aDomainThatIsKnown() {
        world.freshWorld();
        world.agreeOnTheTime();
        world.sql("DELETE FROM domain");
        world.sql("DELETE FROM trail_lookup");
        world.sql("UPDATE trail_access SET denied_at = NULL");
        domain = world.aDomain();
        read();
        before = trail.size();
    }

    private void read() {
        refresh.read(TARGET, new DomainName(domain));
    }

    private void askAfter(Duration time) {
        world.advance(time);
        while (ask.next()) {
            // all that is due
        }
    }

    private List<JsonNode> events(String action) {
        return trail.since(before, action);
    }

    private String renewedBy(String name, String tool) {
        world.advance(Duration.ofSeconds(31));
        try (var somebody = new SomebodyElse(endpoint, name, tool)) {
            return somebody.renews(domain, "0002-" + name);
        }
    }

    @Test
    void whoMadeADriftIsOnRecordOnceWithCloudTrailsOwnIds() {
        String requestId = renewedBy("alice", TERRAFORM);
        read();
        JsonNode drift = events("domain.drifted").get(0);

        askAfter(Duration.ofMinutes(1));
        assertThat(events(TrailAnswers.ATTRIBUTED)).as("it is too early to ask").isEmpty();
        askAfter(FIRST_LOOK);
        askAfter(Duration.ofHours(2));

        assertThat(events(TrailAnswers.UNATTRIBUTED)).isEmpty();
        assertThat(events(TrailAnswers.ATTRIBUTED)).singleElement().satisfies(event -> {
            assertThat(event.path("drift").asText()).isEqualTo(drift.path("id").asText());
            assertThat(event.path("domain").asText()).isEqualTo(domain);
            assertThat(event.path("candidates")).hasSize(1);
            JsonNode by = event.at("/candidates/1");
            assertThat(by.path("principal").asText())
                    .isEqualTo("arn:aws:sts::111111111111:assumed-role/platform/alice");
            assertThat(by.path("identityType").asText()).isEqualTo("AssumedRole");
            assertThat(by.path("sessionName").asText()).isEqualTo("alice");
            assertThat(by.path("sourceIdentity").asText()).isEqualTo("alice");
            assertThat(by.path("accessKeyId").asText()).startsWith("ASIA");
            assertThat(by.path("sourceIp").asText()).isEqualTo("127.0.0.1");
            assertThat(by.path("userAgent").asText()).contains("Terraform");
            assertThat(by.path("requestId").asText()).isEqualTo(requestId);
            assertThat(by.path("eventId").asText())
                    .isEqualTo(world.updatesSent(domain)
                            .get(0)
                            .at("/cloudTrailEvent/eventID")
                            .asText());
        });
    }

    @Test
    void severalCandidatesAreAllListedTheNewestFirst() {
        renewedBy("alice", "aws-cli/2");
        renewedBy("bob", "aws-cli/2");
        read();

        askAfter(FIRST_LOOK);

        assertThat(events(TrailAnswers.ATTRIBUTED)).singleElement().satisfies(event -> {
            assertThat(event.at("/candidates/1/sessionName").asText()).isEqualTo("bob");
            assertThat(event.at("/candidates/2/sessionName").asText()).isEqualTo("alice");
            assertThat(event.path("person").asText()).startsWith("aws:111111111111:");
        });
    }

    @Test
    void whoDeletedADomainIsFoundToo() {
        world.advance(Duration.ofSeconds(31));
        try (var somebody = new SomebodyElse(endpoint, "carol", "aws-cli/2")) {
            somebody.deletes(domain);
        }
        world.advance(Duration.ofMinutes(6));
        assertThat(refresh.refreshDue()).contains(TARGET);

        askAfter(FIRST_LOOK);

        assertThat(events(TrailAnswers.ATTRIBUTED))
                .filteredOn(event -> event.path("domain").asText().equals(domain))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.at("/candidates/1/eventName").asText()).isEqualTo("DeleteDomainName");
                    assertThat(event.at("/candidates/1/sessionName").asText()).isEqualTo("carol");
                });
    }

    @Test
    void cloudTrailIsGivenAnHourAndThenItIsSaidThatNobodyIsKnown() {
        world.settings(Map.of("trailDelay", "PT12M"));
        renewedBy("alice", "aws-cli/2");
        read();
        askAfter(FIRST_LOOK);
        askAfter(Duration.ofMinutes(3));
        assertThat(events(TrailAnswers.ATTRIBUTED)).isEmpty();
        askAfter(Duration.ofMinutes(10));
        assertThat(events(TrailAnswers.ATTRIBUTED)).hasSize(1);

        read();
        world.advance(Duration.ofMinutes(1));
        world.driftOfTheCertificate(domain);
        read();
        askAfter(FIRST_LOOK);
        askAfter(Duration.ofMinutes(3));
        askAfter(Duration.ofMinutes(10));
        assertThat(events(TrailAnswers.UNATTRIBUTED)).isEmpty();
        askAfter(Duration.ofMinutes(45));
        askAfter(Duration.ofDays(1));

        assertThat(events(TrailAnswers.UNATTRIBUTED)).singleElement().satisfies(event -> {
            assertThat(event.path("because").asText()).isEqualTo("CloudTrail has no record of it.");
            assertThat(event.path("outcome").asText()).isEqualTo("FAILED");
        });
    }

    @Test
    void withoutThePermissionOneCallADayIsDeniedAndTheTargetSaysSo() {
        world.notPermitted("LookupEvents");
        renewedBy("alice", "aws-cli/2");
        read();
        askAfter(FIRST_LOOK);
        renewedBy("alice-again", "aws-cli/2");
        read();
        askAfter(FIRST_LOOK);

        assertThat(events(TrailAnswers.UNATTRIBUTED))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.path("because").asText())
                        .contains("Not permitted")
                        .contains("cloudtrail:LookupEvents"));
        assertThat(world.callsOf("LookupEvents")).hasSize(1);
        assertThat(trailOfTheTarget()).isEqualTo("NOT_PERMITTED");

        world.withoutFaults();
        renewedBy("alice-later", "aws-cli/2");
        read();
        askAfter(Duration.ofDays(1));

        assertThat(events(TrailAnswers.ATTRIBUTED)).hasSize(1);
        assertThat(trailOfTheTarget()).isEqualTo("ON");
    }

    private String trailOfTheTarget() {
        return RestAssured.given()
                .auth()
                .preemptive()
                .basic("ria", "demo")
                .get("/targets")
                .jsonPath()
                .getString("items.find { it.target == 'sandbox' }.trail");
    }

    @Test
    void aCloudTrailThatDoesNotAnswerIsAskedAgain() {
        renewedBy("alice", "aws-cli/2");
        read();
        world.refused("LookupEvents", 503);
        askAfter(FIRST_LOOK);
        assertThat(events(TrailAnswers.UNATTRIBUTED)).isEmpty();

        world.withoutFaults();
        askAfter(FIRST_LOOK);

        assertThat(events(TrailAnswers.ATTRIBUTED)).hasSize(1);
    }

    @Test
    void manyReplicasAndOneThatDiesRecordItOnce() throws Exception {
        renewedBy("alice", "aws-cli/2");
        read();
        world.advance(FIRST_LOOK);
        TrailLookup dead = lookups.claim(world.now()).orElseThrow();
        assertThat(ask.next()).as("it is the dead one's for a while").isFalse();

        world.advance(Duration.ofMinutes(6));
        var threads = Executors.newFixedThreadPool(4);
        List<Callable<Boolean>> replicas = List.of(ask::next, ask::next, ask::next, ask::next);
        for (var replica : threads.invokeAll(replicas)) {
            replica.get();
        }
        threads.shutdown();
        answers.none(dead, "It came back too late.", world.now());
        lookups.again(dead, world.now(), 0);

        assertThat(events(TrailAnswers.ATTRIBUTED)).hasSize(1);
        assertThat(events(TrailAnswers.UNATTRIBUTED)).isEmpty();
        assertThat(ask.next()).isFalse();
    }

    @Test
    void aChangeOfOursIsMatchedByAwsRequestIdAndIsNobodyElsesDrift() {
        Change change = world.anAppliedChange();

        askAfter(FIRST_LOOK);
        askAfter(Duration.ofHours(2));

        String sent = change.updatesSent().get(0).path("requestId").asText();
        assertThat(events(TrailAnswers.MATCHED)).singleElement().satisfies(event -> {
            assertThat(event.path("changeId").asText()).isEqualTo(change.id());
            assertThat(event.path("awsRequestId").asText()).isEqualTo(sent);
            assertThat(event.at("/trail/requestId").asText()).isEqualTo(sent);
            assertThat(event.at("/trail/eventId").asText())
                    .isEqualTo(change.updatesSent()
                            .get(0)
                            .at("/cloudTrailEvent/eventID")
                            .asText());
            assertThat(event.at("/trail/principal").asText()).isEqualTo("arn:aws:iam::111111111111:user/sandbox");
            assertThat(event.path("person").asText()).isEqualTo("ria");
        });
        folding.requireThatEventsTellTheRows(List.of(change));
        assertThat(folding.events(change))
                .as("the evidence pack has the events of the change")
                .anySatisfy(event -> assertThat(event.path("action").asText()).isEqualTo(TrailAnswers.MATCHED));
    }

    @Test
    void aChangeThatCloudTrailDoesNotKnowIsSaidToBeOnce() {
        world.settings(Map.of("trailDelay", "P2D"));
        world.anAppliedChange();

        askAfter(FIRST_LOOK);
        askAfter(Duration.ofHours(2));
        askAfter(Duration.ofDays(1));

        assertThat(events(TrailAnswers.UNMATCHED)).hasSize(1);
        assertThat(events(TrailAnswers.MATCHED)).isEmpty();
    }

    @Test
    void whatIsSaidOfAPersonGoesWithTheirKey() {
        renewedBy("alice", "aws-cli/2");
        read();
        askAfter(FIRST_LOOK);
        String person = events(TrailAnswers.ATTRIBUTED).get(0).path("person").asText();
        assertThat(person).matches("aws:[0-9a-f]{16}");

        var erased = RestAssured.given()
                .auth()
                .preemptive()
                .basic("otto", "demo")
                .delete("/people/" + person + "/personal-data");

        assertThat(erased.statusCode()).as(erased.asString()).isEqualTo(200);
        JsonNode by = events(TrailAnswers.ATTRIBUTED).get(0).at("/candidates/1");
        for (String member : List.of("principal", "sessionName", "sourceIdentity", "sourceIp", "userAgent")) {
            assertThat(by.path(member).asText()).as(member).isEqualTo("(erased)");
        }
        assertThat(by.path("eventId").asText()).isNotEmpty();
    }

    @Test
    void theHistoryOfADomainLeavesOutFromWhereTheyCalled() {
        renewedBy("alice", "aws-cli/2");
        read();
        askAfter(FIRST_LOOK);

        var history = RestAssured.given()
                .auth()
                .preemptive()
                .basic("ria", "demo")
                .get("/domains/" + domain + "/history")
                .jsonPath();
        String event = "items.find { it.event.action == 'domain.drift-attributed' }.event.candidates.'1'.";
        assertThat(history.getString(event + "principal")).endsWith("/alice");
        assertThat(history.getString(event + "sourceIp")).isNull();
        assertThat(history.getString(event + "userAgent")).isNull();
    }

    @Test
    void theToolIsAHintThatReadinessNamesAndThatStays() {
        renewedBy("alice", TERRAFORM);
        read();
        askAfter(FIRST_LOOK);
        world.advance(Duration.ofMinutes(1));
        read();

        var seen = RestAssured.given()
                .auth()
                .preemptive()
                .basic("ria", "demo")
                .get("/domains/" + domain)
                .jsonPath();
        assertThat(seen.getString("lastChangedBy.tool")).isEqualTo("terraform");
        assertThat(seen.getString("readiness.find { it.check == 'owner' }.level"))
                .isEqualTo("WARN");
        assertThat(seen.getString("readiness.find { it.check == 'owner' }.detail"))
                .contains("last changed by Terraform");
    }

    @Test
    void aSwitchedOffLookAsksNobody() {
        renewedBy("alice", "aws-cli/2");
        read();
        world.sql("UPDATE trail_lookup SET target = 'gone-by-now'");

        askAfter(FIRST_LOOK);

        assertThat(world.callsOf("LookupEvents")).isEmpty();
        assertThat(events(TrailAnswers.UNATTRIBUTED)).hasSize(1);
    }
}

package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.DUALSTACK;
import static dev.sixgate.api.ApiWorld.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import dev.sixgate.api.http.Idempotency;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class IdempotencyTest {
    @Inject
    ApiWorld world;

    @Inject
    MutableClock clock;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.username")
    String ownerName;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    private static Response keyed(String person, String key, String domain, String body) {
        return as(person)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .patch("/domains/" + domain + "/ip-address-type");
    }

    @Test
    void theSameKeyAndBodyAnswersTheFirstAnswerAgain() {
        world.domains("again.example.com");

        Response first = keyed("ria", "again", "again.example.com", DUALSTACK);
        Response second = keyed("ria", "again", "again.example.com", DUALSTACK);

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        as("ada").get("/changes?domain=again.example.com").then().body("items", hasSize(1));
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        world.domains("other-body.example.com", "other-domain.example.com");
        keyed("ria", "other", "other-body.example.com", DUALSTACK).then().statusCode(202);

        keyed("ria", "other", "other-body.example.com", DUALSTACK.replace("mobile", "desktop"))
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/idempotency-key-reused"));
        keyed("ria", "other", "other-domain.example.com", DUALSTACK).then().statusCode(422);
    }

    @Test
    void anotherCallersSameKeyIsAnotherKey() {
        world.domains("first-caller.example.com", "second-caller.example.com");

        keyed("ria", "shared", "first-caller.example.com", DUALSTACK).then().statusCode(202);
        keyed("remy", "shared", "second-caller.example.com", DUALSTACK)
                .then()
                .statusCode(202)
                .body("requestedBy.subject", equalTo("remy"));
    }

    @Test
    void aRefusalIsNotKept() {
        world.domains("kept.example.com");
        String open = world.ask("kept.example.com");
        keyed("remy", "kept", "kept.example.com", DUALSTACK)
                .then()
                .statusCode(409)
                .body("change", equalTo(open));

        as("ria")
                .contentType("application/json")
                .body("{\"reason\":\"not now\"}")
                .post(open + "/cancel")
                .then()
                .statusCode(200);

        keyed("remy", "kept", "kept.example.com", DUALSTACK).then().statusCode(202);
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        world.domains("forgotten.example.com");
        keyed("ria", "daily", "forgotten.example.com", DUALSTACK).then().statusCode(202);

        clock.advance(Idempotency.KEPT_FOR);
        world.refresh();

        keyed("ria", "daily", "forgotten.example.com", DUALSTACK)
                .then()
                .statusCode(409)
                .body("type", endsWith("/change-open"));
    }

    @Test
    void eightAtOnceWithOneKeyMakeOneChange() throws Exception {
        world.domains("eight.example.com");

        List<Response> answers = atOnce(8, i -> keyed("ria", "eight", "eight.example.com", DUALSTACK));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isIn(202, 409);
            if (answer.statusCode() == 409) {
                assertThat(answer.<String>path("type")).isEqualTo("/problems/idempotency-in-flight");
                assertThat(answer.header("Retry-After")).isNotNull();
            }
        });
        assertThat(answers.stream()
                        .filter(answer -> answer.statusCode() == 202)
                        .map(answer -> answer.header("Location"))
                        .distinct())
                .hasSize(1);
        as("ada").get("/changes?domain=eight.example.com").then().body("items", hasSize(1));
        as("ada")
                .get("/audit/events?domain=eight.example.com&action=change.requested")
                .then()
                .body("items", hasSize(1));
    }

    @Test
    void ofEightWhoRaceForADomainOneWinsAndTheOthersGetItsLink() throws Exception {
        world.domains("race.example.com");

        List<Response> answers = atOnce(8, i -> keyed("ria", "race-" + i, "race.example.com", DUALSTACK));

        List<String> winners = answers.stream()
                .filter(answer -> answer.statusCode() == 202)
                .map(answer -> answer.header("Location"))
                .toList();
        assertThat(winners).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.statusCode() != 202).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.<String>path("type")).isEqualTo("/problems/change-open");
            assertThat(answer.<String>path("change")).isEqualTo(winners.get(0));
        });
    }

    private interface Sending {
        Response send(int number);
    }

    private static List<Response> atOnce(int count, Sending sending) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(count);
        try {
            List<Callable<Response>> calls = IntStream.range(0, count)
                    .<Callable<Response>>mapToObj(i -> () -> sending.send(i))
                    .toList();
            List<Response> answers = new java.util.ArrayList<>();
            for (Future<Response> answer : senders.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    void aConnectionThatBreaksAtTheCommitIsNoMistakeOfOursAndMayBeAskedAgain() throws SQLException {
        world.domains("lost-commit.example.com");
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(url);
        owner.setUser(ownerName);
        owner.setPassword(ownerPassword);
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE FUNCTION break_connection() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$");
            statement.execute(
                    "CREATE CONSTRAINT TRIGGER breaks AFTER INSERT ON change_request DEFERRABLE INITIALLY DEFERRED"
                            + " FOR EACH ROW WHEN (NEW.domain = 'lost-commit.example.com') EXECUTE FUNCTION break_connection()");
            try {
                keyed("ria", "lost", "lost-commit.example.com", DUALSTACK)
                        .then()
                        .statusCode(503)
                        .header("Retry-After", "5")
                        .body("type", equalTo("/problems/not-ready"))
                        .body("detail", containsString("Idempotency-Key"));
            } finally {
                statement.execute("DROP TRIGGER breaks ON change_request");
                statement.execute("DROP FUNCTION break_connection()");
            }
        }

        keyed("ria", "lost", "lost-commit.example.com", DUALSTACK).then().statusCode(202);
    }
}

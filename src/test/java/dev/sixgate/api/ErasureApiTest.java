package dev.sixgate.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.audit.Trail;
import dev.sixgate.audit.seal.LogVerification;
import dev.sixgate.audit.seal.Sealing;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person's name and words are gone from everything that can be read; what they did is not. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ErasureApiTest {
    private static final String WORDS = "IPv6 since my doctor says so";

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    Trail trail;

    @Inject
    Sealing sealing;

    @Inject
    LogVerification verification;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    private static Response as(String person, String path) {
        return given().auth().preemptive().basic(person, "demo").get(path);
    }

    private static Response erase(String operator, String person) {
        return given().auth().preemptive().basic(operator, "demo").delete("/people/" + person + "/personal-data");
    }

    /** Whatever other tests have left. */
    private static void endWhatIsOpenOf(String person) {
        String open = "/changes?requestedBy=" + person + "&pageSize=200";
        List<Map<String, String>> changes = as("otto", open).then().extract().path("items");
        for (Map<String, String> each : changes) {
            given().auth()
                    .preemptive()
                    .basic("otto", "demo")
                    .contentType("application/json")
                    .body("{\"reason\":\"not needed\"}")
                    .post(each.get("href") + "/cancel");
        }
    }

    @Test
    void whatSomebodyIsCalledAndWroteIsGoneAndWhatTheyDidIsNot() throws Exception {
        Change change = world.anApprovedChange(world.aDomain(Map.of()), Map.of("reason", WORDS));
        assertThat(erase("otto", "ria").then().statusCode(409).extract().<String>path("type"))
                .endsWith("/change-open");
        world.run();
        world.runAfter(ChangeFixtures.LOOK);
        endWhatIsOpenOf("ria");
        List<String> places = List.of(
                change.href(),
                change.href() + "/events",
                "/audit/events?pageSize=200&change=" + change.id(),
                "/people");
        assertThat(as("ada", change.href()).asString()).contains(WORDS, "Ria");
        long before = trail.size();

        assertThat(erase("otto", "ria").then().statusCode(200).extract().<Integer>path("keysDestroyed"))
                .isEqualTo(1);

        for (String place : places) {
            assertThat(as("ada", place).then().statusCode(200).extract().asString())
                    .as(place)
                    .doesNotContain(WORDS, "Ria ")
                    .contains("(erased)", "\"ria\"");
        }
        assertThat(as("ada", "/audit/export?format=csv&actor=ria").asString()).doesNotContain(WORDS, "Ria ");
        folding.requireThatEventsTellTheRows(List.of(change));
        assertThat(trail.since(before, "person.erased")).singleElement().satisfies(event -> {
            assertThat(event.at("/actor/subject").asText()).isEqualTo("otto");
            assertThat(event.path("person").asText()).isEqualTo("ria");
            assertThat(event.path("keysDestroyed").asInt()).isEqualTo(1);
        });
        sealing.run();
        assertThat(verification.verify().findings()).isEmpty();
        assertThat(as("ada", change.href() + "/evidence").statusCode()).isEqualTo(200);
        assertThat(as("ria", "/me").then().statusCode(200).extract().<String>path("name"))
                .as("they are back, and say who they are")
                .startsWith("Ria");
    }

    private static int sent(String person, String method, String path, Map<String, Object> body) {
        return given().auth()
                .preemptive()
                .basic(person, "demo")
                .contentType("application/json")
                .body(body)
                .request(method, path)
                .statusCode();
    }

    /** Whoever writes and whoever erases wait for each other in one order: nobody is refused for it, and no word is left. */
    @Test
    void erasingBesideWritersLosesNothingAndLeavesNothing() throws Exception {
        endWhatIsOpenOf("ria");
        List<String> domains = Stream.generate(world::aDomain).limit(4).toList();
        AtomicBoolean erasing = new AtomicBoolean(true);
        Queue<Integer> answers = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> writers = domains.stream()
                .map(domain -> CompletableFuture.runAsync(() -> {
                    while (erasing.get()) {
                        Map<String, Object> wish = Map.of("ipAddressType", "dualstack", "reason", WORDS);
                        answers.add(sent("ria", "PATCH", "/domains/" + domain + "/ip-address-type", wish));
                        String open = as("ria", "/changes?requestedBy=ria&domain=" + domain + "&pageSize=1")
                                .path("items[0].href");
                        answers.add(sent(
                                "nora", "POST", open + "/reviews", Map.of("decision", "COMMENT", "comment", WORDS)));
                        answers.add(sent("ria", "POST", open + "/cancel", Map.of("reason", WORDS)));
                    }
                }))
                .toList();

        for (int i = 0; i < 100; i++) {
            answers.add(erase("otto", i % 4 == 0 ? "nora" : "ria").statusCode());
        }
        erasing.set(false);
        for (CompletableFuture<Void> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }

        assertThat(answers).allMatch(status -> status < 500);
        endWhatIsOpenOf("ria");
        for (String person : List.of("ria", "nora")) {
            assertThat(erase("otto", person).statusCode()).as(person).isEqualTo(200);
        }
        for (String domain : domains) {
            String changes = "/changes?requestedBy=ria&pageSize=200&domain=" + domain;
            assertThat(as("ada", changes).asString()).contains("(erased)").doesNotContain(WORDS);
            assertThat(as("ada", "/domains/" + domain + "/history?pageSize=200").asString())
                    .contains("change.requested")
                    .doesNotContain(WORDS);
        }
    }

    @Test
    void onlyAnOperatorErasesAndNobodyThemselves() {
        as("ned", "/me").then().statusCode(200);
        for (String other : List.of("ria", "nora", "bea", "ada", "bot")) {
            erase(other, "ned").then().statusCode(403);
        }
        given().delete("/people/ned/personal-data").then().statusCode(401);
        erase("otto", "otto").then().statusCode(403);
        erase("otto", "ghost").then().statusCode(404);
        given().urlEncodingEnabled(false)
                .auth()
                .preemptive()
                .basic("otto", "demo")
                .delete("/people/no%00ra/personal-data")
                .then()
                .statusCode(404);
    }
}

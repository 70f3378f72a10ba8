package dev.sixgate.change.reload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.policy.PolicyFile;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy file comes in force while the service runs, as a whole or not at all. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class PolicyReloadTest {
    private static final Path FILE = Path.of("target/test-world/policies.yaml");

    @Inject
    ChangeFixtures world;

    @Inject
    TestPolicies policies;

    @Inject
    PolicyInForce inForce;

    @Inject
    PolicyReload reload;

    @Inject
    PolicyTrail trail;

    @TempDir
    Path elsewhere;

    private static int texts;

    @BeforeEach
    void begin() {
        world.freshWorld();
        reload.look();
    }

    @AfterEach
    void end() throws IOException {
        Files.deleteIfExists(FILE);
        policies.reset();
        assertThat(inForce.present().text()).isEqualTo(PolicyFile.builtIn().text());
    }

    @Test
    void anotherFileComesInForceAndTheTrailSaysWhich() {
        String before = inForce.present().digest();

        String text = asking(2);
        policies.put(text);

        JsonNode event = newest("policy.changed");
        assertThat(event.at("/before/policyDigest").asText()).isEqualTo(before);
        assertThat(event.at("/after/policyDigest").asText())
                .isEqualTo(inForce.present().digest());
        assertThat(event.at("/actor/subject").asText()).isEqualTo("system:policy");
        assertThat(get("/policies").path("content").asText()).isEqualTo(text);
        assertThat(health().path("digest").asText()).isEqualTo(inForce.present().digest());
        assertThat(world.aChangeInReview()
                        .seenBy("ria")
                        .at("/approval/requirements/0/approvals")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void theTextOfEachVersionIsKept() {
        String text = asking(3);
        policies.put(text);
        String digest = inForce.present().digest();
        policies.put(asking(1));

        assertThat(inForce.pinned(digest).text()).isEqualTo(text);
    }

    @Test
    void aFileWithAMistakeLeavesTheOldOneInForceAndSaysSoEverywhere() {
        PolicyFile before = inForce.present();

        policies.write(text("require: [{group: aprovers, approvals: 1}]"));
        policies.look();

        assertThat(inForce.present()).isSameAs(before);
        String detail = health().path("broken").asText();
        assertThat(detail)
                .matches("target/test-world/policies.yaml:5:\\d+: the group \"aprovers\" is not declared; .*");
        assertThat(gauge()).isEqualTo("1.0");
        JsonNode event = newest("policy.rejected");
        assertThat(event.path("outcome").asText()).isEqualTo("REFUSED");
        assertThat(event.at("/problem/line").asInt()).isEqualTo(5);
        assertThat(event.at("/problem/remedy").asText()).contains("did you mean \"approvers\"?");
        assertThat(event.path("policyDigest").asText()).startsWith("sha256:").isNotEqualTo(before.digest());
        assertThat(event.at("/inForce/policyDigest").asText()).isEqualTo(before.digest());
        assertThat(world.aChangeInReview().status()).isEqualTo("PENDING_APPROVAL");
    }

    @Test
    void aBrokenFileIsToldOnceAndForgottenWhenItIsMended() {
        int before = events("policy.rejected");
        String broken = text("requires: []");
        policies.write(broken);
        policies.look();
        policies.look();
        assertThat(events("policy.rejected")).isEqualTo(before + 1);

        policies.reset();

        assertThat(health().has("broken")).isFalse();
        assertThat(gauge()).isEqualTo("0.0");
        assertThat(events("policy.rejected")).isEqualTo(before + 1);
    }

    @Test
    void aFileThatIsMissingTooLargeNoTextOrNoFileLeavesTheOldOneInForce() throws IOException {
        PolicyFile before = inForce.present();

        Files.delete(FILE);
        policies.look();
        assertThat(health().path("broken").asText())
                .contains("policies.yaml is missing; put a readable policy file there");

        Files.writeString(FILE, asking(1) + "#".repeat(PolicyFile.MOST_BYTES));
        policies.look();
        assertThat(health().path("broken").asText()).contains("is larger than 1048576 bytes");
        assertThat(newest("policy.rejected").has("policyDigest")).isFalse();

        Files.write(FILE, new byte[] {'a', (byte) 0xC3});
        policies.look();
        assertThat(health().path("broken").asText()).contains("not UTF-8");

        Files.write(FILE, new byte[0]);
        policies.look();
        assertThat(health().path("broken").asText()).contains("the file is empty");

        Files.delete(FILE);
        Files.createDirectory(FILE);
        policies.look();
        assertThat(health().path("broken").asText()).contains("is no file");

        assertThat(inForce.present()).isSameAs(before);
    }

    @Test
    void aFileThatIsBeingWrittenDoesNotCountWhateverItsFirstHalfSays() throws IOException {
        PolicyFile before = inForce.present();
        String text = asking(2) + "  - name: nothing-at-all\n    deny: No.\n";
        int changed = events("policy.changed");
        int rejected = events("policy.rejected");

        Files.writeString(FILE, asking(2));
        reload.look();
        Files.writeString(FILE, text.substring(0, text.length() - 10));
        reload.look();
        Files.writeString(FILE, text);
        reload.look();
        assertThat(inForce.present()).isSameAs(before);
        assertThat(reload.broken()).isEmpty();

        reload.look();
        assertThat(inForce.present().text()).isEqualTo(text);
        assertThat(events("policy.changed")).isEqualTo(changed + 1);
        assertThat(events("policy.rejected")).isEqualTo(rejected);
    }

    @Test
    void aLinkThatLeadsElsewhereByNowIsAnotherFile() throws IOException {
        String first = asking(1);
        String second = asking(2);
        Path data = elsewhere.resolve("..data");
        Path next = elsewhere.resolve("..next");
        for (String version : List.of("v1", "v2")) {
            Files.createDirectory(elsewhere.resolve(version));
        }
        Files.writeString(elsewhere.resolve("v1/policies.yaml"), first);
        Files.writeString(elsewhere.resolve("v2/policies.yaml"), second);
        Files.createSymbolicLink(data, Path.of("v1"));
        Files.delete(FILE);
        Files.createSymbolicLink(FILE, data.resolve("policies.yaml"));
        policies.look();
        assertThat(inForce.present().text()).isEqualTo(first);

        Files.createSymbolicLink(next, Path.of("v2"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        policies.look();

        assertThat(inForce.present().text()).isEqualTo(second);
    }

    @Test
    void manyReplicasThatSeeTheSameAddOneEvent() throws Exception {
        PolicyFile next = PolicyFile.parse(asking(2), "policies.yaml");
        var mistake = new Content.Mistake("sha256:" + "0".repeat(60) + texts, 1, 1, "broken", "mend it");
        int changed = events("policy.changed");
        int rejected = events("policy.rejected");

        assertThat(atOnce(8, () -> trail.changed(next, world.now()))).containsOnlyOnce(true);
        assertThat(atOnce(8, () -> trail.rejected(mistake, next, world.now()))).containsOnlyOnce(true);

        assertThat(events("policy.changed")).isEqualTo(changed + 1);
        assertThat(events("policy.rejected")).isEqualTo(rejected + 1);
        assertThat(trail.changed(inForce.present(), world.now())).isTrue();
    }

    private static <T> List<T> atOnce(int times, Callable<T> task) throws Exception {
        var threads = Executors.newFixedThreadPool(times);
        try {
            return threads
                    .invokeAll(IntStream.range(0, times).mapToObj(i -> task).toList())
                    .stream()
                    .map(done -> {
                        try {
                            return done.get();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        } finally {
            threads.shutdownNow();
        }
    }

    /** A text that no other test has used. */
    private static String asking(int approvals) {
        return text("require: [{group: approvers, approvals: " + approvals + "}]");
    }

    private static String text(String consequence) {
        texts++;
        return "# " + texts + "\nversion: 1\nrules:\n  - name: r" + texts + "\n    " + consequence + "\n";
    }

    private JsonNode newest(String action) {
        JsonNode items = all(action);
        return items.get(items.size() - 1).path("event");
    }

    private int events(String action) {
        return all(action).size();
    }

    private JsonNode all(String action) {
        return get("/audit/events?pageSize=200&action=" + action).path("items");
    }

    private JsonNode get(String path) {
        return world.json(
                given().auth().preemptive().basic("ada", "demo").get(path).asString());
    }

    private JsonNode health() {
        var response = given().get("/q/health/ready");
        assertThat(response.statusCode()).isEqualTo(200);
        return ChangeFixtures.stream(world.json(response.asString()).path("checks"))
                .filter(check -> check.path("name").asText().equals("policies"))
                .peek(check -> assertThat(check.path("status").asText()).isEqualTo("UP"))
                .findFirst()
                .orElseThrow()
                .path("data");
    }

    private static String gauge() {
        return new String(given().get("/q/metrics").asByteArray(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("sixgate_policies_broken"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }
}

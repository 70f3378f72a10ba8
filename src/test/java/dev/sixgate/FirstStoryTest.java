package dev.sixgate;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import dev.sixgate.inventory.InventoryRefresh;
import dev.sixgate.worker.Worker;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class FirstStoryTest {
    @Inject
    Worker worker;

    @Inject
    InventoryRefresh inventory;

    @Inject
    MutableClock clock;

    @Inject
    ChangeFixtures world;

    @ConfigProperty(name = "sixgate.targets.sandbox.endpoint")
    String endpoint;

    private void sandbox(String path, String body) {
        given().contentType("application/json")
                .body(body)
                .post(endpoint + path)
                .then()
                .statusCode(lessThan(300));
    }

    @Test
    void aDomainBecomesDualstackAfterSomebodyElseApproved() {
        world.freshWorld();
        inventory.refreshDue();
        String change = given().auth()
                .preemptive()
                .basic("ria", "demo")
                .contentType("application/merge-patch+json")
                .body("{\"ipAddressType\":\"dualstack\",\"reason\":\"IPv6 for the mobile clients\"}")
                .patch("/domains/ws.example.com/ip-address-type")
                .then()
                .statusCode(202)
                .extract()
                .path("href");
        String digest = given().auth()
                .preemptive()
                .basic("nora", "demo")
                .get(change)
                .then()
                .extract()
                .path("plan.digest");
        given().auth()
                .preemptive()
                .basic("nora", "demo")
                .contentType("application/json")
                .body("{\"decision\":\"APPROVE\",\"planDigest\":\"" + digest + "\"}")
                .post(change + "/reviews")
                .then()
                .statusCode(201)
                .body("status", equalTo("APPROVED"));

        worker.runDue();
        given().auth().preemptive().basic("nora", "demo").get(change).then().body("status", equalTo("VERIFYING"));
        sandbox("/_sandbox/clock", "{\"advance\":\"PT5S\"}");
        clock.advance(Duration.ofSeconds(5));
        worker.runDue();
        given().auth().preemptive().basic("nora", "demo").get(change).then().body("status", equalTo("APPLIED"));
    }
}

package dev.sixgate.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.MutableClock;
import dev.sixgate.inventory.InventoryRefresh;
import dev.sixgate.worker.Worker;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the tests of the HTTP side do again and again: domains of their own, changes, approvals, and time. */
@ApplicationScoped
class ApiWorld {
    static final String DUALSTACK = "{\"ipAddressType\":\"dualstack\",\"reason\":\"IPv6 for the mobile clients\"}";

    @Inject
    InventoryRefresh inventory;

    @Inject
    MutableClock clock;

    @Inject
    Worker worker;

    @ConfigProperty(name = "sixgate.targets.sandbox.endpoint")
    String endpoint;

    static RequestSpecification as(String person) {
        return given().urlEncodingEnabled(false).auth().preemptive().basic(person, "demo");
    }

    static Response patch(String person, String domain, String body) {
        return as(person)
                .contentType("application/merge-patch+json")
                .body(body)
                .patch("/domains/" + domain + "/ip-address-type");
    }

    /** Makes domains of type ipv4 and reads the inventory. */
    void domains(String... names) {
        String body = Arrays.stream(names)
                .map(
                        name -> "{\"account\":\"111111111111\",\"region\":\"eu-central-1\",\"domainName\":\"" + name
                                + "\",\"certificateArn\":\"arn:aws:acm:eu-central-1:111111111111:certificate/5842fc7e-7c99-56fc-ad2a-dbdf37496a44\",\"tags\":{\"suite\":\"api\"}}")
                .collect(Collectors.joining(",", "[", "]"));
        sandbox("/_sandbox/domains", body);
        refresh();
    }

    void refresh() {
        clock.advance(Duration.ofSeconds(30));
        as("otto").post("/domains/refresh").then().statusCode(202);
        inventory.refreshDue();
    }

    /** Asks for dualstack as ria; the path of the change. */
    String ask(String domain) {
        return patch("ria", domain, DUALSTACK).then().statusCode(202).extract().path("href");
    }

    Response review(String person, String change, String decision) {
        String digest = as(person).get(change).then().extract().path("plan.digest");
        return as(person)
                .contentType("application/json")
                .body("{\"decision\":\"" + decision + "\",\"comment\":\"so\",\"planDigest\":\"" + digest + "\"}")
                .post(change + "/reviews");
    }

    /** Runs the worker until a change is applied. */
    void apply(String change) {
        for (int i = 0; i < 20 && !status(change).equals("APPLIED"); i++) {
            worker.runDue();
            sandbox("/_sandbox/clock", "{\"advance\":\"PT30S\"}");
            clock.advance(Duration.ofSeconds(30));
        }
        assertThat(status(change)).isEqualTo("APPLIED");
    }

    static String status(String change) {
        return as("ada").get(change).then().statusCode(200).extract().path("status");
    }

    void sandbox(String path, String body) {
        int status = given().contentType("application/json")
                .body(body)
                .post(endpoint + path)
                .statusCode();
        assertThat(status).isLessThan(300);
    }
}

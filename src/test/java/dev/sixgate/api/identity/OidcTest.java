package dev.sixgate.api.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.sixgate.TestWorld;
import dev.sixgate.inventory.InventoryRefresh;
import dev.sixgate.worker.Worker;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(OpenIdWorld.class)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcTest {
    private static @Nullable OpenIdProvider running;

    @Inject
    AgroalDataSource database;

    @Inject
    InventoryRefresh inventory;

    @Inject
    Worker worker;

    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    URI issuer;

    /** What can be wrong with a token. */
    enum Flaw {
        EXPIRED,
        NOT_YET_VALID,
        WRONG_AUDIENCE,
        NO_AUDIENCE,
        WRONG_ISSUER,
        ALGORITHM_NONE,
        PUBLIC_KEY_AS_SECRET,
        UNKNOWN_KEY_ID,
        ANOTHER_KEY_UNDER_OUR_ID,
        TAMPERED_PAYLOAD,
        NO_SUBJECT,
        LONG_SUBJECT,
        NOT_A_TOKEN;

        String of(OpenIdProvider provider) {
            Map<String, Object> claims = provider.claims("nora");
            claims.put("roles", List.of("approver"));
            long now = System.currentTimeMillis() / 1000;
            return switch (this) {
                case EXPIRED -> provider.rs256(with(claims, "exp", now - 60));
                case NOT_YET_VALID -> provider.rs256(with(claims, "nbf", now + 600));
                case WRONG_AUDIENCE -> provider.rs256(with(claims, "aud", "another-service"));
                case NO_AUDIENCE -> {
                    claims.remove("aud");
                    yield provider.rs256(claims);
                }
                case WRONG_ISSUER -> provider.rs256(with(claims, "iss", "https://id.example.com"));
                case ALGORITHM_NONE -> provider.unsigned(claims);
                case PUBLIC_KEY_AS_SECRET -> provider.signedWithThePublicKey(claims);
                case UNKNOWN_KEY_ID -> provider.forged(claims, "rsa-2");
                case ANOTHER_KEY_UNDER_OUR_ID -> provider.forged(claims, OpenIdProvider.RSA);
                case TAMPERED_PAYLOAD -> provider.tampered(provider.claims("nora"), claims);
                case NO_SUBJECT -> {
                    claims.remove("sub");
                    yield provider.rs256(with(claims, "preferred_username", "nora"));
                }
                case LONG_SUBJECT -> provider.rs256(with(claims, "sub", "n".repeat(256)));
                case NOT_A_TOKEN -> "let-me-in";
            };
        }

        private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
            claims.put(name, value);
            return claims;
        }
    }

    private OpenIdProvider provider() throws IOException {
        if (running == null) {
            running = new OpenIdProvider(issuer);
        }
        return running;
    }

    @AfterAll
    static void stopTheProvider() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    @Order(1)
    void whileTheProviderIsAwayTheServiceRunsAndCannotTellWhoSomebodyIs() {
        assertThat(running).isNull();

        given().get("/q/health/live").then().statusCode(200);
        given().get("/me").then().statusCode(401);
        given().auth()
                .oauth2("eyJhbGciOiJSUzI1NiJ9.e30.e30")
                .get("/me")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/problems/not-ready"));
    }

    @Test
    void aTokenSignedWithRsaIsBelieved() throws IOException {
        var claims = provider().claims("nora");
        claims.put("name", "Nora Network");
        claims.put("roles", List.of("approver"));
        claims.put("groups", List.of("network", "mail"));

        bearer(provider().rs256(claims))
                .get("/me")
                .then()
                .statusCode(200)
                .body("subject", equalTo("nora"))
                .body("name", equalTo("Nora Network"))
                .body("type", equalTo("USER"))
                .body("roles", contains("approver"))
                .body("groups", containsInAnyOrder("network", "mail"))
                .body("authentication", equalTo("bearer"))
                .body("issuer", equalTo(issuer.toString()))
                .body("via", nullValue());
    }

    @Test
    void aTokenSignedOnAnEllipticCurveIsBelieved() throws IOException {
        var claims = provider().claims("ada");
        claims.put("roles", List.of("auditor", "operator"));

        bearer(provider().es256(claims))
                .get("/me")
                .then()
                .statusCode(200)
                .body("roles", containsInAnyOrder("auditor", "operator"));
    }

    @Test
    void realmRolesAndGroupPathsOfKeycloakAreUnderstood() throws IOException {
        var claims = provider().claims("sam");
        claims.put("realm_access", Map.of("roles", List.of("approver", "offline_access")));
        claims.put("groups", List.of("/security"));

        bearer(provider().rs256(claims))
                .get("/me")
                .then()
                .body("roles", contains("approver"))
                .body("groups", contains("security"));
    }

    @ParameterizedTest
    @CsvSource({
        "preferred_username,service-account-bot",
        "client_id,5b0c2f9e",
        "azp,5b0c2f9e",
        "cid,5b0c2f9e",
        "idtyp,app",
        "gty,client-credentials"
    })
    void aMachineIsKnownByTheMarkOfItsProvider(String claim, String mark) throws IOException {
        var claims = provider().claims("5b0c2f9e");
        claims.put(claim, mark);

        bearer(provider().rs256(claims)).get("/me").then().body("type", equalTo("SERVICE"));
    }

    @Test
    void aGroupOfARolesNameGivesNoRole() throws IOException {
        var claims = provider().claims("mallory");
        claims.put("groups", List.of("approver", "auditor"));

        bearer(provider().rs256(claims)).get("/me").then().body("roles", empty());
    }

    @Test
    void whoeverHasNoRoleSeesNothing() throws IOException {
        bearer(provider().rs256(provider().claims("guest")))
                .get("/domains")
                .then()
                .statusCode(403)
                .body("type", equalTo("/problems/role-required"));
    }

    @Test
    void theServiceThatActsForSomebodyIsNamed() throws IOException {
        var claims = provider().claims("ria");
        claims.put("roles", List.of("requester"));
        claims.put("act", Map.of("sub", "deploy-pipeline"));

        bearer(provider().rs256(claims))
                .get("/me")
                .then()
                .body("subject", equalTo("ria"))
                .body("type", equalTo("USER"))
                .body("via", equalTo("deploy-pipeline"));
    }

    @ParameterizedTest
    @CsvSource({"emergency crew, break-glass", "incident-lead, break-glass", "break-glass,", "approver, approver"})
    void aRoleIsKnownByTheNameThatItsProviderGivesIt(String theirs, @Nullable String ours) throws IOException {
        var claims = provider().claims("bea");
        claims.put("realm_access", Map.of("roles", List.of(theirs)));

        bearer(provider().rs256(claims)).get("/me").then().body("roles", ours == null ? empty() : contains(ours));
    }

    @ParameterizedTest
    @CsvSource({"/it/Storage Team, storage", "it/Storage Team, storage", "san, storage", "storage,", "/mail, mail"})
    void aGroupIsKnownByTheNameThatItsProviderGivesIt(String theirs, @Nullable String ours) throws IOException {
        var claims = provider().claims("sten");
        claims.put("groups", List.of(theirs));

        bearer(provider().rs256(claims)).get("/me").then().body("groups", ours == null ? empty() : contains(ours));
    }

    @Test
    void aServiceThatActsForAnApproverAsksInTheirNameAndNeverApproves() throws IOException, SQLException {
        inventory.refreshDue();
        String id = UUID.randomUUID().toString();
        String change = bearer(provider().rs256(throughAMachine("ria", "requester")))
                .header("X-Request-Id", id)
                .contentType("application/merge-patch+json")
                .body("{\"ipAddressType\":\"dualstack\",\"reason\":\"IPv6 for the mobile clients\"}")
                .patch("/domains/ws.example.com/ip-address-type")
                .then()
                .statusCode(202)
                .body("requestedBy.subject", equalTo("ria"))
                .body("requestedBy.via", equalTo("deploy-pipeline"))
                .extract()
                .path("href");
        assertThat(recorded(id)).containsExactly("change.requested ria");
        String digest = person("ria", "requester").get(change).then().extract().path("plan.digest");

        approve(bearer(provider().rs256(throughAMachine("nora", "approver", "network"))), change, digest)
                .then()
                .statusCode(403)
                .body("type", equalTo("/problems/machine-approver-forbidden"));
        bearer(provider().rs256(throughAMachine("nora", "approver", "network")))
                .contentType("application/json")
                .body(Map.of("to", "ned", "groups", List.of("network"), "until", "2026-01-02T00:00:00Z", "reason", "x"))
                .post("/delegations")
                .then()
                .statusCode(403)
                .body("type", equalTo("/problems/machine-approver-forbidden"));
        approve(person("nora", "approver", "network"), change, digest)
                .then()
                .statusCode(201)
                .body("status", equalTo("APPROVED"));
    }

    @Test
    void whoeverSignsInWithFewerGroupsNoLongerCountsWhenItRuns() throws IOException {
        inventory.refreshDue();
        String change = person("ria", "requester")
                .contentType("application/merge-patch+json")
                .body("{\"ipAddressType\":\"dualstack\",\"reason\":\"IPv6 for the mobile clients\"}")
                .patch("/domains/stack.example.com/ip-address-type")
                .then()
                .statusCode(202)
                .extract()
                .path("href");
        String digest = person("ria", "requester").get(change).then().extract().path("plan.digest");
        approve(person("ned", "approver", "network"), change, digest)
                .then()
                .statusCode(201)
                .body("status", equalTo("APPROVED"));

        var narrower = throughAMachine("ned", "approver");
        bearer(provider().rs256(narrower)).get("/me").then().statusCode(200);
        person("ria", "requester").get(change).then().body("approval.met", equalTo(true));
        person("ned", "approver").get("/me").then().statusCode(200);
        worker.runDue();

        person("ria", "requester")
                .get(change)
                .then()
                .body("status", equalTo("PENDING_APPROVAL"))
                .body("attempts", empty())
                .body("approval.explanation.notCounted[0].why", equalTo("NO_GROUP"))
                .body("approval.explanation.requirements[0].couldGive.whoeverClaimsIt", equalTo(true));
    }

    /** A person's token that a service exchanged for its own. */
    private Map<String, Object> throughAMachine(String subject, String role, String... groups) throws IOException {
        var claims = provider().claims(subject);
        claims.put("roles", List.of(role));
        claims.put("groups", List.of(groups));
        claims.put("act", Map.of("sub", "deploy-pipeline"));
        return claims;
    }

    @ParameterizedTest
    @EnumSource
    void aTokenWithAFlawIsRefusedAndTheRefusalRecorded(Flaw flaw) throws IOException, SQLException {
        String id = UUID.randomUUID().toString();

        Response answer = bearer(flaw.of(provider())).header("X-Request-Id", id).get("/me");

        answer.then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", equalTo("Bearer realm=\"sixgate\", error=\"invalid_token\""))
                .body("type", equalTo("/problems/unauthenticated"));
        assertThat(recorded(id)).containsExactly("request.refused anonymous");
    }

    @Test
    void withoutATokenOneIsAskedFor() {
        given().get("/me")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer realm=\"sixgate\""))
                .body("type", equalTo("/problems/unauthenticated"));
    }

    @Test
    void theDemoPeopleAreUnknown() throws SQLException {
        String id = UUID.randomUUID().toString();

        given().auth()
                .preemptive()
                .basic("nora", "demo")
                .header("X-Request-Id", id)
                .get("/me")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", equalTo("Bearer realm=\"sixgate\""));
        assertThat(recorded(id)).containsExactly("request.refused anonymous");
    }

    @Test
    void anApproverOfTheRightGroupApprovesAndNobodyElse() throws IOException {
        inventory.refreshDue();
        String change = person("ria", "requester")
                .contentType("application/merge-patch+json")
                .body("{\"ipAddressType\":\"dualstack\",\"reason\":\"IPv6 for the mobile clients\"}")
                .patch("/domains/shop.example.com/ip-address-type")
                .then()
                .statusCode(202)
                .extract()
                .path("href");
        String digest = person("ria", "requester").get(change).then().extract().path("plan.digest");

        approve(person("sam", "approver", "security"), change, digest)
                .then()
                .statusCode(403)
                .body("type", equalTo("/problems/not-eligible-approver"));
        approve(bearer(provider().rs256(machine())), change, digest)
                .then()
                .statusCode(403)
                .body("type", equalTo("/problems/machine-approver-forbidden"));
        approve(person("nora", "approver", "network"), change, digest)
                .then()
                .statusCode(201)
                .body("status", equalTo("APPROVED"))
                .body("approval.reviews[0].by.subject", equalTo("nora"));
    }

    /** All that an approver has, but of the client credentials grant. */
    private Map<String, Object> machine() throws IOException {
        var claims = provider().claims("5b0c2f9e");
        claims.put("preferred_username", "service-account-bot");
        claims.put("azp", "bot");
        claims.put("roles", List.of("approver"));
        claims.put("groups", List.of("network"));
        return claims;
    }

    private RequestSpecification person(String subject, String role, String... groups) throws IOException {
        var claims = provider().claims(subject);
        claims.put("roles", List.of(role));
        claims.put("groups", List.of(groups));
        return bearer(provider().rs256(claims));
    }

    private static RequestSpecification bearer(String token) {
        return given().auth().preemptive().oauth2(token);
    }

    private static Response approve(RequestSpecification reviewer, String change, String digest) {
        return reviewer.contentType("application/json")
                .body(Map.of("decision", "APPROVE", "planDigest", digest))
                .post(change + "/reviews");
    }

    /** What the audit trail has of a request. */
    private List<String> recorded(String requestId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT array_agg(event ->> 'action' || ' ' || (event -> 'actor' ->> 'subject'))
                        FROM (SELECT convert_from(body, 'UTF8')::json AS event FROM audit_event) events
                        WHERE event -> 'actor' ->> 'requestId' = ?""")) {
            select.setString(1, requestId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getArray(1) == null
                        ? List.of()
                        : List.of((String[]) row.getArray(1).getArray());
            }
        }
    }
}

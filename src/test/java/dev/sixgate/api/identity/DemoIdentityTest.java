package dev.sixgate.api.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class DemoIdentityTest {

    @ParameterizedTest
    @ValueSource(strings = {"Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer let-me-in", "Basic bWFsbG9yeTpkZW1v", "Basic ?"})
    void onlyTheDemoPeopleGetInAndOnlyByName(String authorization) {
        given().header("Authorization", authorization)
                .get("/me")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", equalTo("Basic realm=\"sixgate\", charset=\"UTF-8\""))
                .body("type", equalTo("/problems/unauthenticated"));
    }

    @Test
    void whoeverGoesToSignInIsSentToThePagesWhichHaveTheForm() {
        given().redirects().follow(false).get("/sign-in").then().statusCode(303).header("Location", endsWith("/"));
        given().get("/").then().statusCode(200).contentType("text/html").body(containsString("<title>Sixgate</title>"));
    }

    @Test
    void aPageOfAnotherSiteCannotUseThePasswordThatABrowserRemembers() {
        RequestSpecification remembered =
                given().auth().preemptive().basic("ria", "demo").header("Origin", "https://evil.example.com");

        remembered
                .contentType("application/json")
                .body("{\"reason\": \"no longer needed\"}")
                .post("/changes/01a0b1c2-0000-7000-8000-000000000000/cancel")
                .then()
                .statusCode(401)
                .body("detail", containsString("another site"));
        remembered.get("/me").then().statusCode(200);
    }
}

package dev.sixgate.api.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
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
}

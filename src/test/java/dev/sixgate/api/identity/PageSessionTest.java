package dev.sixgate.api.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.Trail;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages' session of the demo people, and that nobody else's pages can use it. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class PageSessionTest {
    private static final String COOKIE = "sixgate_session";
    private static final String CANCEL = "/changes/01a0b1c2-0000-7000-8000-000000000000/cancel";

    @Inject
    Trail trail;

    private static Response signIn(String name, String password) {
        return given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("name", name)
                .formParam("password", password)
                .post("/sign-in/password");
    }

    private static RequestSpecification signedIn(String name) {
        return given().redirects()
                .follow(false)
                .cookie(COOKIE, signIn(name, "demo").cookie(COOKIE));
    }

    private static RequestSpecification cancels() {
        return signedIn("ria").contentType("application/json").body("{\"reason\": \"no longer needed\"}");
    }

    @Test
    void theFormGivesACookieThatIsOutOfReachOfScriptsAndOfOtherSites() {
        Response answer = signIn("ria", "demo");

        assertThat(answer.statusCode()).isEqualTo(200);
        Cookie cookie = answer.detailedCookie(COOKIE);
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getMaxAge()).as("ends with the browser").isEqualTo(-1);
        assertThat(cookie.getValue()).doesNotContain("ria", "demo");
    }

    @Test
    void whoeverHasItIsKnownByIt() {
        signedIn("nora")
                .get("/me")
                .then()
                .statusCode(200)
                .body("subject", equalTo("nora"))
                .body("authentication", equalTo("session"));
    }

    @ParameterizedTest
    @CsvSource({"ria, wrong", "mallory, demo"})
    void nobodyElseIsGivenOne(String name, String password) {
        Response answer = signIn(name, password);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.cookie(COOKIE)).isNull();
    }

    @Test
    void whoeverCouldNotSignInIsOnRecordWithTheNameThatTheyGaveAndNoPassword() throws Exception {
        long before = trail.size();

        signIn("nora\n", "a guess that is not to be shown").then().statusCode(401);
        signIn("nora", "demo").then().statusCode(200);

        assertThat(trail.since(before, "request.refused")).singleElement().satisfies(event -> {
            assertThat(event.path("code").asText()).isEqualTo("unauthenticated");
            assertThat(event.path("request").asText()).isEqualTo("POST /sign-in/password");
            assertThat(event.path("claimed").asText()).isEqualTo("nora?");
            assertThat(event.at("/actor/subject").asText()).isEqualTo("anonymous");
            assertThat(event.at("/actor/remoteAddress").asText() + event).contains("127.0.0.1");
            assertThat(event.toString()).doesNotContain("not to be shown");
        });
    }

    @Test
    void aCookieThatWasMeddledWithIsNobodys() {
        given().cookie(COOKIE, "bm9ib2R5").get("/me").then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource({"Sec-Fetch-Site, cross-site", "Sec-Fetch-Site, same-site", "Origin, https://evil.example.com"})
    void aPageOfAnotherSiteSignsNobodyIn(String header, String value) {
        given().header(header, value)
                .formParam("name", "ria")
                .formParam("password", "demo")
                .post("/sign-in/password")
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, none",
        "Origin, https://evil.example.com",
        "Origin, null",
        "X-Nothing-Said, of where it comes from"
    })
    void aSessionChangesNothingUnlessOurPagesSay(String header, String value) {
        cancels()
                .header(header, value)
                .post(CANCEL)
                .then()
                .statusCode(401)
                .body("type", equalTo("/problems/unauthenticated"))
                .body("detail", containsString("another site"));
    }

    @Test
    void ourPagesCanAlsoWhereABrowserTellsOnlyTheOrigin() {
        cancels().header("Sec-Fetch-Site", "same-origin").post(CANCEL).then().statusCode(404);
        cancels()
                .header("Origin", "http://localhost:" + RestAssured.port)
                .post(CANCEL)
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded"})
    void whatAFormCanSendIsNotTaken(String type) {
        signedIn("ria")
                .header("Sec-Fetch-Site", "same-origin")
                .contentType(type)
                .body("--x--")
                .post("/changes/01a0b1c2-0000-7000-8000-000000000000/execute")
                .then()
                .statusCode(415);
    }

    @Test
    void aTokenOrPasswordIsJudgedAloneWhateverCookieComesWithIt() {
        signedIn("ria")
                .auth()
                .preemptive()
                .basic("nora", "demo")
                .get("/me")
                .then()
                .body("subject", equalTo("nora"));
    }

    @Test
    void whoeverSignsOutIsToldToForgetIt() {
        Response out = signedIn("ria").header("Sec-Fetch-Site", "same-origin").post("/sign-out");

        out.then().statusCode(303).header("Location", endsWith("/"));
        assertThat(out.detailedCookie(COOKIE).getMaxAge()).isZero();
        assertThat(out.detailedCookie(COOKIE).getValue()).isEmpty();
    }

    @Test
    void aPageOfAnotherSiteSignsNobodyOut() {
        Response out = signedIn("ria").header("Sec-Fetch-Site", "cross-site").post("/sign-out");

        assertThat(out.cookie(COOKIE)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"X-Requested-With, sixgate", "Sec-Fetch-Dest, empty"})
    void noDialogOfTheBrowsersGetsBeforeThePages(String header, String value) {
        given().header(header, value)
                .get("/me")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Form realm=\"sixgate\""));
        given().get("/me").then().header("WWW-Authenticate", containsString("Basic"));
    }

    @Test
    void theShortLinkOfAChangeLeadsToItsPage() {
        given().redirects()
                .follow(false)
                .get("/c/01a0b1c2-0000-7000-8000-000000000000")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/#/changes/01a0b1c2-0000-7000-8000-000000000000"));
        given().redirects().follow(false).get("/c/..%2f..%2fevil").then().statusCode(404);
    }

    @Test
    void theShortLinkOfARolloutLeadsToItsPage() {
        given().redirects()
                .follow(false)
                .get("/r/01a0b1c2-0000-7000-8000-000000000000")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/#/rollouts/01a0b1c2-0000-7000-8000-000000000000"));
        given().redirects().follow(false).get("/r/x").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/pages/app.js", "/pages/style.css"})
    void thePagesLetNothingInFromElsewhere(String path) {
        given().get(path)
                .then()
                .statusCode(200)
                .header(
                        "Content-Security-Policy",
                        containsString("default-src 'none'; script-src 'self'; style-src 'self'"))
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'; base-uri 'none'"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-cache");
    }

    @Test
    void swaggerUiIsAsItWas() {
        given().get("/q/swagger-ui/").then().statusCode(200).header("Content-Security-Policy", equalTo(null));
    }
}

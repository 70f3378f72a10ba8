package dev.sixgate.api.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing in with a browser: the authorization code flow with PKCE, and the session that comes of it. */
@QuarkusTest
@TestProfile(OpenIdWorld.class)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class SignInTest {
    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    URI issuer;

    private OpenIdProvider provider;

    @BeforeEach
    void startTheProvider() throws IOException {
        provider = new OpenIdProvider(issuer);
    }

    @AfterEach
    void stopTheProvider() {
        provider.close();
    }

    /** A browser as far as it matters here: it keeps cookies, and follows no redirect unless told to. */
    private static final class Browser {
        private final Map<String, String> cookies = new HashMap<>();

        RequestSpecification asks() {
            return given().redirects().follow(false).cookies(cookies);
        }

        Response goesTo(String address) {
            return keeps(asks().urlEncodingEnabled(false).get(address));
        }

        Response keeps(Response answer) {
            answer.detailedCookies().forEach(cookie -> {
                if (cookie.getMaxAge() == 0) {
                    cookies.remove(cookie.getName());
                } else {
                    cookies.put(cookie.getName(), cookie.getValue());
                }
            });
            return answer;
        }
    }

    private static Map<String, Object> nora(Map<String, Object> claims) {
        claims.putAll(Map.of("sub", "nora", "name", "Nora Network", "roles", List.of("approver")));
        claims.put("groups", List.of("network"));
        return claims;
    }

    /** Sent to the provider, back with a code, and home. */
    private Browser signedIn() {
        Browser browser = new Browser();
        String sentTo =
                browser.goesTo("/sign-in").then().statusCode(302).extract().header("Location");
        Response back = browser.goesTo(provider.signedIn(sentTo, claims -> provider.rs256(nora(claims))));
        while (back.statusCode() == 302) {
            back = browser.goesTo(back.header("Location"));
        }
        back.then().statusCode(303).header("Location", endsWith("/"));
        return browser;
    }

    @Test
    void whoeverWantsToSignInIsSentToTheProviderWithAChallenge() {
        String sentTo = new Browser()
                .goesTo("/sign-in")
                .then()
                .statusCode(302)
                .extract()
                .header("Location");

        assertThat(sentTo)
                .startsWith(issuer + "/auth?response_type=code&client_id=sixgate&")
                .contains("code_challenge_method=S256", "code_challenge=", "nonce=", "state=", "scope=openid+profile")
                .contains("redirect_uri=http%3A%2F%2Flocalhost");
    }

    @Test
    void whoeverSignedInIsKnownByTheirSession() {
        signedIn()
                .asks()
                .get("/me")
                .then()
                .statusCode(200)
                .body("subject", equalTo("nora"))
                .body("name", equalTo("Nora Network"))
                .body("roles", contains("approver"))
                .body("groups", contains("network"))
                .body("authentication", equalTo("session"))
                .body("issuer", equalTo(issuer.toString()));
    }

    @Test
    void theSessionCookieIsOutOfReachOfScriptsAndOtherSites() {
        Browser browser = new Browser();
        String sentTo = browser.goesTo("/sign-in").header("Location");
        Response back = browser.goesTo(provider.signedIn(sentTo, claims -> provider.rs256(nora(claims))));

        assertThat(back.getHeaders().getValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("q_session_pages="))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("HTTPOnly", "SameSite=Lax", "Path=/"))
                .noneMatch(cookie -> cookie.contains("nora"));
    }

    @Test
    void aRequestWithATokenIsJudgedByTheTokenAlone() {
        Browser browser = signedIn();

        browser.asks()
                .auth()
                .oauth2(provider.rs256(provider.claims("ria")))
                .get("/me")
                .then()
                .body("subject", equalTo("ria"));
        browser.asks().auth().oauth2("let-me-in").get("/me").then().statusCode(401);
    }

    @Test
    void withoutASessionTheServiceAnswersWithAProblemAndSendsNobodyAnywhere() {
        given().redirects()
                .follow(false)
                .header("Accept", "text/html,*/*")
                .get("/me")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer"));
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, none",
        "X-Nothing-Said, of where it comes from",
        "Origin, https://evil.example.com",
        "Origin, null",
    })
    void aPageOfAnotherSiteCannotUseTheSession(String header, String value) {
        signedIn()
                .asks()
                .header(header, value)
                .contentType("application/json")
                .body("{\"reason\": \"no longer needed\"}")
                .post("/changes/01a0b1c2-0000-7000-8000-000000000000/cancel")
                .then()
                .statusCode(401)
                .body("detail", containsString("another site"));
    }

    @Test
    void ourOwnPagesCan() {
        signedIn()
                .asks()
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/json")
                .body("{\"reason\": \"no longer needed\"}")
                .post("/changes/01a0b1c2-0000-7000-8000-000000000000/cancel")
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/change-not-found"));
    }

    @Test
    void whoeverSignsOutIsNobody() {
        Browser browser = signedIn();

        browser.keeps(browser.asks().post("/sign-out")).then().statusCode(303).header("Location", endsWith("/"));

        browser.asks().get("/me").then().statusCode(401);
    }

    /** What can be wrong with an ID token; each is the honest one with one change. */
    enum Flaw {
        EXPIRED,
        WRONG_AUDIENCE,
        WRONG_ISSUER,
        WRONG_NONCE,
        FORGED,
        ALGORITHM_NONE
    }

    private String idToken(Flaw flaw, Map<String, Object> claims) {
        long now = System.currentTimeMillis() / 1000;
        Map<String, Object> said = nora(claims);
        switch (flaw) {
            case EXPIRED -> said.put("exp", now - 60);
            case WRONG_AUDIENCE -> said.put("aud", "another-client");
            case WRONG_ISSUER -> said.put("iss", "https://id.example.com");
            case WRONG_NONCE -> said.put("nonce", "of-another-sign-in");
            case FORGED -> {
                return provider.forged(said, OpenIdProvider.RSA);
            }
            case ALGORITHM_NONE -> {
                return provider.unsigned(said);
            }
        }
        return provider.rs256(said);
    }

    @ParameterizedTest
    @EnumSource
    void anIdTokenWithAFlawMakesNoSession(Flaw flaw) {
        Browser browser = new Browser();
        String sentTo = browser.goesTo("/sign-in").header("Location");

        Response back = browser.goesTo(provider.signedIn(sentTo, claims -> idToken(flaw, claims)));

        assertThat(back.statusCode()).isEqualTo(401);
        assertThat(browser.cookies.keySet()).noneMatch(name -> name.startsWith("q_session"));
    }

    @Test
    void aCodeThatSomebodyElseAskedForMakesNoSession() {
        Browser victim = new Browser();
        Browser attacker = new Browser();
        victim.goesTo("/sign-in");
        String sentTo = attacker.goesTo("/sign-in").header("Location");

        Response back = victim.goesTo(provider.signedIn(sentTo, claims -> provider.rs256(nora(claims))));

        assertThat(back.statusCode()).as("has to sign in themselves").isEqualTo(302);
        assertThat(back.header("Location")).startsWith(issuer + "/auth?");
        assertThat(victim.cookies.keySet()).noneMatch(name -> name.startsWith("q_session"));
    }
}

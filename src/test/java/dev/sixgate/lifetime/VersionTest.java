package dev.sixgate.lifetime;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The version of pom.xml is that of the OpenAPI document, the metrics, the audit trail and the newest release notes. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class VersionTest {
    private static final Pattern VERSION = Pattern.compile("<artifactId>sixgate</artifactId>\\s*<version>([^<]+)<");
    private static final Pattern SEMANTIC = Pattern.compile("\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?");

    private String version = "";

    @BeforeEach
    void readPom() throws IOException {
        Matcher found = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(found.find()).isTrue();
        version = found.group(1);
    }

    @Test
    void itIsASemanticVersion() {
        assertThat(version).matches(SEMANTIC);
    }

    @Test
    void theDocumentIsOfThisVersion() {
        given().get("/q/openapi?format=json").then().statusCode(200).body("info.version", equalTo(version));
    }

    @Test
    void aMetricSaysWhichVersionAReplicaRuns() {
        given().get("/q/metrics").then().body(containsString("sixgate_build{version=\"" + version + "\"} 1"));
    }

    @Test
    void everyAuditEventNamesIt() {
        given().auth()
                .preemptive()
                .basic("ada", "demo")
                .get("/audit/events?pageSize=1")
                .then()
                .statusCode(200)
                .body("items[0].event.service.version", equalTo(version));
    }

    @Test
    void theNewestReleaseNotesAreOfIt() throws IOException {
        Matcher newest = Pattern.compile("(?m)^## (\\S+)").matcher(Files.readString(Path.of("CHANGELOG.md")));

        assertThat(newest.find()).isTrue();
        assertThat(newest.group(1)).isEqualTo(version);
    }
}

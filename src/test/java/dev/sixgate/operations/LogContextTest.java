package dev.sixgate.operations;

import static dev.sixgate.ChangeFixtures.TURN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.operations.Lines.Line;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.logging.Level;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which change, and which request, a line of the log is about. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class LogContextTest {
    /** Whatever a request does, it asks the database. */
    private static final String STATEMENTS = "org.hibernate.SQL";

    private static final HttpClient ONE_CONNECTION =
            HttpClient.newBuilder().version(Version.HTTP_1_1).build();

    @Inject
    ChangeFixtures world;

    @Inject
    DataSource dataSource;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    private @Nullable String traceOf(Change change) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT traceparent FROM change_request WHERE id = ?")) {
            select.setObject(1, UUID.fromString(change.id()));
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getString(1);
            }
        }
    }

    private int get(String path, String requestId) throws Exception {
        String ada = Base64.getEncoder().encodeToString("ada:demo".getBytes());
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Authorization", "Basic " + ada)
                .header("X-Request-Id", requestId)
                .build();
        return ONE_CONNECTION.send(request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void aLineOfARequestNamesItAndTheChangeOfItsPath() throws Exception {
        Change change = world.aChangeInReview();
        try (Lines lines = Lines.of(STATEMENTS, Level.FINE)) {
            assertThat(get(change.href(), "first")).isEqualTo(200);
            assertThat(get(change.href().toUpperCase(Locale.ROOT).replace("/CHANGES", "/changes"), "second"))
                    .isEqualTo(200);

            for (String request : List.of("first", "second")) {
                assertThat(lines.of(request))
                        .isNotEmpty()
                        .allSatisfy(line -> assertThat(line.about()).containsEntry("change", change.id()));
            }
        }
    }

    @Test
    void theNextRequestOfTheConnectionIsAboutNothingOfIt() throws Exception {
        Change change = world.aChangeInReview();
        try (Lines lines = Lines.of(STATEMENTS, Level.FINE)) {
            for (int i : IntStream.range(0, 50).toArray()) {
                get(change.href(), "one-" + i);
                get("/changes", "all-" + i);
                get("/changes/" + change.id() + "x", "no-id-" + i);
            }

            for (int i : IntStream.range(0, 50).toArray()) {
                assertThat(lines.of("one-" + i)).isNotEmpty();
                assertThat(lines.of("all-" + i)).isNotEmpty().allSatisfy(LogContextTest::namesNoChange);
                assertThat(lines.of("no-id-" + i)).allSatisfy(LogContextTest::namesNoChange);
            }
        }
    }

    private static void namesNoChange(Line line) {
        assertThat(line.about()).doesNotContainKey("change");
    }

    @Test
    void eachLineOfTheWorkerIsAboutTheChangeThatItWorksOn() {
        Change first = world.anApprovedChange();
        Change second = world.anApprovedChange();
        try (Lines lines = Lines.of("dev.sixgate.worker", Level.INFO)) {
            world.run();
            world.runAfter(TURN);

            for (Change change : List.of(first, second)) {
                assertThat(lines.with("accepted: domain=" + change.domain()))
                        .extracting(Line::about)
                        .singleElement()
                        .satisfies(about -> assertThat(about)
                                .containsEntry("change", change.id())
                                .containsEntry("domain", change.domain())
                                .containsEntry("target", "sandbox"));
            }
        }
        assertThat(List.of("change", "domain", "target"))
                .as("nothing is left on the thread")
                .allSatisfy(key -> assertThat(MDC.get(key)).isNull());
    }

    @Test
    void whereNobodyTracesNoLineAndNoChangeNamesATrace() throws Exception {
        try (Lines statements = Lines.of(STATEMENTS, Level.FINE);
                Lines work = Lines.of("dev.sixgate.worker", Level.INFO)) {
            Change change = world.anApprovedChange();
            get(change.href(), "untraced");
            world.run();

            assertThat(Stream.concat(statements.of("untraced").stream(), work.with("attempt accepted").stream()))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(line -> assertThat(line.about()).doesNotContainKeys("traceId", "spanId"));
            assertThat(traceOf(change)).isNull();
        }
    }
}

package dev.sixgate.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A release is rolled out replica by replica, so for a while the release before writes into the schema of the next: migrations after a
 * release only add, and what the release wrote is written here again.
 */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ReleasesTest {
    private static final Path RELEASES = Path.of("src/test/resources/releases");
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

    /** The newest migration of the last release; what comes after it may not break that release. */
    private static final int LAST_RELEASED = 31;

    private static final Pattern NUMBER = Pattern.compile("V(\\d+)__.*\\.sql");
    private static final Pattern COMMENT = Pattern.compile("--[^\\n]*");
    private static final Pattern CHANGE = Pattern.compile("update change_request .* where id=E'([0-9a-f-]{36})'");

    /** What a replica of the release before would trip over. */
    private static final Pattern BREAKS = Pattern.compile(
            "(?is)\\bDROP\\s+(TABLE|COLUMN|FUNCTION|TYPE|VIEW)|\\bRENAME\\b|\\bALTER\\s+COLUMN\\s+\\S+\\s+(SET\\s+DATA\\s+)?TYPE\\b"
                    + "|\\bSET\\s+NOT\\s+NULL\\b|\\bREVOKE\\b|\\bADD\\s+COLUMN\\b(?![^;,]*\\bDEFAULT\\b)[^;,]*\\bNOT\\s+NULL\\b"
                    + "|\\bADD\\s+CONSTRAINT\\b(?![^;]*\\bNOT\\s+VALID\\b)[^;]*\\bCHECK\\b");

    @Inject
    DataSource service;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.username")
    String owner;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    static Stream<Path> releases() throws IOException {
        return Files.list(RELEASES).sorted();
    }

    private static List<String> statements(Path release) throws IOException {
        return Files.readAllLines(release).stream()
                .filter(line -> !line.startsWith("--"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatAnEarlierReleaseWritesCanBeWrittenIntoThisSchema(Path release) throws Exception {
        List<String> statements = statements(release);
        Matcher change = CHANGE.matcher(String.join("\n", statements));
        assertThat(change.find()).isTrue();
        try (Connection connection = service.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                try (ResultSet row = statement.executeQuery(
                        "SELECT status FROM change_request WHERE id = '" + change.group(1) + "'")) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getString(1)).isEqualTo("APPLIED");
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    @Test
    void aColumnThatAnEarlierReleaseWritesIsMissed() throws Exception {
        PGSimpleDataSource asOwner = new PGSimpleDataSource();
        asOwner.setUrl(url);
        asOwner.setUser(owner);
        asOwner.setPassword(ownerPassword);
        try (Connection connection = asOwner.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("ALTER TABLE attempt RENAME COLUMN aws_request_id TO request_id");
                assertThatThrownBy(() -> {
                            for (String sql : statements(RELEASES.resolve("0.1.0.sql"))) {
                                statement.execute(sql);
                            }
                        })
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("aws_request_id");
            } finally {
                connection.rollback();
            }
        }
    }

    @Test
    void migrationsAfterTheLastReleaseOnlyAdd() throws IOException {
        try (Stream<Path> migrations = Files.list(MIGRATIONS)) {
            for (Path migration : migrations.sorted().toList()) {
                Matcher number = NUMBER.matcher(migration.getFileName().toString());
                if (number.matches() && Integer.parseInt(number.group(1)) > LAST_RELEASED) {
                    String sql = COMMENT.matcher(Files.readString(migration)).replaceAll("");
                    assertThat(BREAKS.matcher(sql).find())
                            .as(
                                    "%s: a replica of the last release would trip over it; add now, take away in the next release",
                                    migration)
                            .isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE domain DROP COLUMN tags",
                "ALTER TABLE domain RENAME COLUMN tags TO labels",
                "ALTER TABLE domain ALTER COLUMN tags SET NOT NULL",
                "ALTER TABLE domain ALTER COLUMN tags TYPE text",
                "ALTER TABLE domain ADD COLUMN a text NOT NULL",
                "ALTER TABLE domain ADD CONSTRAINT c CHECK (a > 0)",
                "DROP TABLE domain",
                "REVOKE INSERT ON domain FROM service"
            })
    void whatWouldBreakTheReleaseBeforeIsSeen(String sql) {
        assertThat(BREAKS.matcher(sql).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE domain ADD COLUMN a text",
                "ALTER TABLE domain ADD COLUMN a text NOT NULL DEFAULT ''",
                "ALTER TABLE domain ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
                "CREATE TABLE a (b text NOT NULL CONSTRAINT c CHECK (b <> ''))",
                "CREATE INDEX a ON domain (tags)"
            })
    void whatOnlyAddsIsAllowed(String sql) {
        assertThat(BREAKS.matcher(sql).find()).isFalse();
    }
}

package dev.sixgate.gateway;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/** A PostgreSQL with the pace's tables, reached as the role that the service runs as. One server for all tests. */
final class PaceDatabase {
    private static final String RUNTIME_ROLE = "sixgate_app";
    private static final EmbeddedPostgres SERVER = started();

    private PaceDatabase() {}

    /** A connection source of its own, as every replica has. */
    static DataSource dataSource() {
        return SERVER.getDatabase(RUNTIME_ROLE, "postgres");
    }

    static void empty() {
        execute("TRUNCATE aws_turn, aws_call_budget, aws_background_budget, trail_access");
    }

    private static EmbeddedPostgres started() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static {
        execute("CREATE ROLE " + RUNTIME_ROLE + " LOGIN");
        execute(migration("V004__aws_pace"));
        execute(migration("V019__aws_background_budget"));
        execute(migration("V022__trail_lookup"));
    }

    private static String migration(String name) {
        try (InputStream file = PaceDatabase.class.getResourceAsStream("/db/migration/" + name + ".sql")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${runtime_role}", RUNTIME_ROLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(String sql) {
        try (var connection = SERVER.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

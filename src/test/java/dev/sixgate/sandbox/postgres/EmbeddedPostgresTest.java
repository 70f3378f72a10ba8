package dev.sixgate.sandbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.sandbox.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Each test starts on what the last one left behind, as services do; each holds alone, too. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class EmbeddedPostgresTest {
    private static final Path DIRECTORY = Path.of("target/test-postgres");

    @Test
    void dataIsThereAtTheNextStart() throws IOException, SQLException {
        try (EmbeddedPostgres first = EmbeddedPostgres.in(DIRECTORY).start()) {
            execute(first, "drop table if exists kept; create table kept as select 42 as answer");
        }

        try (EmbeddedPostgres second = EmbeddedPostgres.in(DIRECTORY).start()) {
            assertThat(query(second, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void itWritesThroughToTheDiskAndListensOnTheLoopbackAddressAlone() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.in(DIRECTORY).start()) {
            assertThat(query(postgres, "show fsync")).isEqualTo("on");
            assertThat(query(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            String socketDirectory = Files.readAllLines(DIRECTORY.resolve("postgresql/data/postmaster.pid"))
                    .get(4);
            assertThat(socketDirectory).isBlank();
        }
    }

    @Test
    void onlyTheTwoRolesLogInAndOnlyWithTheirPasswords() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.in(DIRECTORY).start()) {
            DriverManager.getConnection(postgres.jdbcUrl(), EmbeddedPostgres.SERVICE, postgres.servicePassword())
                    .close();

            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), EmbeddedPostgres.OWNER, "guess"))
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), "postgres", "postgres"))
                    .hasMessageContaining("no pg_hba.conf entry");
        }
    }

    @Test
    void passwordsAndDataAreTheirOwnersAlone() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.in(DIRECTORY)) {
            assertThat(permissions(postgres.directory())).startsWith("rwx").doesNotContain("r-", "w-x", "rwxrwx");
            assertThat(permissions(postgres.directory().resolve("credentials"))).isEqualTo("rw-------");
            assertThat(postgres.ownerPassword()).hasSize(32).isNotEqualTo(postgres.servicePassword());
        }
    }

    @Test
    void theSecondOneOnADirectoryIsRefusedAndTheFirstOneLivesOn() throws IOException, SQLException {
        try (EmbeddedPostgres first = EmbeddedPostgres.in(DIRECTORY).start()) {
            assertThatThrownBy(() -> EmbeddedPostgres.in(DIRECTORY))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("in use by another Sixgate")
                    .hasMessageContaining("SIXGATE_EMBEDDED_DIRECTORY");

            assertThat(query(first, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void dataOfAnotherMajorVersionIsRefused() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.in(DIRECTORY).start()) {
            assertThat(postgres.directory()).isDirectory();
        }
        Path version = DIRECTORY.resolve("postgresql/data/PG_VERSION");
        String ours = Files.readString(version);
        Files.writeString(version, "17\n");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.in(DIRECTORY)) {
            assertThatThrownBy(postgres::start)
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("PostgreSQL 17's")
                    .hasMessageContaining("PostgreSQL 18");
        } finally {
            Files.writeString(version, ours);
        }
    }

    @Test
    void aPidFileThatNamesSomeOtherProcessDoesNotStopItFromStarting() throws IOException, SQLException {
        startsDespite(ProcessHandle.current().pid());
    }

    @Test
    void aPidFileOfAServerThatWasKilledAndNotBuriedDoesNotStopItFromStarting() throws IOException, SQLException {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 60").start();
        try {
            startsDespite(Long.parseLong(parent.inputReader().readLine()));
        } finally {
            parent.destroy();
        }
    }

    private static void startsDespite(long pid) throws IOException, SQLException {
        EmbeddedPostgres.in(DIRECTORY).start().close();
        Files.writeString(
                DIRECTORY.resolve("postgresql/data/postmaster.pid"),
                pid + "\n" + DIRECTORY + "\n1\n5432\n\n127.0.0.1\n");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.in(DIRECTORY).start()) {
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void lostPasswordsAreToldAndNotReplaced() throws IOException {
        EmbeddedPostgres.in(DIRECTORY).start().close();
        Path file = DIRECTORY.resolve("credentials");
        Path aside = DIRECTORY.resolve("credentials.aside");
        Files.move(file, aside);

        try {
            assertThatThrownBy(() -> EmbeddedPostgres.in(DIRECTORY))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("are not in");
        } finally {
            Files.move(aside, file);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = asOwner(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = asOwner(postgres);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection asOwner(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), EmbeddedPostgres.OWNER, postgres.ownerPassword());
    }
}

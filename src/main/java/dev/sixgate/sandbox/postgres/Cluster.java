package dev.sixgate.sandbox.postgres;

import dev.sixgate.sandbox.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The server's files: what it stores, its settings, who may log in, its log.
 *
 * @param directory where they all are, beside the programs
 */
record Cluster(Binaries binaries, Path directory, ServerUser user) {
    private static final String SUPERUSER = "postgres";
    private static final String PATIENCE_SECONDS = "60";
    /** Iterations make guessing slow; passwords of 192 random bits are not guessed, and each start would pay for it. */
    private static final int ITERATIONS = 1;

    private static final long LOG_LIMIT_BYTES = 1 << 20;

    /** Nobody else, not even the superuser, and nothing without a password. */
    private static final String WHO_MAY_LOG_IN =
            """
            # Written at each start. The superuser cannot log in; use "postgres --single" where you must.
            host %1$s %2$s 127.0.0.1/32 scram-sha-256
            host %1$s %3$s 127.0.0.1/32 scram-sha-256
            """.formatted(EmbeddedPostgres.DATABASE, EmbeddedPostgres.OWNER, EmbeddedPostgres.SERVICE);

    private static final String SETTINGS = """
            # Written at each start. Settings of your own go into postgresql.auto.conf beside this file.
            listen_addresses = '127.0.0.1'
            port = %d
            unix_socket_directories = ''
            max_connections = 60
            fsync = %2$s
            synchronous_commit = %2$s
            full_page_writes = %2$s
            wal_level = minimal
            max_wal_senders = 0
            min_wal_size = 32MB
            max_wal_size = 256MB
            timezone = 'UTC'
            log_timezone = 'UTC'
            lc_messages = 'C'
            """;

    private Path files() {
        return ServerUser.place(directory);
    }

    private Path data() {
        return files().resolve("data");
    }

    private Path log() {
        return files().resolve("server.log");
    }

    boolean exists() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    /** Makes the database and its roles; they come into being as a whole, by one rename. */
    void create(Credentials credentials) throws IOException {
        user.own(directory);
        Path unfinished = files().resolve("data-unfinished");
        Directories.delete(unfinished);
        // PostgreSQL's own C.UTF-8 sorts alike on every system, whatever the system's libraries think.
        run(
                "initdb",
                "",
                "-D",
                unfinished.toString(),
                "-U",
                SUPERUSER,
                "--auth=reject",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
        String answer = run(
                "postgres",
                roles(credentials),
                "--single",
                "-c",
                "scram_iterations=" + ITERATIONS,
                "-D",
                unfinished.toString(),
                SUPERUSER);
        if (answer.contains("ERROR:") || answer.contains("FATAL:")) {
            throw new IOException("The roles could not be made: " + answer);
        }
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** A statement a line, as PostgreSQL's single-user mode reads them. */
    private static String roles(Credentials credentials) {
        return """
                CREATE ROLE %2$s LOGIN PASSWORD '%4$s'
                CREATE ROLE %3$s LOGIN PASSWORD '%5$s'
                CREATE DATABASE %1$s OWNER %2$s
                REVOKE ALL ON DATABASE %1$s FROM PUBLIC
                GRANT CONNECT ON DATABASE %1$s TO %3$s
                """.formatted(
                        EmbeddedPostgres.DATABASE,
                        EmbeddedPostgres.OWNER,
                        EmbeddedPostgres.SERVICE,
                        credentials.owner(),
                        credentials.service());
    }

    /** @throws StartRefused if another major version of PostgreSQL wrote the data */
    void requireOurMajor() throws IOException {
        String theirs = Files.readString(data().resolve("PG_VERSION")).strip();
        String ours = binaries.major();
        if (!theirs.equals(ours)) {
            throw new StartRefused(
                    "The data in " + data() + " is PostgreSQL " + theirs + "'s; this package brings PostgreSQL " + ours
                            + ", which cannot open it.",
                    "Run the package that made it, take a dump of it with PostgreSQL " + theirs + ", or move "
                            + directory + " away to begin anew.");
        }
    }

    /**
     * Stops the server that a crash of the JVM left behind, and clears away what a crash of the server left. Only whoever holds
     * the directory may call this.
     */
    void clearRemains() throws IOException {
        Postmaster remains = Postmaster.of(data()).orElse(null);
        if (remains == null) {
            return;
        }
        switch (remains.found(directory)) {
            case OURS -> stop();
            // In a container the number is soon another process's, or a thread's; PostgreSQL would take that for its
            // own.
            case SOMETHING_ELSE -> Files.deleteIfExists(remains.file());
            case HIDDEN -> {}
        }
    }

    /** Deletes the data. */
    void forget() throws IOException {
        clearRemains();
        Directories.delete(data());
    }

    /** Returns when the server takes connections. */
    void start(int port, boolean durable) throws IOException {
        Files.writeString(data().resolve("pg_hba.conf"), WHO_MAY_LOG_IN);
        Files.writeString(data().resolve("postgresql.conf"), SETTINGS.formatted(port, durable ? "on" : "off"));
        if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT_BYTES) {
            Files.move(log(), files().resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        long logged = Files.exists(log()) ? Files.size(log()) : 0;
        try {
            run("pg_ctl", "", "start", "-w", "-t", PATIENCE_SECONDS, "-D", data().toString(), "-l", log().toString());
        } catch (IOException e) {
            throw new StartRefused(
                    "The embedded PostgreSQL did not start: " + complaints(logged),
                    "Its log is " + log() + ". Move " + directory
                            + " away to begin anew, or use a database of your own: QUARKUS_DATASOURCE_JDBC_URL.",
                    e);
        }
    }

    private String complaints(long from) throws IOException {
        if (!Files.exists(log())) {
            return "it wrote no log.";
        }
        byte[] all = Files.readAllBytes(log());
        List<String> lines = new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("FATAL:") || line.contains("ERROR:") || line.contains("PANIC:"))
                .toList();
        return lines.isEmpty() ? "it does not say why." : String.join(System.lineSeparator(), lines);
    }

    /** Ends its sessions and writes everything down; where that takes too long, leaves the rest to the next start. */
    void stop() throws IOException {
        try {
            run("pg_ctl", "", "stop", "-m", "fast", "-w", "-t", PATIENCE_SECONDS, "-D", data().toString());
        } catch (IOException e) {
            if (Postmaster.of(data()).isPresent()) {
                run("pg_ctl", "", "stop", "-m", "immediate", "-w", "-D", data().toString());
            }
        }
    }

    private String run(String program, String input, String... arguments) throws IOException {
        List<String> words = Stream.concat(Stream.of(binaries.program(program)), Stream.of(arguments))
                .toList();
        return new Command(words).after(user.prefix()).run(input);
    }
}

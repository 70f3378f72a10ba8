package dev.sixgate.sandbox;

import dev.sixgate.sandbox.apigateway.ApiGatewaySimulator;
import dev.sixgate.sandbox.apigateway.world.SimulatorSettings;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What is started because nothing else is configured; handed on as system properties, which outlive a reload in dev mode. */
final class EmbeddedWorld {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ACCOUNT = "111111111111";
    private static final long PATIENCE_SECONDS = 60;

    /** What CloudTrail takes minutes for at AWS. */
    private static final long TRAIL_SECONDS = 5;

    private static volatile Optional<Path> data = Optional.empty();

    private final Configured configured;
    private final Optional<EmbeddedPostgres> postgres;

    private EmbeddedWorld(Configured configured, Optional<EmbeddedPostgres> postgres) {
        this.configured = configured;
        this.postgres = postgres;
    }

    /** @throws StartRefused if another service has the directory */
    static EmbeddedWorld of(Configured configured) {
        try {
            return new EmbeddedWorld(
                    configured,
                    configured.database()
                            ? Optional.empty()
                            : Optional.of(EmbeddedPostgres.in(configured.directory())));
        } catch (IOException e) {
            throw notHere(configured.directory(), e);
        }
    }

    /** Where the embedded PostgreSQL of this process keeps its data, if there is one. */
    static Optional<Path> data() {
        return data;
    }

    /**
     * Starts what is missing.
     *
     * @throws StartRefused if something does not start
     */
    void start() {
        Background<Void> database = Background.start("embedded-postgresql", () -> {
            postgres.ifPresent(EmbeddedWorld::start);
            postgres.map(EmbeddedPostgres::directory).ifPresent(this::signed);
            return null;
        });
        if (!configured.targets()) {
            startSimulator();
        }
        database.await();
    }

    private static void start(EmbeddedPostgres postgres) {
        try {
            postgres.start();
        } catch (IOException e) {
            throw notHere(postgres.directory(), e);
        }
        data = Optional.of(postgres.directory());
        Map.of(
                        "quarkus.datasource.jdbc.url", postgres.jdbcUrl(),
                        "quarkus.datasource.username", EmbeddedPostgres.SERVICE,
                        "quarkus.datasource.password", postgres.servicePassword(),
                        "quarkus.flyway.username", EmbeddedPostgres.OWNER,
                        "quarkus.flyway.password", postgres.ownerPassword())
                .forEach(System::setProperty);
    }

    /** Who signs the audit trail is said here only where nothing else says it. */
    private void signed(Path directory) {
        if (!configured.log().contains("signing-key")) {
            System.setProperty(
                    "sixgate.audit.signing-key",
                    directory.resolve("audit-signing-key").toString());
            System.setProperty("sixgate.audit.generate-signing-key", "true");
        }
        if (!configured.log().contains("checkpoint-directory")) {
            System.setProperty(
                    "sixgate.audit.checkpoint-directory",
                    directory.resolve("checkpoints").toString());
        }
    }

    private static StartRefused notHere(Path directory, IOException e) {
        return new StartRefused(
                "The embedded PostgreSQL could not be started in " + directory + ": " + e,
                "Choose a directory where this user may write: SIXGATE_EMBEDDED_DIRECTORY=...; or use a database of your own:"
                        + " QUARKUS_DATASOURCE_JDBC_URL.",
                e);
    }

    /** Its threads are daemons: it ends with the JVM. */
    private void startSimulator() {
        try {
            var simulator = ApiGatewaySimulator.start(
                    LOOPBACK,
                    configured.simulatorPort(),
                    SimulatorSettings.defaults().withTrailDelay(Duration.ofSeconds(TRAIL_SECONDS)),
                    // Where the database remembers what was done, the simulated AWS has to remember it too.
                    postgres.map(database -> database.directory().resolve("simulator.json")));
            sandboxTarget(simulator.uri().toString())
                    .forEach((key, value) -> System.setProperty("sixgate.targets.sandbox." + key, value));
            serveNames(simulator);
        } catch (UncheckedIOException e) {
            throw new StartRefused(
                    "The API Gateway simulator cannot listen on " + LOOPBACK + ":" + configured.simulatorPort() + ": "
                            + e.getCause(),
                    "Another Sixgate may have it. Choose another port, or 0 for any: SIXGATE_SANDBOX_PORT=0; or configure a"
                            + " target of your own: SIXGATE_TARGETS_...",
                    e);
        }
    }

    /** Who is asked for names is said here only where nothing else says it. */
    private void serveNames(ApiGatewaySimulator simulator) {
        try {
            String names = simulator.serveNames(configured.namesPort());
            if (!configured.resolvers()) {
                System.setProperty("sixgate.dns.resolvers", names);
            }
        } catch (UncheckedIOException e) {
            throw new StartRefused(
                    "The simulator's name server cannot listen on " + LOOPBACK + ":" + configured.namesPort() + ": "
                            + e.getCause(),
                    "Another Sixgate may have it. Choose another port, or 0 for any: SIXGATE_SANDBOX_DNS_PORT=0.",
                    e);
        }
    }

    /** The target of a first run, as it would stand in a configuration file. */
    static Map<String, String> sandboxTarget(String endpoint) {
        return Map.of(
                "region",
                "eu-central-1",
                "account",
                ACCOUNT,
                "endpoint",
                endpoint,
                "sts-endpoint",
                endpoint,
                "trail-endpoint",
                endpoint,
                "access-key-id",
                "SANDBOX" + ACCOUNT,
                "secret-access-key",
                "sandbox");
    }

    /** At the end of the JVM, once the service no longer needs it. */
    void stopAtExit(CountDownLatch serviceStopped) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(serviceStopped), "embedded-world"));
    }

    private void stop(CountDownLatch serviceStopped) {
        try {
            if (data.isPresent() && !serviceStopped.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The service did not stop in time; its database is stopped now.");
            }
            if (postgres.isPresent()) {
                postgres.get().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("The embedded PostgreSQL could not be stopped: " + e);
        }
    }
}

package dev.sixgate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.sandbox.apigateway.ApiGatewaySimulator;
import dev.sixgate.sandbox.apigateway.world.SimulatorSettings;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The world of every {@code @QuarkusTest}: PostgreSQL with the roles of a real one, a simulator on a free port, the demo people.
 *
 * <p>Annotate with {@code @WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)}: it starts once for all
 * tests. The database is new in each run.
 */
public final class TestWorld implements QuarkusTestResourceLifecycleManager {
    /** So much time's calls may be made at once. */
    public static final Duration BURST = Duration.ofSeconds(100);

    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final int MANY = 1_000;

    private static final Path DIRECTORY = Path.of("target/test-world");

    /** The policy file in force, which {@link TestPolicies} writes. */
    static final Path POLICIES = DIRECTORY.resolve("policies.yaml");

    /** Where the log's checkpoints are kept outside the database. */
    public static final Path CHECKPOINTS = DIRECTORY.resolve("checkpoints");

    private @Nullable EmbeddedPostgres postgres;
    private @Nullable ApiGatewaySimulator simulator;

    @Override
    public Map<String, String> start() {
        try {
            EmbeddedPostgres database = EmbeddedPostgres.in(DIRECTORY).startAnew();
            postgres = database;
            ApiGatewaySimulator gateway = ApiGatewaySimulator.start(SimulatorSettings.defaults()
                    .with(JsonNodeFactory.instance
                            .objectNode()
                            .put("requestsPerSecond", MANY)
                            .put("burst", MANY)));
            simulator = gateway;
            Map<String, String> config = new HashMap<>();
            config.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
            config.put("quarkus.datasource.username", EmbeddedPostgres.SERVICE);
            config.put("quarkus.datasource.password", database.servicePassword());
            config.put("quarkus.flyway.username", EmbeddedPostgres.OWNER);
            config.put("quarkus.flyway.password", database.ownerPassword());
            String endpoint = gateway.uri().toString();
            config.put("sixgate.targets.sandbox.region", "eu-central-1");
            config.put("sixgate.targets.sandbox.account", "111111111111");
            config.put("sixgate.targets.sandbox.endpoint", endpoint);
            config.put("sixgate.targets.sandbox.sts-endpoint", endpoint);
            config.put("sixgate.dns.resolvers", gateway.serveNames(0));
            config.put("sixgate.dns.timeout", "PT0.3S");
            config.put("sixgate.targets.sandbox.trail-endpoint", endpoint);
            config.put("sixgate.targets.sandbox.access-key-id", "SANDBOX111111111111");
            config.put("sixgate.targets.sandbox.secret-access-key", "sandbox");
            // The service's clock stands still in tests, so that its call budget would never fill up again.
            config.put("sixgate.targets.sandbox.pace.calls-per-second", String.valueOf(MANY));
            config.put("sixgate.targets.sandbox.pace.burst", String.valueOf(BURST.toSeconds() * MANY));
            Files.writeString(POLICIES, PolicyFile.builtIn().text());
            config.put("sixgate.policies", POLICIES.toString());
            // Tests look by hand.
            config.put("sixgate.policies-poll", "PT24H");
            config.put(
                    "sixgate.audit.signing-key",
                    DIRECTORY.resolve("audit-signing-key").toString());
            config.put("sixgate.audit.generate-signing-key", "true");
            config.put("sixgate.audit.checkpoint-directory", CHECKPOINTS.toString());
            deleted(CHECKPOINTS);
            // Nobody is there to be told, until a test puts somebody there.
            config.put("sixgate.webhooks.ears.url", "http://127.0.0.1:" + freePort() + "/ears?key=not-to-be-shown");
            config.put("sixgate.webhooks.ears.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
            config.put("sixgate.webhooks.ears.events", "change.requested,change.approved,rollout.requested,webhook.*");
            config.put("sixgate.webhooks.ears.allowed-hosts", "127.0.0.1");
            config.put("sixgate.mail.letters.to", "ops@example.com");
            config.put("sixgate.mail.letters.events", "change.approved,webhook.tested");
            config.put("quarkus.mailer.host", "127.0.0.1");
            config.put("quarkus.mailer.port", String.valueOf(freePort()));
            config.put("quarkus.mailer.from", "Sixgate <sixgate@example.com>");
            config.put("sixgate.public-url", "https://sixgate.example.com/");
            config.put("sixgate.identity", "demo");
            config.put("quarkus.oidc.tenant-enabled", "false");
            config.put("quarkus.http.auth.permission.sign-in.auth-mechanism", "form");
            config.put("quarkus.http.auth.permission.sign-in.policy", "permit");
            config.put("quarkus.http.auth.session.encryption-key", "that of the tests, which is no secret");
            config.put("quarkus.http.test-port", "0");
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Below those that the system gives to whoever connects somewhere, so that it is still free when it is listened to. */
    private static int freePort() throws IOException {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
        } while (!isFree(port));
        return port;
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        }
    }

    /** The database is new, so what was signed of the one before would tell of events that are gone. */
    private static void deleted(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void stop() {
        if (simulator != null) {
            simulator.close();
        }
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package dev.sixgate.gateway;

import com.arjuna.ats.jta.TransactionManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.AwsClients.Timeouts;
import dev.sixgate.sandbox.apigateway.ApiGatewaySimulator;
import dev.sixgate.sandbox.apigateway.world.SimulatorSettings;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The gateway before a simulated AWS, without quotas: every call goes over HTTP, through the SDK. */
final class SandboxedGateway implements AutoCloseable {
    static final TargetName TARGET = new TargetName("eu");
    static final TargetName ROLE_TARGET = new TargetName("us");

    /** Short enough for a test to wait for. */
    static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(10));

    private final ApiGatewaySimulator simulator;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final AwsClients clients;
    final MutableClock clock = new MutableClock();
    final Targets targets;
    final DomainReader reader;
    final DomainWriter writer;
    final TrailReader trail;

    SandboxedGateway(SimulatorSettings settings) {
        this(settings, false);
    }

    /** @param sessionTags whether the sessions of writes have tags */
    private SandboxedGateway(SimulatorSettings settings, boolean sessionTags) {
        simulator = ApiGatewaySimulator.start(settings);
        targets = configuredAt(simulator.uri())
                .with("us.session-tags", String.valueOf(sessionTags))
                .targets();
        PaceDatabase.empty();
        clients = new AwsClients(targets, TIMEOUTS, OpenTelemetry.noop());
        reader = new AwsReader(targets, clients, budget(targets, clock), clock);
        writer = new AwsWriter(targets, clients, budget(targets, clock));
        trail = new AwsTrail(clients, new TrailPace(PaceDatabase.dataSource()), clock, clock::advance);
    }

    /** Two targets in one account, of which one assumes a role. */
    static Targets targetsAt(URI aws) {
        return configuredAt(aws).targets();
    }

    private static ConfiguredTargets configuredAt(URI aws) {
        return ConfiguredTargets.of("eu", "111111111111", "eu-central-1")
                .with("eu.endpoint", aws.toString())
                .with("eu.trail-endpoint", aws.toString())
                .with("eu.access-key-id", "SANDBOX111111111111")
                .with("eu.secret-access-key", "secret")
                .and("us", "111111111111", "us-east-1")
                .with("us.endpoint", aws.toString())
                .with("us.sts-endpoint", aws.toString())
                .with("us.role-arn", "arn:aws:iam::111111111111:role/sixgate")
                .with("us.external-id", "sixgate-external")
                .with("us.access-key-id", "SANDBOX111111111111")
                .with("us.secret-access-key", "secret");
    }

    static CallBudget budget(Targets targets, MutableClock clock) {
        return new CallBudget(
                PaceDatabase.dataSource(), targets, clock, TransactionManager.transactionManager(), clock::advance);
    }

    static SandboxedGateway started() {
        return started(false);
    }

    static SandboxedGateway started(boolean sessionTags) {
        return new SandboxedGateway(
                SimulatorSettings.defaults().withoutThrottling().withUpdateDelay(Duration.ZERO), sessionTags);
    }

    ObservedDomain read(String name) {
        return reader.read(TARGET, DomainName.parse(name));
    }

    /** The next call of that operation meets this fault; members as the simulator's admin path takes them. */
    void fault(String operation, String members) {
        admin("POST", "faults", "{\"operation\":\"" + operation + "\"," + members + "}");
    }

    void add(String domain) {
        admin("POST", "domains", domain);
    }

    /** A hosted zone, as the simulator's admin path takes it. */
    void zone(String zone) {
        admin("POST", "zones", zone);
    }

    /** Takes all faults back. */
    void withoutFaults() {
        admin("DELETE", "faults", "");
    }

    void edit(String name, String members) {
        admin("PUT", "domains/" + name, members);
    }

    /** Web ACLs, certificates and distributions, as the simulator's admin path takes them. */
    void guards(String document) {
        admin("POST", "guards", document);
    }

    void settle(String members) {
        admin("PUT", "settings", members);
    }

    void forgetCalls() {
        admin("DELETE", "calls", "");
    }

    /** The calls that the simulator saw of an operation. */
    List<JsonNode> calls(String operation) {
        var calls = new ArrayList<JsonNode>();
        admin("GET", "calls?operation=" + operation, "").path("calls").forEach(calls::add);
        return calls;
    }

    /** All calls that the simulator saw. */
    JsonNode calls() {
        return admin("GET", "calls", "").path("calls");
    }

    JsonNode body(JsonNode call) {
        try {
            return json.readTree(call.path("requestBody").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode parsed(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody listens any more. */
    void stopAws() {
        simulator.close();
    }

    @Override
    public void close() {
        clients.close();
        simulator.close();
    }

    private JsonNode admin(String method, String path, String body) {
        try {
            var response = http.send(
                    HttpRequest.newBuilder(simulator.uri().resolve("/_sandbox/" + path))
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + ": " + response.body());
            }
            return response.body().isEmpty() ? json.createObjectNode() : json.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

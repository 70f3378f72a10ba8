package dev.sixgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.change.Action;
import dev.sixgate.worker.Worker;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What stories of changes begin with, and the hands that move their world: domains at AWS, changes in each state, both
 * clocks. Every story has domains of its own, so none disturbs another.
 */
@ApplicationScoped
public class ChangeFixtures {
    public static final String ACCOUNT = "111111111111";

    /** Longer than AWS's time between two updates of one account. */
    public static final Duration TURN = Duration.ofSeconds(31);

    /** Longer than the time between two looks at a domain that AWS works on. */
    public static final Duration LOOK = Duration.ofSeconds(6);

    private final String endpoint;
    private final DataSource dataSource;
    private final Worker worker;
    private final MutableClock clock;
    private final ObjectMapper mapper;
    private final TestPolicies policies;
    private final List<Change> asked = new ArrayList<>();
    private int domains;

    ChangeFixtures(
            @ConfigProperty(name = "sixgate.targets.sandbox.endpoint") String endpoint,
            DataSource dataSource,
            Worker worker,
            MutableClock clock,
            ObjectMapper mapper,
            TestPolicies policies) {
        this.endpoint = endpoint;
        this.dataSource = dataSource;
        this.worker = worker;
        this.clock = clock;
        this.mapper = mapper;
        this.policies = policies;
    }

    /** A world in which nothing is due, no quota is spent, the default policies hold, and AWS has its seed alone. */
    public void freshWorld() {
        sandbox("POST", "reset", Map.of());
        policies.reset();
        park();
        asked.clear();
        clock.advance(Duration.ofMinutes(10));
        // Another test may have put the clock back.
        sql("UPDATE aws_turn SET next_turn_at = '2000-01-01', postponed_until = '2000-01-01'");
    }

    /** Lets the worker forget the changes that there are. */
    public void park() {
        sql("UPDATE change_request SET due_at = '2200-01-01', lease_until = NULL, waiting_kind = NULL,"
                + " waiting_until = NULL, waiting_detail = NULL WHERE due_at IS NOT NULL");
        sql("UPDATE reachability SET due_at = NULL");
        sql("UPDATE rollout SET due_at = NULL");
    }

    // ---- AWS ------------------------------------------------------------------------------------------------------

    /** A new domain at AWS. */
    public String aDomain() {
        return aDomain(Map.of());
    }

    public String aDomain(Map<String, Object> members) {
        domains++;
        String name = "story-" + domains + ".example.org";
        Map<String, Object> domain = new TreeMap<>(Map.of(
                "account",
                ACCOUNT,
                "region",
                "eu-central-1",
                "domainName",
                name,
                "certificateArn",
                "arn:aws:acm:eu-central-1:111111111111:certificate/0001"));
        domain.putAll(members);
        sandbox("POST", "domains", domain);
        return name;
    }

    /** The domain's name has aliases of these types, A or AAAA, to API Gateway's, and no other record. */
    public void aliases(String domain, String... types) {
        JsonNode target = atAws(domain);
        List<Map<String, Object>> records = Stream.of(types)
                .<Map<String, Object>>map(type -> Map.of(
                        "name",
                        domain,
                        "type",
                        type,
                        "alias",
                        Map.of(
                                "hostedZoneId",
                                target.path("hostedZoneId").asText(),
                                "dnsName",
                                target.path("apiGatewayDomainName").asText())))
                .toList();
        sandbox("POST", "zones", Map.of("account", ACCOUNT, "id", "Z" + domains, "name", domain, "records", records));
    }

    /** The name server answers {@code normal}, is {@code silent}, or says {@code servfail}. */
    public void nameServer(String answers) {
        sandbox("PUT", "dns", Map.of("answers", answers));
    }

    /** Somebody else edits a domain. */
    public void drift(String domain, Map<String, Object> members) {
        sandbox("PUT", "domains/" + domain, members);
    }

    /** Somebody else renews a domain's certificate. */
    public void driftOfTheCertificate(String domain) {
        drift(domain, Map.of("certificateArn", "arn:aws:acm:eu-central-1:111111111111:certificate/0002"));
    }

    public void deleted(String domain) {
        sandbox("DELETE", "domains/" + domain, Map.of());
    }

    /** The next UpdateDomainName of the domain meets that. */
    public void fault(String domain, String kind, Map<String, Object> more) {
        Map<String, Object> fault = new TreeMap<>(more);
        fault.putAll(Map.of("operation", "UpdateDomainName", "domain", domain, "kind", kind));
        sandbox("POST", "faults", fault);
    }

    public void fault(String domain, String kind) {
        fault(domain, kind, Map.of());
    }

    /** AWS answers nobody who wants to read the domain, until {@link #withoutFaults}. */
    public void unreadable(String domain) {
        sandbox(
                "POST",
                "faults",
                Map.of("operation", "GetDomainName", "domain", domain, "kind", "error", "status", 503, "count", -1));
    }

    /** AWS lists its domains to nobody, until {@link #withoutFaults}. */
    public void unlistable() {
        sandbox("POST", "faults", Map.of("operation", "GetDomainNames", "kind", "error", "status", 503, "count", -1));
    }

    /** Takes all faults back. */
    public void withoutFaults() {
        sandbox("DELETE", "faults", Map.of());
    }

    /** AWS behaves otherwise than usual, in what its simulator has a setting for. */
    public void settings(Map<String, Object> members) {
        sandbox("PUT", "settings", members);
    }

    /** The domain as AWS has it, all of it. */
    public JsonNode atAws(String domain) {
        return stream(sandbox("GET", "domains", Map.of()).path("domains"))
                .filter(it -> it.path("domainName").asText().equals(domain))
                .findFirst()
                .orElseThrow();
    }

    /** Several domains as AWS has them, by their names. */
    public Map<String, JsonNode> atAws(Collection<String> domains) {
        Map<String, JsonNode> found = new TreeMap<>();
        stream(sandbox("GET", "domains", Map.of()).path("domains"))
                .filter(it -> domains.contains(it.path("domainName").asText()))
                .forEach(it -> found.put(it.path("domainName").asText(), it));
        return found;
    }

    /** The calls about a domain that AWS got, in their order. */
    public List<JsonNode> calls(String domain) {
        return stream(sandbox("GET", "calls?domain=" + domain, Map.of()).path("calls"))
                .toList();
    }

    /** The UpdateDomainName calls of a domain that AWS got. */
    public List<JsonNode> updatesSent(String domain) {
        return calls(domain).stream()
                .filter(call -> call.path("operation").asText().equals("UpdateDomainName"))
                .toList();
    }

    private JsonNode sandbox(String method, String path, Map<String, Object> body) {
        var request = given().contentType("application/json");
        Response response =
                (method.equals("GET") ? request : request.body(body)).request(method, endpoint + "/_sandbox/" + path);
        assertThat(response.statusCode()).as(response.asString()).isLessThan(300);
        return json(response.asString());
    }

    // ---- time and the worker --------------------------------------------------------------------------------------

    /** Puts the service's clock and AWS's forward. */
    public void advance(Duration by) {
        clock.advance(by);
        sandbox("POST", "clock", Map.of("advance", by.toString()));
    }

    /** Makes the service's clock and AWS's tell about the same time. */
    public void agreeOnTheTime() {
        Instant there =
                Instant.parse(sandbox("GET", "clock", Map.of()).path("now").asText());
        Duration behind =
                Duration.ofSeconds(Duration.between(clock.instant(), there).toSeconds());
        if (behind.isNegative()) {
            sandbox("POST", "clock", Map.of("advance", behind.negated().toString()));
        } else {
            clock.advance(behind);
        }
    }

    /** AWS refuses an operation to everybody, until {@link #withoutFaults}. */
    public void notPermitted(String operation) {
        sandbox(
                "POST",
                "faults",
                Map.of(
                        "operation",
                        operation,
                        "kind",
                        "error",
                        "status",
                        400,
                        "type",
                        "AccessDeniedException",
                        "message",
                        "no identity-based policy allows it",
                        "count",
                        -1));
    }

    /** AWS cannot do an operation for anybody, until {@link #withoutFaults}. */
    public void refused(String operation, int status) {
        sandbox("POST", "faults", Map.of("operation", operation, "kind", "error", "status", status, "count", -1));
    }

    /** The calls of an operation that AWS got. */
    public List<JsonNode> callsOf(String operation) {
        return stream(sandbox("GET", "calls?operation=" + operation, Map.of()).path("calls"))
                .toList();
    }

    public Instant now() {
        return clock.instant();
    }

    /** The worker does all that is due. */
    public void run() {
        worker.runDue();
    }

    /** The worker does all that is due after a time. */
    public void runAfter(Duration time) {
        advance(time);
        run();
    }

    // ---- changes --------------------------------------------------------------------------------------------------

    /** Somebody asks for the other type of a domain. */
    public Response ask(String who, String domain, Map<String, Object> more) {
        boolean dualstack = atAws(domain).path("ipAddressType").asText().equals("ipv4");
        Map<String, Object> body = new TreeMap<>(more);
        body.put("ipAddressType", dualstack ? "dualstack" : "ipv4");
        body.putIfAbsent("reason", "IPv6 for the mobile clients");
        return given().auth()
                .preemptive()
                .basic(who, "demo")
                .contentType("application/merge-patch+json")
                .body(body)
                .patch("/domains/" + domain + "/ip-address-type");
    }

    /** A change that ria asked for and nobody has judged yet. */
    public Change aChangeInReview() {
        return aChangeInReview(aDomain(), Map.of());
    }

    public Change aChangeInReview(String domain, Map<String, Object> more) {
        Response response = ask("ria", domain, more);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        return known(json(response.asString()));
    }

    /** A change to be looked after in this story, as the API has shown it. */
    public Change known(JsonNode view) {
        Change change =
                new Change(this, view.path("id").asText(), view.path("domain").asText());
        asked.add(change);
        return change;
    }

    public Change anApprovedChange() {
        return aChangeInReview().approvedBy("nora");
    }

    public Change anApprovedChange(String domain, Map<String, Object> more) {
        return aChangeInReview(domain, more).approvedBy("nora");
    }

    public Change anAppliedChange() {
        Change change = anApprovedChange();
        run();
        runAfter(LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
        return change;
    }

    public Change aStaleChange() {
        Change change = anApprovedChange();
        driftOfTheCertificate(change.domain());
        run();
        assertThat(change.status()).isEqualTo("STALE");
        return change;
    }

    public Change aFailedChange() {
        Change change = anApprovedChange();
        fault(
                change.domain(),
                "error",
                Map.of("status", 400, "type", "BadRequestException", "message", "The certificate is not usable"));
        run();
        assertThat(change.status()).isEqualTo("FAILED");
        return change;
    }

    /** An emergency of bea's, who owes nothing from earlier stories. */
    public Change anEmergency() {
        return anEmergency(aDomain());
    }

    public Change anEmergency(String domain) {
        overdue().forEach(change -> change.done("sam", Action.RETROSPECT));
        Response response = breakGlass("bea", domain);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        return known(json(response.asString()));
    }

    /** Somebody breaks the glass, or tries to. */
    public Response breakGlass(String who, String domain) {
        return ask(who, domain, Map.of("emergency", Map.of("incident", "INC-77")));
    }

    /** The emergencies, of whatever story, that nobody has reviewed in time. */
    public List<Change> overdue() {
        return stream(json(given().auth()
                                .preemptive()
                                .basic("ada", "demo")
                                .get("/changes?retrospective=OVERDUE&pageSize=200")
                                .asString())
                        .path("items"))
                .map(view -> new Change(
                        this, view.path("id").asText(), view.path("domain").asText()))
                .toList();
    }

    /** The changes of this story. */
    public List<Change> asked() {
        return List.copyOf(asked);
    }

    // ---- the database ---------------------------------------------------------------------------------------------

    /** Executes a statement as the service. */
    public void sql(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** A JSON text as a tree. */
    public JsonNode json(String text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    public static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

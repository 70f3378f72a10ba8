package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.gateway.DomainWriter.Author;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The policies in {@code deploy/aws} allow every call that the service makes, each of their actions is one that it needs, and README has
 * them as they are.
 */
class PermissionsTest {
    private static final Path POLICIES = Path.of("deploy/aws");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final String ACCOUNT = "111111111111";
    private static final Author RIA = new Author("0190f3c1-7c1e-7a00-8000-000000000001", "ria");

    private final SandboxedGateway gateway = SandboxedGateway.started();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private record Asked(String action, String resource) {}

    private static JsonNode policy(String name) throws IOException {
        return JSON.readTree(POLICIES.resolve(name).toFile());
    }

    /** All that the service does to a target: it lists, reads, looks behind, changes, and looks who did it. */
    private List<JsonNode> everyCall() {
        gateway.edit("v6.example.com", "{\"routingMode\":\"ROUTING_RULE_THEN_API_MAPPING\"}");
        gateway.settle("{\"listsCarryTags\":false,\"throttling\":false}");
        gateway.forgetCalls();
        List<ObservedDomain> domains = gateway.reader.list(SandboxedGateway.TARGET);
        domains.forEach(
                domain -> gateway.reader.surroundings(gateway.read(domain.name().value())));
        Stream.of("shop.example.com", "edge.example.com")
                .forEach(name -> gateway.writer.setIpAddressType(gateway.read(name), IpAddressType.DUALSTACK, RIA));
        gateway.trail.lookUp(
                SandboxedGateway.TARGET,
                new DomainName("shop.example.com"),
                "UpdateDomainName",
                Instant.parse("2000-01-01T00:00:00Z"),
                Instant.parse("2100-01-01T00:00:00Z"));
        List<JsonNode> calls = new ArrayList<>();
        gateway.calls().forEach(calls::add);
        return calls;
    }

    private static Asked asked(JsonNode call) {
        String region = call.path("region").asText();
        String path = URLDecoder.decode(call.path("path").asText(), StandardCharsets.UTF_8)
                .replaceFirst("^/v2/", "/");
        String operation = call.path("operation").asText();
        return switch (operation) {
            case "GetWebACL" -> new Asked("wafv2:GetWebACL", waf(region, "webacl"));
            case "GetIPSet" -> new Asked("wafv2:GetIPSet", waf(region, "ipset"));
            case "GetRuleGroup" -> new Asked("wafv2:GetRuleGroup", waf(region, "rulegroup"));
            case "DescribeCertificate" ->
                new Asked("acm:DescribeCertificate", "arn:aws:acm:" + region + ":" + ACCOUNT + ":certificate/c");
            case "ListDistributions" -> new Asked("cloudfront:ListDistributions", "*");
            case "ListHostedZonesByName" -> new Asked("route53:ListHostedZonesByName", "*");
            case "ListResourceRecordSets" ->
                new Asked("route53:ListResourceRecordSets", "arn:aws:route53:::hostedzone/Z");
            case "LookupEvents" -> new Asked("cloudtrail:LookupEvents", "*");
            case "ListRoutingRules" ->
                new Asked(
                        "apigateway:ListRoutingRules",
                        "arn:aws:apigateway:" + region + ":" + ACCOUNT + ":" + path + "/rule");
            default ->
                new Asked("apigateway:" + call.path("method").asText(), "arn:aws:apigateway:" + region + "::" + path);
        };
    }

    private static String waf(String region, String kind) {
        return "arn:aws:wafv2:" + region + ":" + ACCOUNT + ":regional/" + kind + "/name/id";
    }

    private static Stream<String> texts(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? Stream.of(JSON.convertValue(oneOrMany, String[].class))
                : Stream.of(oneOrMany.asText());
    }

    private static boolean fits(JsonNode patterns, String text) {
        return texts(patterns)
                .anyMatch(pattern -> text.matches(
                        Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))));
    }

    private static boolean applies(JsonNode statement, Asked asked) {
        return fits(statement.path("Action"), asked.action()) && fits(statement.path("Resource"), asked.resource());
    }

    private static boolean allows(JsonNode policy, Asked asked) {
        boolean allowed = false;
        for (JsonNode statement : policy.path("Statement")) {
            if (applies(statement, asked)) {
                if (statement.path("Effect").asText().equals("Deny")) {
                    return false;
                }
                allowed = true;
            }
        }
        return allowed;
    }

    @Test
    void everyCallIsAllowedAndEveryActionIsNeeded() throws IOException {
        JsonNode policy = policy("role-policy.json");
        Set<String> used = new TreeSet<>();
        for (JsonNode call : everyCall()) {
            Asked asked = asked(call);
            assertThat(allows(policy, asked)).as("%s, for %s", asked, call).isTrue();
            used.add(asked.action());
        }

        Set<String> granted = new TreeSet<>();
        policy.path("Statement")
                .forEach(statement -> texts(statement.path("Action")).forEach(granted::add));
        assertThat(used).isEqualTo(granted);
    }

    @Test
    void nothingButDomainsIsChanged() throws IOException {
        JsonNode policy = policy("role-policy.json");
        String here = "arn:aws:apigateway:eu-central-1::";

        assertThat(allows(policy, new Asked("apigateway:PATCH", here + "/domainnames/a.example.com")))
                .isTrue();
        for (String other : List.of(
                "/domainnames/a.example.com/apimappings/m",
                "/domainnames/a.example.com/basepathmappings/m",
                "/restapis/r",
                "/apis/a",
                "/account")) {
            assertThat(allows(policy, new Asked("apigateway:PATCH", here + other)))
                    .as(other)
                    .isFalse();
        }
        for (String verb : List.of("POST", "PUT", "DELETE")) {
            assertThat(allows(policy, new Asked("apigateway:" + verb, here + "/domainnames/a.example.com")))
                    .as(verb)
                    .isFalse();
        }
    }

    @Test
    void readmeHasThemAsTheyAre() throws IOException {
        List<JsonNode> examples = new ArrayList<>();
        for (MatchResult example : EXAMPLE.matcher(Files.readString(Path.of("README.md")))
                .results()
                .toList()) {
            examples.add(JSON.readTree(example.group(1)));
        }

        assertThat(examples)
                .contains(policy("role-policy.json"), policy("role-trust-policy.json"), policy("service-policy.json"));
    }
}

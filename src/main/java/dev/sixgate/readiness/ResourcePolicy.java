package dev.sixgate.readiness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.Surroundings.MappedApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whom the resource policy of a REST API lets in by address. A list of addresses of one family says nothing of the other: what it
 * lets in, it lets in of that family alone, and what it keeps out comes in by the other.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html">Resource
 *     policy examples</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">IP address
 *     condition operators</a>
 */
final class ResourcePolicy {
    private static final String CHECK = "resource-policy";
    private static final String SOURCE_IP = "aws:sourceip";
    private static final int MOST_NAMED = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MappedApi api;
    private final IpAddressType to;
    private final List<Finding> findings = new ArrayList<>();

    private ResourcePolicy(MappedApi api, IpAddressType to) {
        this.api = api;
        this.to = to;
    }

    /** What stands against callers of the families that there will be; one that passes if nothing does. */
    static List<Finding> assess(MappedApi api, IpAddressType to) {
        return new ResourcePolicy(api, to).findings();
    }

    private List<Finding> findings() {
        if (api.policy() == null) {
            return List.of(finding(Level.PASS, "has no resource policy", null));
        }
        try {
            JsonNode policy = JSON.readTree(api.policy());
            each(policy.path("Statement")).forEach(this::statement);
        } catch (JsonProcessingException e) {
            return List.of(finding(Level.UNKNOWN, "has a resource policy that is no JSON", "Look at it by hand."));
        }
        return findings.isEmpty()
                ? List.of(
                        finding(Level.PASS, "has a resource policy that treats " + families() + " callers alike", null))
                : findings;
    }

    private String families() {
        return to == IpAddressType.DUALSTACK ? "IPv4 and IPv6" : "all IPv4";
    }

    private void statement(JsonNode statement) {
        boolean allows = "Allow".equals(statement.path("Effect").asText());
        for (Map.Entry<String, JsonNode> condition : (Iterable<Map.Entry<String, JsonNode>>)
                () -> statement.path("Condition").fields()) {
            String operator = condition.getKey().toLowerCase(Locale.ROOT).replaceFirst("^for(any|all)values?:", "");
            boolean within = operator.startsWith("ipaddress");
            if (within || operator.startsWith("notipaddress")) {
                condition.getValue().fields().forEachRemaining(key -> {
                    if (key.getKey().toLowerCase(Locale.ROOT).equals(SOURCE_IP)) {
                        addresses(
                                allows,
                                within,
                                each(key.getValue()).map(JsonNode::asText).toList());
                    }
                });
            }
        }
    }

    private void addresses(boolean allows, boolean within, List<String> ranges) {
        boolean v6 = ranges.stream().anyMatch(range -> range.contains(":"));
        boolean v4 = ranges.stream().anyMatch(range -> !range.contains(":"));
        String listed = ranges.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (ranges.size() > MOST_NAMED ? " and " + (ranges.size() - MOST_NAMED) + " more" : "");
        if (to == IpAddressType.DUALSTACK && v4 && !v6) {
            lists("IPv4", "IPv6", allows, within, listed);
        } else if (to == IpAddressType.IPV4 && v6 && !v4) {
            lists("IPv6", "IPv4", allows, within, listed);
        }
    }

    /** A list of one family alone, where callers of the other come too. */
    private void lists(String one, String other, boolean allows, boolean within, String listed) {
        if (allows && within) {
            findings.add(finding(
                    Level.FAIL,
                    "lets in " + one + " addresses only (" + listed + "): " + other + " callers get 403",
                    "Add the callers' " + other + " ranges to aws:SourceIp, and deploy the API."));
        } else if (allows) {
            findings.add(finding(
                    Level.WARN,
                    "lets in all but some " + one + " addresses (" + listed + "): whoever is kept out comes in by "
                            + other,
                    "Add their " + other + " ranges too, and deploy the API."));
        } else if (within) {
            findings.add(finding(
                    Level.WARN,
                    "denies " + one + " addresses only (" + listed + "): whoever is blocked passes by " + other,
                    "Deny their " + other + " ranges too, and deploy the API."));
        } else {
            findings.add(finding(
                    Level.FAIL,
                    "denies all but some " + one + " addresses (" + listed + "): every " + other + " caller gets 403",
                    "Add the callers' " + other + " ranges to aws:SourceIp, and deploy the API."));
        }
    }

    private Finding finding(Level level, String what, @Nullable String fix) {
        return new Finding(CHECK, level, Behind.named(api) + " " + what + ".", fix, api.apiId());
    }

    /** AWS takes one of a thing for a list of it. */
    private static Stream<JsonNode> each(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? StreamSupport.stream(oneOrMany.spliterator(), false)
                : oneOrMany.isMissingNode() || oneOrMany.isNull() ? Stream.empty() : Stream.of(oneOrMany);
    }
}

package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.GuardStore.Kind;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Endpoint;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.world.World;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * WAF, to be read: web ACLs, IP sets and rule groups.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACL.html">GetWebACL</a>
 */
final class WafApi {
    private final World world;

    WafApi(World world) {
        this.world = world;
    }

    /** @throws AwsError 400 UnknownOperationException if there is no such operation here */
    Route route(String operation) {
        return switch (operation) {
            case "GetWebACL" -> of(operation, call -> found(call, Kind.WEB_ACL, "WebACL"));
            case "GetRuleGroup" -> of(operation, call -> found(call, Kind.RULE_GROUP, "RuleGroup"));
            case "GetIPSet" -> of(operation, call -> found(call, Kind.IP_SET, "IPSet"));
            default -> throw new AwsError(400, "UnknownOperationException", "Unknown operation " + operation);
        };
    }

    private static Route of(String operation, Function<Call, Answer> handler) {
        return new Route("POST", List.of(""), operation, handler);
    }

    private Answer found(Call call, Kind kind, String member) {
        var thing = byArn(call, kind).or(() -> byName(call, kind)).orElseThrow(WafApi::nonexistent);
        var body = Json.object();
        body.set(member, thing);
        body.put("LockToken", "5a1c0de0-0000-4000-8000-00000000a11e");
        return Endpoint.json11(200, body);
    }

    private Optional<ObjectNode> byArn(Call call, Kind kind) {
        // GetIPSet does not take one.
        return kind == Kind.IP_SET
                ? Optional.empty()
                : world.guards().find(call.caller(), kind, Json.text(call.body(), "ARN"));
    }

    private Optional<ObjectNode> byName(Call call, Kind kind) {
        var name = Json.text(call.body(), "Name");
        var id = Json.text(call.body(), "Id");
        var scope = Json.text(call.body(), "Scope");
        if (name == null || id == null || scope == null) {
            if (call.body().has("ARN") && kind != Kind.IP_SET) {
                return Optional.empty();
            }
            throw new AwsError(
                    400,
                    "WAFInvalidParameterException",
                    "Error reason: You must provide Name, Scope and Id, field: NAME, parameter: " + name);
        }
        return world.guards().in(call.caller(), kind).stream()
                .filter(thing -> name.equals(Json.text(thing, "Name")) && id.equals(Json.text(thing, "Id")))
                .findFirst();
    }

    private static AwsError nonexistent() {
        return new AwsError(
                400,
                "WAFNonexistentItemException",
                "AWS WAF couldn’t perform the operation because your resource doesn’t exist.");
    }
}

package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.Caller;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tags by ARN, alike in v1 and v2 but for a method and a status. */
final class Tags {
    private final World world;

    Tags(World world) {
        this.world = world;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v2/tags/{resourceArn+}", "GetTags", this::get),
                Route.of(
                        "POST",
                        "/v2/tags/{resourceArn+}",
                        "TagResource",
                        call -> tag(call, Answer.json(201, Json.object()))),
                Route.of("DELETE", "/v2/tags/{resourceArn+}", "UntagResource", this::untag),
                Route.of("GET", "/tags/{resourceArn+}", "GetTags", this::get),
                Route.of("PUT", "/tags/{resourceArn+}", "TagResource", call -> tag(call, Answer.empty(204))),
                Route.of("DELETE", "/tags/{resourceArn+}", "UntagResource", this::untag));
    }

    /**
     * The tags as a record's member.
     *
     * @throws AwsError 400 for a key that only AWS itself may set
     */
    static ObjectNode accepted(Map<String, String> tags) {
        if (tags.keySet().stream().anyMatch(key -> key.startsWith("aws:"))) {
            throw AwsError.badRequest("aws: prefixed tag key names are not allowed for external use.");
        }
        return Json.tree(tags);
    }

    private Answer get(Call call) {
        var body = Json.object();
        change(call, tags -> {
            body.set("tags", Json.tree(tags));
            return tags;
        });
        return Answer.ok(body);
    }

    private Answer tag(Call call, Answer answer) {
        var added = Json.strings(call.body(), "tags");
        accepted(added);
        change(call, tags -> {
            tags.putAll(added);
            return tags;
        });
        return answer;
    }

    private Answer untag(Call call) {
        change(call, tags -> {
            tags.keySet().removeAll(call.request().query().getOrDefault("tagKeys", List.of()));
            return tags;
        });
        return Answer.empty(204);
    }

    private void change(Call call, UnaryOperator<Map<String, String>> change) {
        var arn = call.variable("resourceArn");
        var domain = world.domains().byArn(arn).filter(found -> owns(call.caller(), found.account(), found.region()));
        if (domain.isPresent()) {
            var tags = Json.tree(change.apply(new LinkedHashMap<>(domain.get().tags())));
            var changes = Json.object();
            changes.set("tags", tags);
            world.domains()
                    .find(domain.get().domainName(), domain.get().domainNameId())
                    .ifPresent(found -> found.attach(changes, world.now()));
            return;
        }
        var api = world.apis()
                .byArn(arn)
                .filter(found -> owns(call.caller(), found.account(), found.region()))
                .orElseThrow(() -> AwsError.notFound("Invalid resource ARN specified"));
        var changes = Json.object();
        changes.set("tags", Json.tree(change.apply(new LinkedHashMap<>(api.tags()))));
        world.apis().put(api.with(changes));
    }

    private static boolean owns(Caller caller, String account, String region) {
        return caller.account().equals(account) && caller.region().equals(region);
    }
}

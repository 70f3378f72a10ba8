package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.ApiRecord;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Page;
import dev.sixgate.sandbox.apigateway.world.World;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * HTTP and WebSocket APIs, as far as a domain name may map to them.
 *
 * @see <a href="https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html">Apis of v2</a>
 */
final class V2Apis {
    private final World world;

    V2Apis(World world) {
        this.world = world;
    }

    List<Route> routes() {
        var one = "/v2/apis/{apiId}";
        return List.of(
                Route.of(
                        "GET",
                        "/v2/apis",
                        "GetApis",
                        call -> page(call, world.apis().in(call.caller(), false), ApiRecord::apiId, V2Apis::view)),
                Route.of("POST", "/v2/apis", "CreateApi", this::create),
                Route.of("GET", one, "GetApi", call -> Answer.ok(view(api(call)))),
                Route.of("PATCH", one, "UpdateApi", this::update),
                Route.of("DELETE", one, "DeleteApi", this::delete),
                Route.of("GET", one + "/stages", "GetStages", call -> parts(call, ApiRecord::stages, "stageName")),
                Route.of("POST", one + "/stages", "CreateStage", this::createStage),
                Route.of("GET", one + "/stages/{stageName}", "GetStage", this::stage),
                Route.of(
                        "GET",
                        one + "/authorizers",
                        "GetAuthorizers",
                        call -> parts(call, ApiRecord::authorizers, "authorizerId")),
                Route.of(
                        "GET",
                        one + "/integrations",
                        "GetIntegrations",
                        call -> parts(call, ApiRecord::integrations, "integrationId")));
    }

    private Answer create(Call call) {
        var body = call.body();
        var name = Json.text(body, "name");
        var protocol = Json.text(body, "protocolType");
        if (name == null || protocol == null || !Set.of("HTTP", "WEBSOCKET").contains(protocol)) {
            throw AwsError.badRequest("Name and protocolType (HTTP or WEBSOCKET) must be specified");
        }
        var record = changes(body)
                .put("account", call.caller().account())
                .put("region", call.caller().region())
                .put("apiId", world.ids().base36(10))
                .put("protocolType", protocol)
                .put("name", name)
                .put("createdDate", world.now().truncatedTo(ChronoUnit.SECONDS).toString());
        record.set("tags", Tags.accepted(Json.strings(body, "tags")));
        return Answer.json(201, view(world.apis().put(Json.read(record, ApiRecord.class))));
    }

    private Answer update(Call call) {
        return Answer.ok(view(world.apis().put(api(call).with(changes(call.body())))));
    }

    private Answer delete(Call call) {
        var api = api(call);
        boolean mapped = world.domains()
                .all()
                .flatMap(domain -> domain.mappings().stream())
                .anyMatch(mapping -> mapping.apiId().equals(api.apiId()));
        if (mapped) {
            throw AwsError.badRequest("Deleting API " + api.apiId()
                    + " failed. Please remove all API mappings for the API from your custom domain names.");
        }
        world.apis().remove(api.apiId());
        return Answer.empty(204);
    }

    private Answer createStage(Call call) {
        var api = api(call);
        var stage = call.body();
        var name = Json.text(stage, "stageName");
        if (name == null || name.isEmpty()) {
            throw AwsError.badRequest("Stage name must be specified");
        }
        if (api.stages().stream()
                .anyMatch(known -> known.path("stageName").asText().equals(name))) {
            throw AwsError.conflict("Stage already exists");
        }
        var changes = Json.object();
        changes.putArray("stages").addAll(api.stages()).add(stage);
        world.apis().put(api.with(changes));
        return Answer.json(201, stage);
    }

    private Answer stage(Call call) {
        return Answer.ok(api(call).stages().stream()
                .filter(stage -> stage.path("stageName").asText().equals(call.variable("stageName")))
                .findFirst()
                .orElseThrow(() -> AwsError.notFound("Invalid stage identifier specified")));
    }

    private ApiRecord api(Call call) {
        return world.apis().require(call.caller(), call.variable("apiId"), false);
    }

    private Answer parts(Call call, Function<ApiRecord, List<JsonNode>> parts, String id) {
        return page(call, parts.apply(api(call)), part -> part.path(id).asText(), part -> part);
    }

    private <T> Answer page(Call call, List<T> all, Function<T, String> key, Function<T, JsonNode> view) {
        var page = Page.of(
                all,
                key,
                call.parameter("maxResults"),
                call.parameter("nextToken"),
                world.settings().pageSize());
        var body = Json.object();
        var items = body.putArray("items");
        page.items().forEach(item -> items.add(view.apply(item)));
        if (page.next() != null) {
            body.put("nextToken", page.next());
        }
        return Answer.ok(body);
    }

    private static ObjectNode changes(ObjectNode body) {
        var changes = Json.object();
        for (var member : List.of("name", "description", "ipAddressType")) {
            var value = Json.text(body, member);
            if (value != null) {
                changes.put(member, value);
            }
        }
        if (changes.has("ipAddressType")) {
            V2DomainInput.requireIpAddressType(Json.text(changes, "ipAddressType"));
        }
        if (body.path("disableExecuteApiEndpoint").isBoolean()) {
            changes.set("disableExecuteApiEndpoint", body.get("disableExecuteApiEndpoint"));
        }
        return changes;
    }

    private static ObjectNode view(ApiRecord api) {
        boolean webSocket = api.protocolType().equals("WEBSOCKET");
        var view = Json.object();
        view.put(
                        "apiEndpoint",
                        (webSocket ? "wss://" : "https://") + api.apiId() + ".execute-api." + api.region()
                                + ".amazonaws.com")
                .put("apiId", api.apiId())
                .put("apiKeySelectionExpression", "$request.header.x-api-key")
                .put("createdDate", api.createdDate())
                .put("disableExecuteApiEndpoint", api.disableExecuteApiEndpoint())
                .put("ipAddressType", api.ipAddressType())
                .put("name", api.name())
                .put("protocolType", api.protocolType())
                .put("routeSelectionExpression", webSocket ? "$request.body.action" : "$request.method $request.path");
        if (api.description() != null) {
            view.put("description", api.description());
        }
        view.set("tags", Json.tree(api.tags()));
        return view;
    }
}

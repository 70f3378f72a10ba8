package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.ApiRecord;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Page;
import dev.sixgate.sandbox.apigateway.world.World;
import java.time.Instant;
import java.util.List;

/** REST APIs and their stages, to be read: resource policies, web ACLs and log formats are what an IPv6 client meets. */
final class V1RestApis {
    private final World world;

    V1RestApis(World world) {
        this.world = world;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/restapis", "GetRestApis", this::list),
                Route.of("GET", "/restapis/{restApiId}", "GetRestApi", call -> Answer.ok(view(api(call)))),
                Route.of("GET", "/restapis/{restApiId}/authorizers", "GetAuthorizers", this::authorizers),
                Route.of("GET", "/restapis/{restApiId}/stages", "GetStages", this::stages),
                Route.of("GET", "/restapis/{restApiId}/stages/{stageName}", "GetStage", this::stage));
    }

    private Answer list(Call call) {
        var page = Page.of(
                world.apis().in(call.caller(), true),
                ApiRecord::apiId,
                call.parameter("limit"),
                call.parameter("position"),
                world.settings().pageSize());
        return V1DomainView.page(page, V1RestApis::view);
    }

    private Answer stages(Call call) {
        var body = Json.object();
        body.putArray("item").addAll(api(call).stages());
        return Answer.ok(body);
    }

    private Answer authorizers(Call call) {
        var body = Json.object();
        body.putArray("item").addAll(api(call).authorizers());
        return Answer.ok(body);
    }

    private Answer stage(Call call) {
        return Answer.ok(api(call).stages().stream()
                .filter(stage -> stage.path("stageName").asText().equals(call.variable("stageName")))
                .findFirst()
                .orElseThrow(() -> AwsError.notFound("Invalid stage identifier specified")));
    }

    private ApiRecord api(Call call) {
        return world.apis().require(call.caller(), call.variable("restApiId"), true);
    }

    private static ObjectNode view(ApiRecord api) {
        var view = Json.object()
                .put("id", api.apiId())
                .put("name", api.name())
                .put("createdDate", Instant.parse(api.createdDate()).getEpochSecond())
                .put("apiKeySource", "HEADER")
                .put("apiStatus", "AVAILABLE")
                .put("disableExecuteApiEndpoint", api.disableExecuteApiEndpoint());
        if (api.description() != null) {
            view.put("description", api.description());
        }
        var configuration = view.putObject("endpointConfiguration");
        configuration.putArray("types").add(api.endpointType());
        configuration.put("ipAddressType", api.ipAddressType());
        if (api.policy() != null) {
            view.put("policy", V1DomainView.escaped(api.policy()));
        }
        view.set("tags", Json.tree(api.tags()));
        return view;
    }
}

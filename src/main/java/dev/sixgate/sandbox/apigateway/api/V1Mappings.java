package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.ApiRecord;
import dev.sixgate.sandbox.apigateway.account.DomainRecord.Mapping;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Page;
import dev.sixgate.sandbox.apigateway.world.World;
import java.util.ArrayList;
import java.util.List;

/** Base path mappings: v1's view of those API mappings that lead to REST APIs. The root is spelled {@code (none)}. */
final class V1Mappings {
    private static final String ROOT = "(none)";

    private final World world;

    V1Mappings(World world) {
        this.world = world;
    }

    List<Route> routes() {
        var all = "/domainnames/{domainName}/basepathmappings";
        return List.of(
                Route.of("GET", all, "GetBasePathMappings", this::list),
                Route.of("POST", all, "CreateBasePathMapping", this::create),
                Route.of("GET", all + "/{basePath}", "GetBasePathMapping", call -> Answer.ok(view(require(call)))),
                Route.of("DELETE", all + "/{basePath}", "DeleteBasePathMapping", this::delete));
    }

    private Answer list(Call call) {
        var page = Page.of(
                visible(call),
                Mapping::apiMappingId,
                call.parameter("limit"),
                call.parameter("position"),
                world.settings().pageSize());
        return V1DomainView.page(page, V1Mappings::view);
    }

    private Answer create(Call call) {
        var domain = V1Domains.domain(world, call);
        var apiId = String.valueOf(Json.text(call.body(), "restApiId"));
        var stage = String.valueOf(Json.text(call.body(), "stage"));
        var basePath = Json.text(call.body(), "basePath");
        var key = basePath == null || basePath.equals(ROOT) ? "" : basePath;
        var api = world.apis()
                .find(call.caller(), apiId)
                .filter(ApiRecord::rest)
                .orElseThrow(() -> AwsError.badRequest("Invalid REST API identifier specified"));
        if (api.stages().stream()
                .noneMatch(known -> known.path("stageName").asText().equals(stage))) {
            throw AwsError.badRequest("Invalid stage identifier specified");
        }
        var mappings = new ArrayList<>(domain.at(world.now()).mappings());
        if (mappings.stream().anyMatch(other -> other.apiMappingKey().equals(key))) {
            throw AwsError.conflict("Base path already exists for this domain name");
        }
        var mapping = new Mapping(world.ids().base36(6), key, apiId, stage);
        mappings.add(mapping);
        domain.attach(V2Mappings.member(mappings), world.now());
        return Answer.json(201, view(mapping));
    }

    private Answer delete(Call call) {
        var domain = V1Domains.domain(world, call);
        var mappings = new ArrayList<>(domain.at(world.now()).mappings());
        mappings.remove(require(call));
        domain.attach(V2Mappings.member(mappings), world.now());
        return Answer.empty(202);
    }

    private List<Mapping> visible(Call call) {
        return V1Domains.domain(world, call).at(world.now()).mappings().stream()
                .filter(mapping -> world.apis()
                        .find(call.caller(), mapping.apiId())
                        .filter(ApiRecord::rest)
                        .isPresent())
                .toList();
    }

    private Mapping require(Call call) {
        return visible(call).stream()
                .filter(mapping -> basePath(mapping).equals(call.variable("basePath")))
                .findFirst()
                .orElseThrow(() -> AwsError.notFound("Invalid base path mapping identifier specified"));
    }

    private static String basePath(Mapping mapping) {
        return mapping.apiMappingKey().isEmpty() ? ROOT : mapping.apiMappingKey();
    }

    private static ObjectNode view(Mapping mapping) {
        return Json.object()
                .put("basePath", basePath(mapping))
                .put("restApiId", mapping.apiId())
                .put("stage", mapping.stage());
    }
}

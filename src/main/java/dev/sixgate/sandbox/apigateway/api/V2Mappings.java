package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.ApiRecord;
import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.account.DomainRecord.Mapping;
import dev.sixgate.sandbox.apigateway.account.SimulatedDomain;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Page;
import dev.sixgate.sandbox.apigateway.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which API answers under which path of a domain name: API mappings, and routing rules, which mappings do not show.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html">API mappings</a>
 */
final class V2Mappings {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9$\\-_.+!*'(),/]*");

    private final World world;

    V2Mappings(World world) {
        this.world = world;
    }

    List<Route> routes() {
        var all = "/v2/domainnames/{domainName}/apimappings";
        var one = all + "/{apiMappingId}";
        return List.of(
                Route.of("GET", all, "GetApiMappings", this::list),
                Route.of("POST", all, "CreateApiMapping", this::create),
                Route.of("GET", one, "GetApiMapping", call -> Answer.ok(Json.tree(require(domain(call), call)))),
                Route.of("PATCH", one, "UpdateApiMapping", this::update),
                Route.of("DELETE", one, "DeleteApiMapping", this::delete),
                Route.of("GET", "/v2/domainnames/{domainName}/routingrules", "ListRoutingRules", this::rules));
    }

    /** The member of a record that holds its mappings. */
    static ObjectNode member(List<Mapping> mappings) {
        var changes = Json.object();
        var array = changes.putArray("mappings");
        mappings.forEach(mapping -> array.add(Json.tree(mapping)));
        return changes;
    }

    private Answer list(Call call) {
        var page = Page.of(
                domain(call).mappings(),
                Mapping::apiMappingId,
                call.parameter("maxResults"),
                call.parameter("nextToken"),
                world.settings().pageSize());
        var body = Json.object();
        var items = body.putArray("items");
        page.items().forEach(mapping -> items.add(Json.tree(mapping)));
        if (page.next() != null) {
            body.put("nextToken", page.next());
        }
        return Answer.ok(body);
    }

    private Answer create(Call call) {
        var domain = V2Domains.requireRegional(world, call);
        var mapping = read(call, domain.at(world.now()), null);
        replace(domain, null, mapping);
        return Answer.json(201, Json.tree(mapping));
    }

    private Answer update(Call call) {
        var domain = V2Domains.requireRegional(world, call);
        var old = require(domain.at(world.now()), call);
        var mapping = read(call, domain.at(world.now()), old);
        replace(domain, old, mapping);
        return Answer.ok(Json.tree(mapping));
    }

    private Answer delete(Call call) {
        var domain = V2Domains.requireRegional(world, call);
        replace(domain, require(domain.at(world.now()), call), null);
        return Answer.empty(204);
    }

    private Answer rules(Call call) {
        var domain = world.domains().require(call.caller(), call.domainName(), call.parameter("domainNameId"));
        var page = Page.of(
                domain.at(world.now()).routingRules(),
                rule -> rule.path("routingRuleId").asText(),
                call.parameter("maxResults"),
                call.parameter("nextToken"),
                world.settings().pageSize());
        var body = Json.object();
        body.putArray("routingRules").addAll(page.items());
        if (page.next() != null) {
            body.put("nextToken", page.next());
        }
        return Answer.ok(body);
    }

    private DomainRecord domain(Call call) {
        return V2Domains.requireRegional(world, call).at(world.now());
    }

    private void replace(SimulatedDomain domain, @Nullable Mapping old, @Nullable Mapping fresh) {
        var mappings = new ArrayList<>(domain.at(world.now()).mappings());
        if (old != null) {
            mappings.remove(old);
        }
        if (fresh != null) {
            mappings.add(fresh);
        }
        domain.attach(member(mappings), world.now());
    }

    private Mapping read(Call call, DomainRecord domain, @Nullable Mapping old) {
        var body = call.body();
        var apiId = or(Json.text(body, "apiId"), old == null ? "" : old.apiId());
        var stage = or(Json.text(body, "stage"), old == null ? "" : old.stage());
        var key = or(Json.text(body, "apiMappingKey"), old == null ? "" : old.apiMappingKey());
        var api = world.apis()
                .find(call.caller(), apiId)
                .orElseThrow(() -> AwsError.badRequest("Invalid API identifier specified: " + apiId));
        if (api.stages().stream()
                .noneMatch(known -> known.path("stageName").asText().equals(stage))) {
            throw AwsError.badRequest("Invalid stage identifier specified");
        }
        requireKey(key);
        var others =
                domain.mappings().stream().filter(other -> !other.equals(old)).toList();
        if (others.stream().anyMatch(other -> other.apiMappingKey().equals(key))) {
            throw AwsError.conflict("ApiMapping key already exists for this domain name");
        }
        requireSameKind(call, api, others);
        return new Mapping(old == null ? world.ids().base36(6) : old.apiMappingId(), key, apiId, stage);
    }

    private void requireSameKind(Call call, ApiRecord api, List<Mapping> others) {
        boolean webSocket = api.protocolType().equals("WEBSOCKET");
        for (var other : others) {
            var kind = world.apis().find(call.caller(), other.apiId()).map(ApiRecord::protocolType);
            if (kind.isPresent() && kind.get().equals("WEBSOCKET") != webSocket) {
                throw AwsError.badRequest("WebSocket APIs cannot share a domain name with HTTP or REST APIs");
            }
        }
    }

    private static void requireKey(String key) {
        if (key.length() >= 300) {
            throw AwsError.badRequest("ApiMapping key length must be under 300 characters.");
        }
        if (key.startsWith("/") || key.contains("//")) {
            throw AwsError.badRequest("API mapping key should not start with a '/' or have consecutive '/'s.");
        }
        if (key.endsWith("/")) {
            throw AwsError.badRequest("API mapping key should not end with a '/'.");
        }
        if (!KEY.matcher(key).matches()) {
            throw AwsError.badRequest(
                    "An API mapping key may contain only letters, numbers and one of $-_.+!*'(), characters.");
        }
    }

    private static Mapping require(DomainRecord domain, Call call) {
        return domain.mappings().stream()
                .filter(mapping -> mapping.apiMappingId().equals(call.variable("apiMappingId")))
                .findFirst()
                .orElseThrow(() -> AwsError.notFound("Invalid ApiMapping identifier specified"));
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}

package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.account.SimulatedDomain;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Page;
import dev.sixgate.sandbox.apigateway.world.World;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * The same domain names as v1 shows them, with those that only v1 knows: EDGE and PRIVATE.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html">operations of v1</a>
 */
final class V1Domains {
    private final World world;

    V1Domains(World world) {
        this.world = world;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/domainnames", "GetDomainNames", this::list),
                Route.of("POST", "/domainnames", "CreateDomainName", this::create),
                Route.of(
                        "GET",
                        "/domainnames/{domainName}",
                        "GetDomainName",
                        call -> Answer.ok(V1DomainView.of(domain(world, call).at(world.now())))),
                Route.of("PATCH", "/domainnames/{domainName}", "UpdateDomainName", this::update),
                Route.of("DELETE", "/domainnames/{domainName}", "DeleteDomainName", this::delete));
    }

    /** @throws AwsError 404 if there is none, also if it is private and the call brings no {@code domainNameId} */
    static SimulatedDomain domain(World world, Call call) {
        return world.domains().require(call.caller(), call.domainName(), call.parameter("domainNameId"));
    }

    private Answer list(Call call) {
        var page = Page.of(
                world.domains().in(call.caller().account(), call.caller().region()),
                domain -> domain.domainName() + "+" + domain.domainNameId(),
                call.parameter("limit"),
                call.parameter("position"),
                world.settings().pageSize());
        return V1DomainView.page(page, domain -> listed(V1DomainView.of(domain)));
    }

    private ObjectNode listed(ObjectNode view) {
        return world.settings().listsCarryTags() ? view : view.without("tags");
    }

    private Answer update(Call call) {
        var domain = domain(world, call);
        var changes = V1PatchOperations.changes(call.body(), domain.at(world.now()));
        return Answer.ok(V1DomainView.of(
                domain.update(changes, world.now(), world.settings().busyTime(), call.outcome())));
    }

    private Answer delete(Call call) {
        domain(world, call);
        world.domains().remove(call.domainName(), call.parameter("domainNameId"));
        return Answer.empty(202);
    }

    private Answer create(Call call) {
        var body = call.body();
        var name = Json.text(body, "domainName");
        if (name == null || name.isEmpty()) {
            throw AwsError.badRequest("Invalid domain name specified");
        }
        var configuration = body.path("endpointConfiguration");
        var types = configuration.path("types");
        var type = types.isEmpty() ? "EDGE" : types.path(0).asText();
        if (types.size() > 1 || !Set.of("EDGE", "REGIONAL", "PRIVATE").contains(type)) {
            throw AwsError.badRequest("Invalid endpoint configuration specified");
        }
        var changes = Json.object()
                .put("account", call.caller().account())
                .put("region", call.caller().region())
                .put("domainName", name)
                .put(
                        "certificateUploadDate",
                        world.now().truncatedTo(ChronoUnit.SECONDS).toString());
        changes.putArray("endpointTypes").add(type);
        changes.set("tags", Tags.accepted(Json.strings(body, "tags")));
        readAddressing(type, configuration, changes);
        readSecurity(type, body, changes);
        if (type.equals("PRIVATE")) {
            changes.put("domainNameId", world.ids().base36(10));
        } else {
            changes.put("apiGatewayDomainName", target(type, call.caller().region()));
        }
        return Answer.json(201, V1DomainView.of(world.domains().add(Json.read(changes, DomainRecord.class))));
    }

    private static void readAddressing(String type, JsonNode configuration, ObjectNode changes) {
        var ipAddressType = Json.text(configuration, "ipAddressType");
        if (ipAddressType != null) {
            if (!Set.of("ipv4", "dualstack").contains(ipAddressType)) {
                throw new AwsError(
                        400,
                        "ValidationException",
                        "1 validation error detected: Value '" + ipAddressType
                                + "' at 'createDomainNameInput.endpointConfiguration.ipAddressType' failed to satisfy"
                                + " constraint: Member must satisfy enum value set: [ipv4, dualstack]");
            }
            V1PatchOperations.requireDualstackIfPrivate(type.equals("PRIVATE"), ipAddressType);
            changes.put("ipAddressType", ipAddressType);
        }
    }

    private static void readSecurity(String type, ObjectNode body, ObjectNode changes) {
        var certificate = Json.text(body, type.equals("REGIONAL") ? "regionalCertificateArn" : "certificateArn");
        if (certificate == null) {
            throw AwsError.badRequest("A certificate ARN must be specified");
        }
        changes.put("certificateArn", certificate);
        for (var member :
                List.of("securityPolicy", "endpointAccessMode", "ownershipVerificationCertificateArn", "policy")) {
            var value = Json.text(body, member);
            if (value != null) {
                changes.put(member, value);
            }
        }
        var routingMode = Json.text(body, "routingMode");
        if (routingMode != null) {
            changes.put("routingMode", V1DomainView.routingModeOfV2(routingMode));
        }
        var truststore = Json.text(body.path("mutualTlsAuthentication"), "truststoreUri");
        if (truststore != null && !truststore.isEmpty()) {
            changes.putObject("mutualTls").put("truststoreUri", truststore);
        }
    }

    private String target(String type, String region) {
        return type.equals("EDGE")
                ? "d" + world.ids().base36(13) + ".cloudfront.net"
                : "d-" + world.ids().base36(10) + ".execute-api." + region + ".amazonaws.com";
    }
}

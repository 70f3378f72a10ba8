package dev.sixgate.sandbox.apigateway.api;

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

/**
 * Custom domain names as v2 shows them: public, and REGIONAL.
 *
 * @see <a href="https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames.html">DomainNames of v2</a>
 */
final class V2Domains {
    private static final String REGIONAL_ONLY =
            "Only REGIONAL domain names can be managed through the API Gateway V2 API. For EDGE domain names, please use the"
                    + " API Gateway V1 API. Also note that only REST APIs can be attached to EDGE domain names.";

    private final World world;

    V2Domains(World world) {
        this.world = world;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v2/domainnames", "GetDomainNames", this::list),
                Route.of("POST", "/v2/domainnames", "CreateDomainName", this::create),
                Route.of("GET", "/v2/domainnames/{domainName}", "GetDomainName", this::get),
                Route.of("PATCH", "/v2/domainnames/{domainName}", "UpdateDomainName", this::update),
                Route.of("DELETE", "/v2/domainnames/{domainName}", "DeleteDomainName", this::delete));
    }

    /**
     * A domain name that v2 may write to.
     *
     * @throws AwsError 404 if there is none; 400 if it is an EDGE one, which v2 does not manage
     */
    static SimulatedDomain requireRegional(World world, Call call) {
        var domain = world.domains().require(call.caller(), call.domainName(), null);
        if (domain.at(world.now()).of("EDGE")) {
            throw AwsError.badRequest(REGIONAL_ONLY);
        }
        return domain;
    }

    private Answer list(Call call) {
        var settings = world.settings();
        var visible = world.domains().in(call.caller().account(), call.caller().region()).stream()
                .filter(this::visible)
                .toList();
        var page = Page.of(
                visible,
                DomainRecord::domainName,
                call.parameter("maxResults"),
                call.parameter("nextToken"),
                settings.pageSize());
        var body = Json.object();
        var items = body.putArray("items");
        page.items().forEach(domain -> items.add(view(domain, settings.listsCarryTags())));
        if (page.next() != null) {
            body.put("nextToken", page.next());
        }
        return Answer.ok(body);
    }

    private Answer get(Call call) {
        var domain =
                world.domains().require(call.caller(), call.domainName(), null).at(world.now());
        if (!visible(domain)) {
            throw AwsError.notFound("Invalid domain name identifier specified");
        }
        return Answer.ok(view(domain, true));
    }

    private Answer create(Call call) {
        var body = call.body();
        var name = Json.text(body, "domainName");
        if (name == null || name.isEmpty() || name.length() > 512) {
            throw AwsError.badRequest("Invalid domain name specified");
        }
        var changes = V2DomainInput.changes(body, world.settings().omittedMembers(), null);
        changes.put("account", call.caller().account())
                .put("region", call.caller().region())
                .put("domainName", name)
                .put(
                        "certificateUploadDate",
                        world.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put(
                        "apiGatewayDomainName",
                        "d-" + world.ids().base36(10) + ".execute-api."
                                + call.caller().region() + ".amazonaws.com");
        changes.set("tags", Tags.accepted(Json.strings(body, "tags")));
        return Answer.json(201, view(world.domains().add(Json.read(changes, DomainRecord.class)), true));
    }

    private Answer update(Call call) {
        var domain = requireRegional(world, call);
        var now = world.now();
        var changes = V2DomainInput.changes(call.body(), world.settings().omittedMembers(), domain.at(now));
        return Answer.ok(view(domain.update(changes, now, world.settings().busyTime(), call.outcome()), true));
    }

    private Answer delete(Call call) {
        requireRegional(world, call);
        world.domains().remove(call.domainName(), null);
        return Answer.empty(204);
    }

    private boolean visible(DomainRecord domain) {
        return !domain.of("PRIVATE") && (world.settings().v2ListsEdge() || !domain.of("EDGE"));
    }

    private static ObjectNode view(DomainRecord domain, boolean withTags) {
        var view = Json.object();
        view.put("apiMappingSelectionExpression", "$request.basepath")
                .put("domainName", domain.domainName())
                .put("domainNameArn", domain.arn());
        var configuration = view.putArray("domainNameConfigurations").addObject();
        configuration
                .put("apiGatewayDomainName", domain.apiGatewayDomainName())
                .put("certificateArn", domain.certificateArn())
                .put("certificateName", domain.certificateName())
                .put("certificateUploadDate", domain.certificateUploadDate())
                .put("domainNameStatus", domain.status())
                .put("domainNameStatusMessage", domain.statusMessage())
                .put("endpointType", domain.endpointTypes().get(0))
                .put("hostedZoneId", domain.hostedZoneId())
                .put("ipAddressType", domain.ipAddressType())
                .put("securityPolicy", domain.securityPolicy())
                .put("ownershipVerificationCertificateArn", domain.ownershipVerificationCertificateArn());
        configuration.properties().removeIf(member -> member.getValue().isNull());
        if (domain.mutualTls() != null) {
            view.set("mutualTlsAuthentication", Json.tree(domain.mutualTls()));
        }
        view.put("routingMode", domain.routingMode());
        if (withTags) {
            view.set("tags", Json.tree(domain.tags()));
        }
        return view;
    }
}

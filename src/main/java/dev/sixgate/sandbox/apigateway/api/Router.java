package dev.sixgate.sandbox.apigateway.api;

import dev.sixgate.sandbox.apigateway.route53.Route53Api;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Endpoint;
import dev.sixgate.sandbox.apigateway.wire.Request;
import dev.sixgate.sandbox.apigateway.world.World;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which operation a request means. */
public final class Router {
    private final List<Route> rest;
    private final StsApi sts;
    private final WafApi waf;
    private final AcmApi acm;
    private final CloudTrailApi cloudTrail;

    /** A request's operation, and what its path names. */
    public record Match(Route route, Map<String, String> variables) {}

    /** All operations on one world. */
    public Router(World world) {
        this.sts = new StsApi(world);
        this.waf = new WafApi(world);
        this.acm = new AcmApi(world);
        this.cloudTrail = new CloudTrailApi(world);
        this.rest = Stream.of(
                        new V2Domains(world).routes(),
                        new V2Mappings(world).routes(),
                        new V2Apis(world).routes(),
                        new V1Domains(world).routes(),
                        new V1Mappings(world).routes(),
                        new V1RestApis(world).routes(),
                        new Tags(world).routes(),
                        new CloudFrontApi(world).routes(),
                        new Route53Api(world).routes())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * The operation behind method and path.
     *
     * @throws AwsError 403 MissingAuthenticationTokenException if there is none, as AWS answers unknown paths; 400 InvalidAction
     *     for an unknown action of STS, and
     *     UnknownOperationException of WAF and ACM
     */
    public Match find(Request request) {
        return switch (Endpoint.of(request)) {
            case STS -> new Match(sts.route(request.form().getOrDefault("Action", "")), Map.of());
            case WAF -> new Match(waf.route(Endpoint.WAF.operation(request)), Map.of());
            case ACM -> new Match(acm.route(Endpoint.ACM.operation(request)), Map.of());
            case CLOUDTRAIL -> new Match(cloudTrail.route(Endpoint.CLOUDTRAIL.operation(request)), Map.of());
            case API_GATEWAY, CLOUDFRONT, ROUTE_53 -> byPath(request);
        };
    }

    private Match byPath(Request request) {
        for (var route : rest) {
            if (route.method().equals(request.method())) {
                var variables = route.match(request.segments());
                if (variables.isPresent()) {
                    return new Match(route, variables.get());
                }
            }
        }
        throw new AwsError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }
}

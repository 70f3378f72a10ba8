package dev.sixgate.sandbox.apigateway.api;

import dev.sixgate.sandbox.apigateway.route53.Route53Api;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Request;
import dev.sixgate.sandbox.apigateway.world.World;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which operation a request means. */
public final class Router {
    private final List<Route> rest;
    private final StsApi sts;

    /** A request's operation, and what its path names. */
    public record Match(Route route, Map<String, String> variables) {}

    /** All operations on one world. */
    public Router(World world) {
        this.sts = new StsApi(world);
        this.rest = Stream.of(
                        new V2Domains(world).routes(),
                        new V2Mappings(world).routes(),
                        new V2Apis(world).routes(),
                        new V1Domains(world).routes(),
                        new V1Mappings(world).routes(),
                        new V1RestApis(world).routes(),
                        new Tags(world).routes(),
                        new Route53Api(world).routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Whether the request speaks STS's query protocol, which has one path for everything. */
    public static boolean toSts(Request request) {
        return request.path().equals("/") && request.method().equals("POST");
    }

    /** Whether the request speaks Route 53's REST and XML, whose every path begins with a version. */
    public static boolean toRoute53(Request request) {
        return request.segments().get(0).equals(Route53Api.VERSION);
    }

    /** What the signature of a request has to name. */
    public static String service(Request request) {
        return toSts(request) ? "sts" : toRoute53(request) ? "route53" : "apigateway";
    }

    /**
     * The operation behind method and path.
     *
     * @throws AwsError 403 MissingAuthenticationTokenException if there is none, as AWS answers unknown paths; 400 InvalidAction
     *     for an unknown action of STS
     */
    public Match find(Request request) {
        if (toSts(request)) {
            return new Match(sts.route(request.form().getOrDefault("Action", "")), Map.of());
        }
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

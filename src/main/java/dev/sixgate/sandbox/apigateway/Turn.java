package dev.sixgate.sandbox.apigateway;

import dev.sixgate.sandbox.apigateway.account.Caller;
import dev.sixgate.sandbox.apigateway.account.UpdateOutcome;
import dev.sixgate.sandbox.apigateway.api.Call;
import dev.sixgate.sandbox.apigateway.api.CloudFrontApi;
import dev.sixgate.sandbox.apigateway.api.Router;
import dev.sixgate.sandbox.apigateway.api.StsXml;
import dev.sixgate.sandbox.apigateway.route53.Route53Xml;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Endpoint;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Request;
import dev.sixgate.sandbox.apigateway.world.Fault;
import dev.sixgate.sandbox.apigateway.world.Fault.Moment;
import dev.sixgate.sandbox.apigateway.world.ReceivedCall;
import dev.sixgate.sandbox.apigateway.world.World;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call's way through: recognised, let in or throttled, struck by a fault, applied, recorded. A throttled call meets no fault
 * and changes nothing. AWS does not say whether it validates before it throttles; here the quota comes first.
 */
final class Turn {
    private static final System.Logger LOG = System.getLogger(Turn.class.getName());

    private final World world;
    private final Router router;
    private final Request request;
    private final String requestId;

    private String operation = "Unknown";
    private Map<String, String> variables = Map.of();
    private @Nullable Caller caller;
    private @Nullable String domain;
    private @Nullable AwsError error;
    private @Nullable Duration retryAfter;
    private boolean cut;

    Turn(World world, Router router, Request request, String requestId) {
        this.world = world;
        this.router = router;
        this.request = request;
        this.requestId = requestId;
    }

    /** The answer; empty if the connection is to be closed instead. */
    Optional<Answer> answer() {
        var answer = guarded(this::act);
        synchronized (world) {
            world.trail()
                    .add(new ReceivedCall(
                            requestId,
                            world.ids().uuid(),
                            world.now(),
                            operation,
                            variables,
                            request,
                            caller,
                            domain,
                            answer,
                            error,
                            !cut));
        }
        return cut ? Optional.empty() : Optional.of(answer);
    }

    private interface Step {
        Answer take();
    }

    private Answer guarded(Step step) {
        try {
            return step.take();
        } catch (AwsError refused) {
            return refused(refused);
        } catch (RuntimeException unexpected) {
            LOG.log(System.Logger.Level.ERROR, "operation=" + operation + " requestId=" + requestId, unexpected);
            return refused(new AwsError(500, "InternalFailure", "An internal error occurred"));
        }
    }

    private Answer act() {
        Router.Match match;
        Optional<Fault> met;
        synchronized (world) {
            match = recognised();
            admit();
            met = world.faults().meet(operation, domain);
        }
        if (met.isEmpty()) {
            return apply(match, UpdateOutcome.SETTLES);
        }
        var fault = met.get();
        if (fault.at() == Moment.BEFORE) {
            strike(fault);
            if (cut) {
                return Answer.empty(500);
            }
        }
        var answer = guarded(() -> apply(match, fault.outcome()));
        if (fault.at() == Moment.AFTER) {
            strike(fault);
        }
        return answer;
    }

    private Router.Match recognised() {
        var match = router.find(request);
        operation = match.route().operation();
        variables = match.variables();
        domain = variables.get("domainName");
        if (operation.equals("CreateDomainName")) {
            domain = Json.text(request.json(), "domainName");
        }
        return match;
    }

    private void admit() {
        var service = Endpoint.of(request);
        var known = world.keys()
                .caller(
                        request.header("authorization"),
                        request.header("x-amz-security-token"),
                        service.signingName(),
                        world.now());
        caller = known;
        if (service == Endpoint.ROUTE_53) {
            world.throttle().takeOfRoute53(known, world.settings(), world.now()).ifPresent(wait -> {
                throw new AwsError(400, "Throttling", "Rate exceeded");
            });
        }
        if (service == Endpoint.CLOUDTRAIL && !world.throttle().takeLookUp(known, world.settings(), world.now())) {
            throw new AwsError(400, "ThrottlingException", "Rate exceeded");
        }
        // The other quotas that are kept here are API Gateway's.
        var wait = service == Endpoint.API_GATEWAY
                ? world.throttle().take(known, operation, world.settings(), world.now())
                : Optional.<Duration>empty();
        if (wait.isPresent()) {
            retryAfter = wait.get();
            throw new AwsError(429, "TooManyRequestsException", "Too Many Requests");
        }
    }

    private Answer apply(Router.Match match, UpdateOutcome outcome) {
        synchronized (world) {
            var known = Objects.requireNonNull(caller);
            return match.route().handler().apply(new Call(requestId, request, variables, known, outcome));
        }
    }

    private void strike(Fault fault) {
        switch (fault.kind()) {
            case ERROR -> throw fault.error();
            case RESET_AFTER_APPLYING, RESET_BEFORE_APPLYING -> cut = true;
            case DELAY -> pause(fault.millis() == null ? 0 : fault.millis());
            case EXTERNAL_CHANGE -> {
                synchronized (world) {
                    if (domain != null) {
                        world.domains().swapCertificate(domain, world.ids().uuid());
                    }
                }
            }
            case DELETE_DOMAIN -> {
                synchronized (world) {
                    if (domain != null) {
                        world.domains().remove(domain, request.parameter("domainNameId"));
                    }
                }
            }
            case STUCK_UPDATING, UPDATE_FAILS -> {
                // these strike while the update is applied
            }
        }
    }

    private void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            cut = true;
        }
    }

    private Answer refused(AwsError refusal) {
        error = refusal;
        var service = Endpoint.of(request);
        return switch (service) {
            case STS -> StsXml.error(refusal, requestId);
            case CLOUDFRONT -> CloudFrontApi.error(refusal, requestId);
            case ROUTE_53 -> Route53Xml.error(refusal, requestId);
            case WAF, ACM, CLOUDTRAIL -> service.json11(refusal);
            case API_GATEWAY -> ofApiGateway(refusal);
        };
    }

    private Answer ofApiGateway(AwsError refusal) {
        synchronized (world) {
            var answer = world.settings().errorShape().answer(refusal);
            var wait = retryAfter;
            return wait != null && world.settings().retryAfter()
                    ? answer.with("Retry-After", String.valueOf(wait.toSeconds() + 1))
                    : answer;
        }
    }
}

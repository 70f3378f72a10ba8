package dev.sixgate.api.problem;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.identity.Challenge;
import dev.sixgate.gateway.GatewayFailure;
import io.quarkus.logging.Log;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.transaction.RollbackException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what was thrown into a problem. A refusal is recorded in the audit trail before it is answered. */
class Problems {
    private static final String MEDIA_TYPE = "application/problem+json";
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final Pattern AWAY = Pattern.compile("(08|57|53).*|25P03");

    /** Of the transaction manager: it rolled back what took longer than it allows. */
    private static final String TIMED_OUT = "ARJUNA016102";

    private final RefusalRecord record;
    private final Challenge challenge;

    Problems(RefusalRecord record, Challenge challenge) {
        this.record = record;
        this.challenge = challenge;
    }

    @ServerExceptionMapper
    @Priority(Priorities.USER)
    Uni<Response> refused(Refusal refusal, RoutingContext request) {
        return recorded(request, refusal);
    }

    @ServerExceptionMapper
    @Priority(Priorities.USER)
    Uni<Response> unauthorized(UnauthorizedException e, RoutingContext request) {
        return recorded(request, new Refusal(Reason.UNAUTHENTICATED, "Sign in: this needs an identity."));
    }

    @ServerExceptionMapper
    @Priority(Priorities.USER)
    Uni<Response> notAuthenticated(AuthenticationFailedException e, RoutingContext request) {
        return recorded(request, new Refusal(Reason.UNAUTHENTICATED, "The credentials are not valid."));
    }

    /** Whether the credentials are valid cannot be told; that they were not believed is no decision about them. */
    @ServerExceptionMapper
    Response providerAway(OIDCException e, RoutingContext request) {
        Log.errorf("openid provider away: %s", e.getMessage());
        return answer(request, ProblemType.NOT_READY, "The OpenID provider is away; nothing was done.", Map.of());
    }

    @ServerExceptionMapper
    @Priority(Priorities.USER)
    Uni<Response> forbidden(ForbiddenException e, RoutingContext request) {
        return recorded(request, new Refusal(Reason.ROLE_REQUIRED, "Your role does not allow this."));
    }

    @ServerExceptionMapper
    Response gateway(GatewayFailure failure, RoutingContext request) {
        Log.warnf("aws failed: kind=%s code=%s %s", failure.kind(), failure.code(), failure.detail());
        return switch (failure.kind()) {
            case NOT_FOUND -> answer(request, ProblemType.DOMAIN_NOT_FOUND, "No target has that domain.", Map.of());
            case INVALID, DENIED, BUSY, THROTTLED, UNAVAILABLE, UNREACHABLE, UNSUPPORTED ->
                answer(
                        request,
                        ProblemType.NOT_READY,
                        "AWS does not answer as it should: " + failure.code() + ".",
                        Map.of());
        };
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e, RoutingContext request) {
        int status = e.getResponse().getStatus();
        return switch (status) {
            case 400 -> answer(request, ProblemType.MALFORMED_REQUEST, "The request cannot be read.", Map.of());
            case 404 -> answer(request, ProblemType.NOT_FOUND, "No resource has that path.", Map.of());
            case 405 -> notAllowed(e, request);
            case 406 -> answer(request, ProblemType.NOT_ACCEPTABLE, "That form is not offered here.", Map.of());
            case 413 -> answer(request, ProblemType.PAYLOAD_TOO_LARGE, "The body is too large.", Map.of());
            case 415 ->
                answer(
                        request,
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "The body's media type is not one of these:"
                                + " application/json, application/merge-patch+json (PATCH).",
                        Map.of());
            default -> unexpected(e, request);
        };
    }

    private Response notAllowed(WebApplicationException e, RoutingContext request) {
        Response problem = answer(request, ProblemType.METHOD_NOT_ALLOWED, "The path has no such method.", Map.of());
        String allowed = e.getResponse().getHeaderString("Allow");
        return allowed == null
                ? problem
                : Response.fromResponse(problem).header("Allow", allowed).build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable thrown, RoutingContext request) {
        if (isDatabaseAway(thrown)) {
            Log.errorf("database away: %s", rootOf(thrown));
            return answer(request, ProblemType.NOT_READY, "The database is away; nothing was done.", Map.of());
        }
        if (isLostCommit(thrown)) {
            Log.errorf("database away at a commit: %s", rootOf(thrown).getMessage());
            return answer(
                    request,
                    ProblemType.NOT_READY,
                    "The database went away while this was being stored; it may have been. Look, or ask again with the same"
                            + " Idempotency-Key.",
                    Map.of());
        }
        if (isCallerGone(thrown, request)) {
            Log.debugf(
                    "nobody waits for the answer any more: path=%s %s", request.normalizedPath(), thrown.getMessage());
            return answer(request, ProblemType.NOT_READY, "The connection is closed.", Map.of());
        }
        String incident = UUID.randomUUID().toString();
        Log.errorf(thrown, "incident=%s path=%s", incident, request.normalizedPath());
        return answer(
                request,
                ProblemType.INTERNAL_ERROR,
                "Something went wrong that should not have.",
                Map.of("incident", incident));
    }

    /** Recording blocks, and some refusals arise on a thread that must not. */
    private Uni<Response> recorded(RoutingContext request, Refusal refusal) {
        return Uni.createFrom()
                .item(() -> {
                    ProblemType type = ProblemType.of(refusal.reason());
                    if (record.isToBeRecorded(request, type) && !record.record(request, refusal)) {
                        return answer(
                                request,
                                ProblemType.NOT_READY,
                                "The audit trail cannot be written now, so nothing was done.",
                                Map.of());
                    }
                    return answer(request, type, refusal.detail(), refusal.members());
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Response answer(RoutingContext request, ProblemType type, String detail, Map<String, Object> members) {
        Map<String, Object> others = new LinkedHashMap<>(members);
        others.putIfAbsent("remedy", type.remedy());
        Problem problem =
                new Problem(type.uri(), type.title(), type.status(), detail, request.normalizedPath(), others);
        Response.ResponseBuilder response =
                Response.status(type.status()).type(MEDIA_TYPE).entity(problem);
        if (type.isRetryable()) {
            response.header("Retry-After", members.getOrDefault("retryAfter", RETRY_AFTER_SECONDS));
        }
        if (type == ProblemType.UNAUTHENTICATED) {
            response.header("WWW-Authenticate", challenge.to(request));
        }
        return response.build();
    }

    private static boolean isDatabaseAway(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            // SQLSTATE class 08: connection; 57: shut down; 53: out of resources; 25P03: we idled in a transaction, as
            // a process that
            // was paused. Without a state: the pool timed out.
            if (cause instanceof SQLException sql && !(sql instanceof BatchUpdateException)) {
                String state = sql.getSQLState();
                return state == null || AWAY.matcher(state).matches();
            }
            if (cause instanceof RollbackException
                    && String.valueOf(cause.getMessage()).contains(TIMED_OUT)) {
                return true;
            }
        }
        return false;
    }

    /** Somebody who no longer waits is nobody's mistake, whether it was noticed while reading or while writing. */
    private static boolean isCallerGone(Throwable thrown, RoutingContext request) {
        if (!(thrown instanceof IOException)) {
            return false;
        }
        Throwable root = rootOf(thrown);
        return request.response().closed()
                || root instanceof ClosedChannelException
                || root.getClass().getName().startsWith("io.vertx.")
                || root.getClass().getName().startsWith("io.netty.");
    }

    /** The transaction manager tells what happened to a commit beside its own exception, not behind it. */
    private static boolean isLostCommit(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RollbackException) {
                return Arrays.stream(cause.getSuppressed()).anyMatch(Problems::isDatabaseAway);
            }
        }
        return false;
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}

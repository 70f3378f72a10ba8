package dev.sixgate.gateway;

import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.GatewayFailure.Kind;
import dev.sixgate.gateway.GatewayFailure.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.http.conn.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * What the SDK throws, as {@link GatewayFailure}: by HTTP status and error code, and where there was no answer by the type
 * of the exception. Messages are passed on, never read.
 */
final class AwsErrors {
    /** Codes of refused credentials; STS and signature checks send some of them with status 400. */
    private static final Set<String> CREDENTIALS_REFUSED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");

    private AwsErrors() {}

    /** A read failed, so nothing was to be done. */
    static GatewayFailure ofRead(RuntimeException e) {
        return of(e, Outcome.NOT_DONE);
    }

    /** Credentials could not be had, so what they were for never left. */
    static GatewayFailure ofCredentials(RuntimeException e) {
        if (e instanceof AwsServiceException || isUnconnected(e) || isTimeout(e)) {
            return of(e, Outcome.NOT_DONE);
        }
        return own(Kind.DENIED, "NoCredentials", String.valueOf(e.getMessage()));
    }

    /**
     * The write failed. AWS says with 4xx that it did nothing; without a connection it never left; anything else may have
     * been done.
     */
    static GatewayFailure ofWrite(RuntimeException e) {
        if (e instanceof AwsServiceException answer) {
            return of(e, answer.statusCode() / 100 == 4 ? Outcome.NOT_DONE : Outcome.UNKNOWN);
        }
        return of(e, isUnconnected(e) ? Outcome.NOT_DONE : Outcome.UNKNOWN);
    }

    static GatewayFailure notFound(String what) {
        return own(Kind.NOT_FOUND, "NotFound", what);
    }

    static GatewayFailure unsupported(String why) {
        return own(Kind.UNSUPPORTED, "UnsupportedDomain", why);
    }

    static GatewayFailure notConfigured(TargetName name) {
        return own(Kind.UNREACHABLE, "TargetNotConfigured", "No target \"" + name + "\" is configured.");
    }

    static GatewayFailure budgetSpent(String account, Duration retryAfter) {
        var message = "The call budget of account " + account + " is spent.";
        return new GatewayFailure(Kind.THROTTLED, Outcome.NOT_DONE, "CallBudgetSpent", message, 0, null, retryAfter);
    }

    static GatewayFailure own(Kind kind, String code, String message) {
        return new GatewayFailure(kind, Outcome.NOT_DONE, code, message, 0, null, null);
    }

    private static GatewayFailure of(RuntimeException e, Outcome outcome) {
        return e instanceof AwsServiceException answer ? answered(answer, outcome) : unanswered(e, outcome);
    }

    private static GatewayFailure answered(AwsServiceException e, Outcome outcome) {
        var details = Optional.ofNullable(e.awsErrorDetails());
        String code = details.map(d -> d.errorCode()).orElse("Http" + e.statusCode());
        String message = details.map(d -> d.errorMessage()).orElse("AWS answered " + e.statusCode() + ".");
        return new GatewayFailure(
                kind(e, code),
                outcome,
                code,
                message,
                e.statusCode(),
                e.requestId(),
                retryAfter(e).orElse(null));
    }

    private static Kind kind(AwsServiceException e, String code) {
        if (e.isThrottlingException()) {
            return Kind.THROTTLED;
        }
        if (CREDENTIALS_REFUSED.contains(code)) {
            return Kind.DENIED;
        }
        return switch (e.statusCode()) {
            case 401, 403 -> Kind.DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 409 -> Kind.BUSY;
            case 429 -> Kind.THROTTLED;
            default -> e.statusCode() / 100 == 4 ? Kind.INVALID : Kind.UNAVAILABLE;
        };
    }

    /** In seconds, as API Gateway writes it. */
    private static Optional<Duration> retryAfter(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(details -> details.sdkHttpResponse())
                .flatMap(response -> response.firstMatchingHeader("Retry-After"))
                .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private static GatewayFailure unanswered(RuntimeException e, Outcome outcome) {
        String code;
        if (isUnconnected(e)) {
            code = "NotConnected";
        } else if (isTimeout(e)) {
            code = "Timeout";
        } else {
            code = causes(e).anyMatch(IOException.class::isInstance) ? "ConnectionLost" : "NoAnswer";
        }
        return new GatewayFailure(Kind.UNREACHABLE, outcome, code, String.valueOf(e.getMessage()), 0, null, null);
    }

    /** There was no connection, or no pooled one free, so that nothing can have been sent. */
    private static boolean isUnconnected(RuntimeException e) {
        return causes(e)
                .anyMatch(cause -> cause instanceof ConnectException
                        || cause instanceof ConnectTimeoutException
                        || cause instanceof NoRouteToHostException
                        || cause instanceof UnknownHostException
                        || cause instanceof SSLHandshakeException);
    }

    private static boolean isTimeout(RuntimeException e) {
        return causes(e)
                .anyMatch(cause -> cause instanceof ApiCallTimeoutException
                        || cause instanceof ApiCallAttemptTimeoutException
                        || cause instanceof SocketTimeoutException);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.<@Nullable Throwable>iterate(e, cause -> cause != null, cause -> cause.getCause());
    }
}

package dev.sixgate.sandbox.apigateway.account;

import dev.sixgate.sandbox.apigateway.wire.AwsError;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which account an access key belongs to. A signature is read for its credential scope and never verified: the simulator proves
 * that calls are attributed, not that secrets are kept.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">SigV4</a>
 */
public final class AccessKeys {
    /** A key of this prefix and twelve digits belongs to the account of these digits; its secret is arbitrary. */
    public static final String PREFIX = "SANDBOX";

    /** A key that needs no thought: an alias for account {@link #FIRST_ACCOUNT}. */
    public static final String ALIAS = "test";

    /** The account that holds most of the seed. */
    public static final String FIRST_ACCOUNT = "111111111111";

    private static final Pattern SCOPE = Pattern.compile(
            "AWS4-HMAC-SHA256\\s+(?:.*,\\s*)?Credential=([^/,\\s]+)/(\\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request(?:[,\\s].*)?");

    private static final Pattern STATIC_KEY = Pattern.compile(PREFIX + "(\\d{12})");

    private final Map<String, Caller.Session> sessions = new HashMap<>();

    /**
     * The caller that a request is signed by.
     *
     * @param authorization the header
     * @param token the header {@code X-Amz-Security-Token}
     * @param service what the scope must name, {@code apigateway} or {@code sts}
     * @throws AwsError 403 if there is no signature, the key or token is unknown, or the session has ended
     */
    public Caller caller(@Nullable String authorization, @Nullable String token, String service, Instant now) {
        if (authorization == null) {
            throw new AwsError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        var scope = SCOPE.matcher(authorization);
        if (!scope.matches()) {
            throw new AwsError(
                    403, "IncompleteSignatureException", "The Authorization header is no AWS Signature Version 4");
        }
        if (!scope.group(4).equals(service)) {
            throw new AwsError(
                    403,
                    "InvalidSignatureException",
                    "Credential should be scoped to correct service: '" + service + "'.");
        }
        var key = scope.group(1);
        var region = scope.group(3);
        var session = sessions.get(key);
        if (session == null) {
            return new Caller(account(key), region, key, null);
        }
        if (!session.token().equals(token)) {
            throw unrecognized();
        }
        if (!now.isBefore(session.expiresAt())) {
            throw new AwsError(403, "ExpiredTokenException", "The security token included in the request is expired");
        }
        return new Caller(session.account(), region, key, session);
    }

    /** Makes a session's key known. */
    public void admit(Caller.Session session) {
        sessions.put(session.accessKeyId(), session);
    }

    /** Forgets all of them. */
    public void clear() {
        sessions.clear();
    }

    private static String account(String key) {
        var known = STATIC_KEY.matcher(key);
        if (known.matches()) {
            return known.group(1);
        }
        if (key.equals(ALIAS)) {
            return FIRST_ACCOUNT;
        }
        throw unrecognized();
    }

    private static AwsError unrecognized() {
        return new AwsError(
                403, "UnrecognizedClientException", "The security token included in the request is invalid.");
    }
}

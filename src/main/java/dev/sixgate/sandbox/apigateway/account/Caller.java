package dev.sixgate.sandbox.apigateway.account;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, by the credential scope of the signature.
 *
 * @param account twelve digits
 * @param session null for a long-lived key
 */
public record Caller(
        String account,
        String region,
        String accessKeyId,
        @Nullable Session session) {

    /**
     * What AssumeRole handed out.
     *
     * @param sourceIdentity who stands behind the session; null if nobody was named
     * @param tags the session's tags
     */
    public record Session(
            String accessKeyId,
            String secretAccessKey,
            String token,
            String roleArn,
            String sessionName,
            @Nullable String sourceIdentity,
            Map<String, String> tags,
            Instant issuedAt,
            Instant expiresAt) {

        /** The role's account. */
        public String account() {
            return roleArn.split(":", -1)[4];
        }

        /** The role's name, without its path. */
        public String roleName() {
            return roleArn.substring(roleArn.lastIndexOf('/') + 1);
        }

        /** What GetCallerIdentity and CloudTrail call the holder. */
        public String arn() {
            return "arn:aws:sts::" + account() + ":assumed-role/" + roleName() + "/" + sessionName;
        }
    }

    /** What GetCallerIdentity and CloudTrail call the caller. */
    public String arn() {
        return session == null ? "arn:aws:iam::" + account + ":user/sandbox" : session.arn();
    }

    /** The unique id behind the ARN. */
    public String userId() {
        return session == null
                ? "AIDASANDBOX" + account
                : "AROA" + Ids.base36Of(session.roleArn(), 17).toUpperCase(Locale.ROOT) + ":" + session.sessionName();
    }
}

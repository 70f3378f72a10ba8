package dev.sixgate.gateway;

import dev.sixgate.CanonicalJson;
import dev.sixgate.gateway.DomainWriter.Author;
import dev.sixgate.gateway.TargetsConfig.TargetConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * As whom a target is read and written. Where it assumes a role, every write has a session of its own, so that AWS's trail
 * names the change and the person; else both use the credentials as they are.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html">Source
 *     identity</a>
 */
final class AwsSession implements SdkAutoCloseable {
    /** The session in which everything is read. */
    private static final String READING = "sixgate";

    /** Seconds that a session for a write lasts: AWS's minimum. */
    private static final int WRITING_SECONDS = 900;

    /** STS takes 2 to 64 characters, none of these. */
    private static final String NOT_TAKEN = "[^A-Za-z0-9_+=,.@-]";

    private static final int LONGEST = 64;
    private static final int DIGEST = 12;

    private final TargetConfig config;
    private final StsClient sts;
    private final AwsCredentialsProvider base;

    /** @param base the credentials before any role is assumed */
    AwsSession(TargetConfig config, StsClient sts, AwsCredentialsProvider base) {
        this.config = config;
        this.sts = sts;
        this.base = base;
    }

    /** Credentials that renew themselves. */
    AwsCredentialsProvider reading() {
        return config.roleArn()
                .<AwsCredentialsProvider>map(arn -> StsAssumeRoleCredentialsProvider.builder()
                        .stsClient(sts)
                        .refreshRequest(role(arn).roleSessionName(READING).build())
                        .build())
                .orElse(base);
    }

    /**
     * Credentials for one write.
     *
     * @throws GatewayFailure {@code NOT_DONE} if there are none to be had
     */
    AwsCredentialsProvider writing(Author author) {
        try {
            if (config.roleArn().isEmpty()) {
                var resolved = base.resolveCredentials();
                return () -> resolved;
            }
            Credentials session = sts.assumeRole(role(config.roleArn().get())
                            .roleSessionName(text(author.changeId()))
                            .sourceIdentity(text(author.requester()))
                            .tags(config.sessionTags() ? SessionTags.of(author) : List.of())
                            .durationSeconds(WRITING_SECONDS)
                            .build())
                    .credentials();
            return StaticCredentialsProvider.create(AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken()));
        } catch (SdkException e) {
            throw AwsErrors.ofCredentials(e);
        }
    }

    /**
     * The text as STS takes it. Where that changes it, digits of its SHA-256 follow, so that two people never look like one.
     */
    static String text(String given) {
        String taken = given.replaceAll(NOT_TAKEN, "-");
        if (taken.equals(given) && given.length() >= 2 && given.length() <= LONGEST) {
            return given;
        }
        String digest = CanonicalJson.sha256(given.getBytes(StandardCharsets.UTF_8));
        String start = taken.substring(0, Math.min(taken.length(), LONGEST - DIGEST - 1));
        return start + "." + digest.substring("sha256:".length()).substring(0, DIGEST);
    }

    @Override
    public void close() {
        sts.close();
    }

    private AssumeRoleRequest.Builder role(String arn) {
        return AssumeRoleRequest.builder()
                .roleArn(arn)
                .externalId(config.externalId().orElse(null));
    }
}

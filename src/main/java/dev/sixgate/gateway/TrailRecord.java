package dev.sixgate.gateway;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call as CloudTrail recorded it: what was called, and by whom. No secret is in it.
 *
 * @param eventId CloudTrail's own id of the record
 * @param eventName {@code UpdateDomainName} for example
 * @param eventTime in whole seconds
 * @param requestId the call's {@code x-amzn-RequestId}
 * @param errorCode null where AWS did it
 * @param identityType {@code AssumedRole}, {@code IAMUser}, {@code Root}, {@code AWSService} ...
 * @param principalId the principal's unique id; of a role's session with the session's name behind a colon
 * @param principalArn null for AWS's services
 * @param sessionName of a role's session
 * @param sourceIdentity who stands behind the session, where that was named
 * @param sourceIp an address, or the name of the AWS service that called
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">
 *     userIdentity</a>
 */
public record TrailRecord(
        String eventId,
        String eventName,
        Instant eventTime,
        @Nullable String requestId,
        @Nullable String errorCode,
        @Nullable String identityType,
        @Nullable String principalId,
        @Nullable String principalArn,
        @Nullable String sessionName,
        @Nullable String sourceIdentity,
        @Nullable String accessKeyId,
        @Nullable String sourceIp,
        @Nullable String userAgent) {}

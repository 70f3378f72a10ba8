package dev.sixgate.sandbox.apigateway.world;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.SimulatedDomain;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.ErrorShape;
import dev.sixgate.sandbox.apigateway.wire.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the simulated API Gateway behaves where AWS's quotas bite, or where AWS's behaviour is not documented.
 *
 * @param throttling whether any quota holds at all
 * @param limitsPerRegion whether the quotas hold per account and Region instead of per account
 * @param updateInterval one UpdateDomainName in this time, v1 and v2 together; zero for no limit
 * @param createInterval one CreateDomainName, and one DeleteDomainName, in this time; zero for no limit
 * @param requestsPerSecond all operations together; zero for no limit
 * @param burst how many requests an account may save up, 1 or more
 * @param retryAfter whether a 429 says in {@code Retry-After} how many seconds to wait
 * @param updateDelay how long a domain stays UPDATING; zero for not at all, {@link #NEVER} for without end
 * @param statusDuringUpdate {@code UPDATING}; or {@code AVAILABLE}, then a change is done at once whatever the delay
 * @param omittedMembers what becomes of a configuration's members which an update leaves out
 * @param v2ListsEdge whether GetDomainNames and GetDomainName of v2 show EDGE domain names
 * @param listsCarryTags whether GetDomainNames of v2 shows tags
 * @param pageSize items on a page when the caller does not say, 1 to 500
 * @param errorShape where errors carry type and text
 * @param externalId what AssumeRole must bring; null if roles ask for none
 * @param tagSession whether the roles' trust policies allow sts:TagSession; without it AssumeRole refuses session tags
 * @param trailDelay how long CloudTrail takes to deliver an event; minutes at AWS
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway quotas</a>
 */
public record SimulatorSettings(
        boolean throttling,
        boolean limitsPerRegion,
        Duration updateInterval,
        Duration createInterval,
        int requestsPerSecond,
        int burst,
        boolean retryAfter,
        Duration updateDelay,
        StatusDuringUpdate statusDuringUpdate,
        OmittedMembers omittedMembers,
        boolean v2ListsEdge,
        boolean listsCarryTags,
        int pageSize,
        ErrorShape errorShape,
        @Nullable String externalId,
        boolean tagSession,
        Duration trailDelay) {

    /** An {@code updateDelay} without end; in JSON the word {@code never}. */
    public static final Duration NEVER = SimulatedDomain.FOREVER;

    /** What a domain name shows while an update runs. */
    public enum StatusDuringUpdate {
        UPDATING,
        AVAILABLE
    }

    /** What becomes of the members of a domain name configuration which UpdateDomainName of v2 leaves out. */
    public enum OmittedMembers {
        /** They stay. */
        @JsonProperty("keep")
        KEEP,
        /** They fall back to what CreateDomainName would choose, so that a caller who omits them loses them. */
        @JsonProperty("default")
        DEFAULT
    }

    /**
     * Refuses what no quota can mean.
     *
     * @throws IllegalArgumentException if a duration is negative or a number out of its bounds
     */
    public SimulatorSettings {
        if (updateInterval.isNegative()
                || createInterval.isNegative()
                || updateDelay.isNegative()
                || trailDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "updateInterval, createInterval, updateDelay and trailDelay must not be negative");
        }
        if (requestsPerSecond < 0 || burst < 1) {
            throw new IllegalArgumentException("requestsPerSecond must be 0 or more, burst 1 or more");
        }
        if (pageSize < 1 || pageSize > 500) {
            throw new IllegalArgumentException("pageSize must be from 1 to 500");
        }
    }

    /** AWS's quotas, three seconds of UPDATING, and the strictest reading of what is not documented. */
    public static SimulatorSettings defaults() {
        return new SimulatorSettings(
                true,
                false,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                10,
                40,
                false,
                Duration.ofSeconds(3),
                StatusDuringUpdate.UPDATING,
                OmittedMembers.DEFAULT,
                false,
                false,
                25,
                ErrorShape.HEADER,
                null,
                true,
                Duration.ZERO);
    }

    /** How long an update makes a domain name busy. */
    public Duration busyTime() {
        return statusDuringUpdate == StatusDuringUpdate.AVAILABLE ? Duration.ZERO : updateDelay;
    }

    /** The same with another time between two UpdateDomainName calls; zero for no limit. */
    public SimulatorSettings withUpdateInterval(Duration interval) {
        return with(Json.object().put("updateInterval", interval.toString()));
    }

    /** The same with another time between two creations, and between two deletions; zero for no limit. */
    public SimulatorSettings withCreateInterval(Duration interval) {
        return with(Json.object().put("createInterval", interval.toString()));
    }

    /** The same with another time of UPDATING; zero for none, {@link #NEVER} for without end. */
    public SimulatorSettings withUpdateDelay(Duration delay) {
        return with(Json.object().put("updateDelay", delay.equals(NEVER) ? "never" : delay.toString()));
    }

    /** The same with another time that CloudTrail takes to deliver. */
    public SimulatorSettings withTrailDelay(Duration delay) {
        return with(Json.object().put("trailDelay", delay.toString()));
    }

    /** The same without any quota. */
    public SimulatorSettings withoutThrottling() {
        return with(Json.object().put("throttling", false));
    }

    /**
     * The same with the given members replaced; durations are ISO 8601.
     *
     * @throws AwsError 400 if a member is unknown or its value refused
     */
    public SimulatorSettings with(ObjectNode changes) {
        var readable = changes.deepCopy();
        if ("never".equals(readable.path("updateDelay").asText())) {
            readable.put("updateDelay", NEVER.toString());
        }
        if (readable.properties().stream()
                .anyMatch(
                        member -> member.getValue().isNull() && !member.getKey().equals("externalId"))) {
            throw AwsError.badRequest("Only externalId may be null");
        }
        return Json.changed(this, readable, SimulatorSettings.class);
    }

    /** As {@link #with(ObjectNode)} reads it. */
    public ObjectNode json() {
        var json = Json.tree(this);
        if (updateDelay.equals(NEVER)) {
            json.put("updateDelay", "never");
        }
        return json;
    }
}

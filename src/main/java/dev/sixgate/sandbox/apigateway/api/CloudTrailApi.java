package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.Caller;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.world.ReceivedCall;
import dev.sixgate.sandbox.apigateway.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * CloudTrail in JSON 1.1: LookupEvents, answered from the calls that this simulator got, of the caller's account and Region, once
 * the delivery delay is over. Who may not call it is made by a fault.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html">LookupEvents</a>
 */
public final class CloudTrailApi {
    private static final String JSON = "application/x-amz-json-1.1";
    private static final int LARGEST_PAGE = 50;

    private final World world;

    CloudTrailApi(World world) {
        this.world = world;
    }

    /** @throws AwsError 400 UnknownOperationException if there is no such operation here */
    Route route(String operation) {
        if (!operation.equals("LookupEvents")) {
            throw new AwsError(400, "UnknownOperationException", "Unknown operation " + operation);
        }
        return new Route("POST", List.of(""), operation, this::lookupEvents);
    }

    private Answer lookupEvents(Call call) {
        var body = call.body();
        var delivered = world.now().minus(world.settings().trailDelay());
        Instant from = time(body, "StartTime", Instant.EPOCH);
        Instant until = time(body, "EndTime", Instant.MAX);
        if (until.isBefore(from)) {
            throw new AwsError(400, "InvalidTimeRangeException", "The end time is before the start time.");
        }
        var wanted = attribute(body.path("LookupAttributes"));
        var found = world.trail().of(call.caller()).stream()
                .filter(each -> !each.at().isAfter(delivered))
                .filter(each -> !each.at().isBefore(from) && !each.at().isAfter(until))
                .filter(wanted)
                .toList();
        return json(200, page(found, Json.text(body, "NextToken"), size(body)));
    }

    private static ObjectNode page(List<ReceivedCall> found, @Nullable String token, int size) {
        int start = token == null ? 0 : start(token);
        var page = Json.object();
        var events = page.putArray("Events");
        found.stream().skip(start).limit(size).forEach(call -> events.add(event(call)));
        if (start + size < found.size()) {
            page.put(
                    "NextToken",
                    Base64.getEncoder()
                            .encodeToString(Integer.toString(start + size).getBytes(StandardCharsets.UTF_8)));
        }
        return page;
    }

    private static int start(String token) {
        try {
            return Integer.parseUnsignedInt(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            throw new AwsError(400, "InvalidNextTokenException", "The token is not valid.");
        }
    }

    private static ObjectNode event(ReceivedCall call) {
        var event = Json.object()
                .put("EventId", call.eventId())
                .put("EventName", call.operation())
                .put("ReadOnly", String.valueOf(call.isReadOnly()))
                .put("EventTime", (double) call.at().getEpochSecond())
                .put("EventSource", call.source())
                .put("CloudTrailEvent", new String(Json.bytes(call.cloudTrailEvent()), StandardCharsets.UTF_8));
        event.putArray("Resources");
        Caller caller = call.caller();
        if (caller != null) {
            event.put("AccessKeyId", caller.accessKeyId()).put("Username", username(caller));
        }
        return event;
    }

    private static String username(Caller caller) {
        var session = caller.session();
        return session == null ? "sandbox" : session.sessionName();
    }

    /** One attribute at the most, as CloudTrail has it. */
    private static Predicate<ReceivedCall> attribute(JsonNode attributes) {
        if (attributes.isMissingNode() || attributes.isNull() || attributes.isEmpty()) {
            return call -> true;
        }
        var key = attributes.size() == 1 ? Json.text(attributes.path(0), "AttributeKey") : null;
        var value = attributes.size() == 1 ? Json.text(attributes.path(0), "AttributeValue") : null;
        if (key == null || value == null) {
            throw invalid("Give one lookup attribute, with key and value.");
        }
        return switch (key) {
            case "EventId" -> call -> call.eventId().equals(value);
            case "EventName" -> call -> call.operation().equals(value);
            case "EventSource" -> call -> call.source().equals(value);
            case "ReadOnly" -> call -> String.valueOf(call.isReadOnly()).equals(value);
            case "AccessKeyId" ->
                call -> Stream.ofNullable(call.caller())
                        .anyMatch(caller -> caller.accessKeyId().equals(value));
            case "Username" ->
                call -> Stream.ofNullable(call.caller())
                        .anyMatch(caller -> username(caller).equals(value));
            default -> throw invalid("The simulator does not look up by " + key + ".");
        };
    }

    private static AwsError invalid(String text) {
        return new AwsError(400, "InvalidLookupAttributesException", text);
    }

    /** In seconds, as JSON 1.1 writes timestamps. */
    private static Instant time(ObjectNode body, String member, Instant otherwise) {
        var given = body.path(member);
        if (given.isMissingNode() || given.isNull()) {
            return otherwise;
        }
        if (!given.isNumber()) {
            throw AwsError.unreadable(member + " must be a timestamp");
        }
        return Instant.ofEpochMilli(Math.round(given.doubleValue() * 1_000));
    }

    private static int size(ObjectNode body) {
        int size = body.path("MaxResults").asInt(LARGEST_PAGE);
        if (size < 1 || size > LARGEST_PAGE) {
            throw new AwsError(400, "InvalidMaxResultsException", "MaxResults must be from 1 to " + LARGEST_PAGE);
        }
        return size;
    }

    private static Answer json(int status, ObjectNode body) {
        return new Answer(status, Map.of("Content-Type", JSON), Json.bytes(body));
    }
}

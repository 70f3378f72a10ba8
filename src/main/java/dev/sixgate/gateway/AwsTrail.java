package dev.sixgate.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.CallBudget.Pause;
import dev.sixgate.gateway.GatewayFailure.Kind;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;

/**
 * CloudTrail through its LookupEvents, which finds by one attribute alone: the operation's name. The domain is looked for in what it
 * answers.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html">LookupEvents</a>
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">Record
 *     contents</a>
 */
@ApplicationScoped
class AwsTrail implements TrailReader {
    /** CloudTrail's own code; STS, which may refuse the session before, has another. */
    private static final String NOT_PERMITTED = "AccessDeniedException";

    private static final String API_GATEWAY = "apigateway.";

    /** AWS's maximum. */
    private static final int PAGE = 50;

    /** Pages of one look; an account that updates more domains than that within minutes is not looked through further. */
    private static final int MOST_PAGES = 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AwsClients clients;
    private final TrailPace pace;
    private final InstantSource clock;
    private final Pause pause;

    @Inject
    AwsTrail(AwsClients clients, TrailPace pace, InstantSource clock) {
        this(clients, pace, clock, time -> Thread.sleep(time.toMillis() + 1));
    }

    AwsTrail(AwsClients clients, TrailPace pace, InstantSource clock, Pause pause) {
        this.clients = clients;
        this.pace = pace;
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public List<TrailRecord> lookUp(
            TargetName target, DomainName domain, String eventName, Instant from, Instant until) {
        if (deniedSince(target).isPresent()) {
            throw AwsErrors.own(Kind.DENIED, NOT_PERMITTED, "The credentials may not " + PERMISSION + ".");
        }
        CloudTrailClient client = clients.trail(target);
        List<TrailRecord> found = new ArrayList<>();
        String token = null;
        int pages = 0;
        do {
            var request = request(eventName, from, until, token);
            LookupEventsResponse page = call(target, client, request);
            page.events().stream().flatMap(event -> recorded(event, domain)).forEach(found::add);
            token = page.nextToken();
            pages++;
        } while (token != null && pages < MOST_PAGES);
        pace.allowed(target);
        if (token != null) {
            Log.warnf("CloudTrail has more than %d pages of %s: target=%s", MOST_PAGES, eventName, target);
        }
        return List.copyOf(found);
    }

    @Override
    public Optional<Instant> deniedSince(TargetName target) {
        return pace.deniedSince(target, clock.instant());
    }

    @Override
    public Set<TargetName> denied() {
        return pace.denied(clock.instant());
    }

    private static LookupEventsRequest request(String eventName, Instant from, Instant until, @Nullable String token) {
        return LookupEventsRequest.builder()
                .lookupAttributes(attribute ->
                        attribute.attributeKey(LookupAttributeKey.EVENT_NAME).attributeValue(eventName))
                .startTime(from)
                .endTime(until)
                .maxResults(PAGE)
                .nextToken(token)
                .build();
    }

    private LookupEventsResponse call(TargetName target, CloudTrailClient client, LookupEventsRequest request) {
        try {
            pause.pause(pace.take(target, clock.instant()));
            return client.lookupEvents(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AwsErrors.own(Kind.UNREACHABLE, "Interrupted", "Interrupted while waiting for CloudTrail's pace.");
        } catch (SdkException e) {
            GatewayFailure failure = AwsErrors.ofRead(e);
            if (failure.code().equals(NOT_PERMITTED)) {
                pace.denied(target, clock.instant());
            }
            throw failure;
        }
    }

    /** The record, if it is about that domain and can be read; AppSync has domains, and operations of these names, of its own. */
    static Stream<TrailRecord> recorded(Event event, DomainName domain) {
        if (!String.valueOf(event.eventSource()).startsWith(API_GATEWAY)) {
            return Stream.empty();
        }
        try {
            JsonNode body = JSON.readTree(event.cloudTrailEvent());
            String about = body.at("/requestParameters/domainName").asText();
            return about.equalsIgnoreCase(domain.value()) ? Stream.of(record(event, body)) : Stream.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            Log.warnf("a record of CloudTrail cannot be read: eventId=%s", event.eventId());
            return Stream.empty();
        }
    }

    private static TrailRecord record(Event event, JsonNode body) {
        JsonNode identity = body.path("userIdentity");
        String arn = text(identity, "arn");
        return new TrailRecord(
                event.eventId(),
                event.eventName(),
                event.eventTime(),
                text(body, "requestID"),
                text(body, "errorCode"),
                text(identity, "type"),
                text(identity, "principalId"),
                arn == null ? text(identity, "invokedBy") : arn,
                sessionName(arn),
                text(identity.path("sessionContext"), "sourceIdentity"),
                text(identity, "accessKeyId"),
                text(body, "sourceIPAddress"),
                text(body, "userAgent"));
    }

    /** {@code arn:aws:sts::111111111111:assumed-role/ROLE/SESSION}. */
    private static @Nullable String sessionName(@Nullable String arn) {
        return arn != null && arn.contains(":assumed-role/") ? arn.substring(arn.lastIndexOf('/') + 1) : null;
    }

    private static @Nullable String text(JsonNode of, String member) {
        String text = of.path(member).asText("");
        return text.isEmpty() || text.equals("null") ? null : text;
    }
}

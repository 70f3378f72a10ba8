package dev.sixgate.audit;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, was refused, or failed: who, what, to what, when, with which outcome. Made by {@link #of} and
 * completed by the {@code with...} methods; nothing secret belongs in it.
 */
public final class AuditEvent {
    /** The version of the body's layout. */
    static final short SCHEMA = 1;

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** What became of it; {@code UNKNOWN}: AWS may or may not have done it. */
    public enum Outcome {
        SUCCESS,
        REFUSED,
        FAILED,
        UNKNOWN
    }

    private final String action;
    private final Outcome outcome;
    private final Actor actor;
    private final Instant occurredAt;
    private @Nullable TargetName target;
    private @Nullable DomainName domain;
    private @Nullable UUID changeId;
    private @Nullable String about;
    private final Map<String, Object> members = new LinkedHashMap<>();

    private AuditEvent(String action, Outcome outcome, Actor actor, Instant occurredAt) {
        this.action = action;
        this.outcome = outcome;
        this.actor = actor;
        this.occurredAt = occurredAt;
    }

    /** @param action what was done, as {@code noun.verb}: {@code change.requested} */
    public static AuditEvent of(String action, Outcome outcome, Actor actor, Instant occurredAt) {
        return new AuditEvent(action, outcome, actor, occurredAt);
    }

    public AuditEvent onDomain(@Nullable TargetName ofTarget, DomainName name) {
        this.target = ofTarget;
        this.domain = name;
        return this;
    }

    public AuditEvent onChange(UUID id) {
        this.changeId = id;
        return this;
    }

    /**
     * Says that what it has of a person is not the actor's but somebody else's, whose key seals it; the body names them.
     *
     * @param subject of a person; who is none of ours begins with {@code aws:}
     */
    public AuditEvent about(String subject) {
        this.about = subject;
        return with("person", subject);
    }

    /** Adds a member to the body: {@code before}, {@code after}, {@code reason}, {@code aws}; an absent value adds none. */
    public AuditEvent with(String member, @Nullable Object value) {
        if (value != null) {
            members.put(member, value);
        }
        return this;
    }

    String action() {
        return action;
    }

    Optional<UUID> change() {
        return Optional.ofNullable(changeId);
    }

    Outcome outcome() {
        return outcome;
    }

    /** Whose key seals what it says of them: that of whom it is about, else the actor's; of nobody that we know, the day's; of this service, nobody's. */
    Optional<String> person() {
        if (about != null) {
            return Optional.of(about);
        }
        return switch (actor.type()) {
            case USER, SERVICE -> Optional.of(actor.subject());
            case ANONYMOUS ->
                Optional.of("anonymous:" + occurredAt.atOffset(ZoneOffset.UTC).toLocalDate());
            case SYSTEM -> Optional.empty();
        };
    }

    /** The body, as it is hashed but for what is sealed of it; times carry exactly six digits, as PostgreSQL keeps them. */
    Map<String, Object> body(UUID id, Map<String, Object> service) {
        Map<String, Object> body = new TreeMap<>(members);
        body.put("schema", SCHEMA);
        body.put("id", id);
        body.put("action", action);
        body.put("outcome", outcome);
        body.put("occurredAt", MICROS.format(occurredAt));
        body.put("actor", describe(actor));
        body.put("service", service);
        putIfPresent(body, "target", target == null ? null : target.value());
        putIfPresent(body, "domain", domain == null ? null : domain.value());
        putIfPresent(body, "changeId", changeId);
        return body;
    }

    private static Map<String, Object> describe(Actor actor) {
        Map<String, Object> described = new TreeMap<>();
        described.put("type", actor.type());
        described.put("subject", actor.subject());
        described.put("name", actor.name());
        putIfPresent(described, "via", actor.via());
        if (!actor.roles().isEmpty()) {
            described.put("roles", actor.roles().stream().sorted().toList());
        }
        if (!actor.groups().isEmpty()) {
            described.put("groups", actor.groups().stream().sorted().toList());
        }
        Actor.Origin origin = actor.origin();
        described.put("authentication", origin.authentication());
        putIfPresent(described, "issuer", origin.issuer());
        putIfPresent(described, "requestId", origin.requestId());
        putIfPresent(described, "ip", origin.ip());
        putIfPresent(described, "userAgent", origin.userAgent());
        return described;
    }

    private static void putIfPresent(Map<String, Object> map, String member, @Nullable Object value) {
        if (value != null) {
            map.put(member, value);
        }
    }
}

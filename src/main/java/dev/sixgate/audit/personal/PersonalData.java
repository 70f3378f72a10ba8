package dev.sixgate.audit.personal;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.CanonicalJson;
import dev.sixgate.audit.personal.PersonalKeys.Named;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Seals what an event says of its person before it is recorded, and opens it for those who may read it. Where a value is sealed,
 * {@code {"sealed": ...}} stands in its place, and {@code personal} names the key and has the commitment to the event's.
 */
@ApplicationScoped
public class PersonalData {
    /** What stands where the key was destroyed. */
    public static final String ERASED = "(erased)";

    /** How many records of CloudTrail an event may list, numbered from 1: a place is a pointer, which no list's length is part of. */
    public static final int MOST_CANDIDATES = 9;

    /** Member of an event that cannot be read, with the reason. */
    private static final String UNREADABLE = "unreadable";

    private static final String NOT_SEALED_SO = "(unreadable)";
    private static final String SEALED = "sealed";
    private static final String PERSONAL = "personal";
    private static final String ID = "id";
    private static final int WORTH_SPREADING = 500;

    /** Where events say something of their person. */
    private static final List<JsonPointer> PLACES = places(
            "/actor/name",
            "/actor/ip",
            "/actor/userAgent",
            "/detail",
            "/source/id",
            "/reason",
            "/comment",
            "/before/retrospective/name",
            "/before/retrospective/comment",
            "/before/confirmedByName",
            "/after/retrospective/name",
            "/after/retrospective/comment",
            "/after/confirmedByName",
            "/claimed",
            "/request");

    /** Lists and objects of which each text says something of the person: what they typed. */
    private static final List<JsonPointer> GROUPS = places("/claimed", "/requests", "/filter");

    /** Where events that tell of CloudTrail's records say who called, and from where. */
    private static final List<JsonPointer> PLACES_OF_TRAIL = Stream.concat(
                    Stream.of("/trail"),
                    IntStream.rangeClosed(1, MOST_CANDIDATES).mapToObj(number -> "/candidates/" + number))
            .flatMap(record -> Stream.of(
                            "principal", "sessionName", "sourceIdentity", "accessKeyId", "sourceIp", "userAgent")
                    .map(member -> JsonPointer.compile(record + "/" + member)))
            .toList();

    private static final List<JsonPointer> ALL_PLACES =
            Stream.concat(PLACES.stream(), PLACES_OF_TRAIL.stream()).toList();

    /** A source is a subject, which is no secret, or an address. */
    private static final Set<String> ADDRESSES = Set.of("IP", "NETWORK");

    private static final ObjectMapper JSON = new ObjectMapper(CanonicalJson.READING);

    private final PersonalKeys keys;

    PersonalData(PersonalKeys keys) {
        this.keys = keys;
    }

    private static List<JsonPointer> places(String... pointers) {
        return List.of(pointers).stream().map(JsonPointer::compile).toList();
    }

    /**
     * Seals an event's body in place.
     *
     * @param subject whose key it is to be
     * @throws SQLException if there is no having the key: then the event must not be recorded
     */
    public void seal(ObjectNode body, UUID event, String subject) throws SQLException {
        Named person;
        try {
            person = keys.inUse(subject);
        } catch (GeneralSecurityException e) {
            throw new SQLException("a person's key cannot be decrypted: " + e.getMessage(), e);
        }
        EventKey key = EventKey.of(person.key(), event);
        for (JsonPointer place : placesIn(body)) {
            if (body.at(place).isTextual() && isPersonal(body, place)) {
                put(
                        body,
                        place,
                        JSON.createObjectNode()
                                .put(
                                        SEALED,
                                        key.seal(
                                                place.toString(), body.at(place).asText())));
            }
        }
        body.putObject(PERSONAL).put("key", person.id().toString()).put("commitment", key.commitment());
    }

    /** Every place that there may be in an event, in the same order for the same event. */
    private static List<JsonPointer> placesIn(ObjectNode body) {
        List<JsonPointer> places = new ArrayList<>(body.has("trail") || body.has("candidates") ? ALL_PLACES : PLACES);
        for (JsonPointer group : GROUPS) {
            JsonNode members = body.at(group);
            // A sealed text is an object, too.
            if (!members.has(SEALED)) {
                members.fieldNames().forEachRemaining(name -> places.add(group.appendProperty(name)));
            }
            for (int i = 0; members.isArray() && i < members.size(); i++) {
                places.add(group.appendIndex(i));
            }
        }
        return places;
    }

    private static boolean isPersonal(JsonNode body, JsonPointer place) {
        return !place.toString().startsWith("/source")
                || ADDRESSES.contains(body.at("/source/type").asText());
    }

    /**
     * Encrypts, by the configured key, what people's keys lie in the database as they are: those that were made before.
     *
     * @return how many; 0 where no key is configured
     * @throws SQLException if there is no having the keys
     */
    public int encryptKeys() throws SQLException {
        try {
            return keys.encryptPlain();
        } catch (GeneralSecurityException e) {
            throw new SQLException("a person's key cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * An event as people read it.
     *
     * @param body with every sealed value opened, or {@link #ERASED}; as it was recorded otherwise. Of one that is no JSON which
     *     anybody could read, {@link #UNREADABLE} alone
     * @param key that opens what the event had sealed, in base64; null where there is nothing to open
     * @param values what it opens, by JSON Pointer
     */
    public record Opened(ObjectNode body, @Nullable String key, Map<String, String> values) {

        /** Whether the body is JSON that can be read; the bytes that are hashed are what they are. */
        public boolean isReadable() {
            return !body.has(UNREADABLE);
        }
    }

    /**
     * Opens events, in their order.
     *
     * @param bodies as they were recorded
     * @throws SQLException if there is no having the keys
     */
    public List<Opened> open(List<byte[]> bodies) throws SQLException {
        List<ObjectNode> read = read(bodies);
        Set<UUID> needed = new HashSet<>();
        read.forEach(event -> keyOf(event).ifPresent(needed::add));
        Map<UUID, byte[]> found = keys.of(needed);
        return spread(read).map(event -> opened(event, found)).toList();
    }

    /**
     * Events as far as everybody may read them: nothing is opened, and no key is read.
     *
     */
    public List<Opened> leaveSealed(List<byte[]> bodies) {
        return read(bodies).stream()
                .map(event -> new Opened(event, null, Map.of()))
                .toList();
    }

    private static List<ObjectNode> read(List<byte[]> bodies) {
        return spread(bodies).map(PersonalData::event).toList();
    }

    /** What an export reads at once keeps more than one processor busy. */
    private static <T> Stream<T> spread(List<T> many) {
        return many.size() < WORTH_SPREADING ? many.stream() : many.parallelStream();
    }

    /** Whoever can append an event can append one that no parser takes, nested ten thousand times; the others are read all the same. */
    private static ObjectNode event(byte[] body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode event) {
                return event;
            }
            return JSON.createObjectNode().put(UNREADABLE, "no JSON object");
        } catch (IOException e) {
            return JSON.createObjectNode()
                    .put(UNREADABLE, e instanceof StreamConstraintsException ? "beyond what is read" : "no JSON");
        }
    }

    private static Optional<UUID> keyOf(ObjectNode event) {
        return uuid(event.at("/personal/key").asText());
    }

    private static Optional<UUID> idOf(ObjectNode event) {
        return uuid(event.path(ID).asText());
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Opened opened(ObjectNode event, Map<UUID, byte[]> keys) {
        Optional<byte[]> person = keyOf(event).map(keys::get);
        Optional<EventKey> key = person.flatMap(it -> idOf(event).map(id -> EventKey.of(it, id)));
        boolean committed = key.map(
                        it -> it.isCommittedBy(event.at("/personal/commitment").asText()))
                .orElse(true);
        Map<String, String> values = new TreeMap<>();
        for (JsonPointer place : placesIn(event)) {
            JsonNode sealed = event.at(place).path(SEALED);
            if (sealed.isTextual()) {
                put(
                        event,
                        place,
                        JSON.getNodeFactory().textNode(value(key, committed, place, sealed.asText(), values)));
            }
        }
        return new Opened(
                event, values.isEmpty() ? null : key.map(EventKey::text).orElse(null), values);
    }

    /** @param committed whether the event was sealed by this key as far as it says: an outsider would believe nothing else */
    private static String value(
            Optional<EventKey> key, boolean committed, JsonPointer place, String sealed, Map<String, String> values) {
        if (key.isEmpty()) {
            return ERASED;
        }
        if (!committed) {
            return NOT_SEALED_SO;
        }
        try {
            String value = key.get().open(place.toString(), sealed);
            values.put(place.toString(), value);
            return value;
        } catch (GeneralSecurityException e) {
            Log.errorf("what stands at %s of an event was not sealed by its key", place);
            return NOT_SEALED_SO;
        }
    }

    private static void put(ObjectNode body, JsonPointer place, JsonNode value) {
        JsonNode parent = body.at(place.head());
        if (parent instanceof ObjectNode object) {
            object.set(place.last().getMatchingProperty(), value);
        } else if (parent instanceof ArrayNode array) {
            array.set(place.last().getMatchingIndex(), value);
        }
    }
}

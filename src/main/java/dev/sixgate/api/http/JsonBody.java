package dev.sixgate.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request's JSON object, read member by member. Everything that is wrong with it is collected, so that one answer names
 * every member; {@link #done} throws it. Members that nobody asked for are wrong too.
 */
public final class JsonBody {
    /** Nothing that a caller may send is larger, in bytes, but what holds a policy file. */
    public static final int MAX_BYTES = 65_536;

    private static final int MAX_DEPTH = 20;
    /** More than these help nobody. */
    private static final int MAX_VIOLATIONS = 50;

    private static final ObjectMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode object;
    private final String path;
    private final Set<String> asked = new HashSet<>();
    private final List<Violation> violations;

    /** A member that is wrong, and why. */
    public record Violation(String member, String message) {}

    private JsonBody(ObjectNode object, String path, List<Violation> violations) {
        this.object = object;
        this.path = path;
        this.violations = violations;
    }

    /** @throws Refusal {@code malformed-request} if it is no JSON object */
    public static JsonBody read(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            throw malformed("The body is empty; send a JSON object.");
        }
        try {
            JsonNode node = STRICT.readTree(bytes);
            if (node instanceof ObjectNode object) {
                return new JsonBody(object, "", new ArrayList<>());
            }
            throw malformed("The body is no JSON object.");
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw malformed("The body is no well-formed JSON" + where
                    + "; a member that comes twice, deep nesting and endless numbers count as that.");
        } catch (IOException e) {
            throw malformed("The body cannot be read.");
        }
    }

    /** The same for a body that may be left out. */
    public static JsonBody readOptional(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 0 ? read(new byte[] {'{', '}'}) : read(bytes);
    }

    /** A text without control characters, at most so many characters long. */
    public Optional<String> text(String member, int maxLength) {
        return member(member, JsonNodeType.STRING, "a string")
                .map(JsonNode::textValue)
                .filter(text -> {
                    if (hasUnwanted(text)) {
                        violate(member, "must not contain control characters");
                        return false;
                    }
                    if (text.length() > maxLength) {
                        violate(member, "must not be longer than " + maxLength + " characters");
                        return false;
                    }
                    return true;
                });
    }

    /** A whole number within these bounds. */
    public Optional<Integer> number(String member, int least, int most) {
        return member(member, JsonNodeType.NUMBER, "a number").flatMap(node -> {
            if (!node.canConvertToInt()
                    || !node.isIntegralNumber()
                    || node.intValue() < least
                    || node.intValue() > most) {
                violate(member, "must be a whole number from " + least + " to " + most);
                return Optional.empty();
            }
            return Optional.of(node.intValue());
        });
    }

    /** A list of texts, each as {@link #text}; empty where it is left out or wrong. */
    public List<String> texts(String member, int maxItems, int maxLength) {
        List<String> texts = new ArrayList<>();
        member(member, JsonNodeType.ARRAY, "a list of strings").ifPresent(array -> {
            if (array.size() > maxItems) {
                violate(member, "must not have more than " + maxItems + " items");
                return;
            }
            for (JsonNode item : array) {
                String text = item.textValue();
                if (text == null || text.isBlank() || hasUnwanted(text) || text.length() > maxLength) {
                    violate(member, "must have items of 1 to " + maxLength + " printable characters");
                    return;
                }
                texts.add(text);
            }
        });
        return texts;
    }

    /** Whether the member is there, whatever it is, and not {@code null}. */
    public boolean has(String member) {
        return object.hasNonNull(member);
    }

    public boolean bool(String member, boolean otherwise) {
        return member(member, JsonNodeType.BOOLEAN, "true or false")
                .map(JsonNode::booleanValue)
                .orElse(otherwise);
    }

    /** A moment as RFC 3339 writes it. */
    public Optional<Instant> instant(String member) {
        return member(member, JsonNodeType.STRING, "a time such as 2026-01-31T09:00:00Z")
                .flatMap(node -> {
                    Optional<Instant> moment = Moments.parse(node.textValue());
                    if (moment.isEmpty()) {
                        violate(member, "must be " + Moments.FORM);
                    }
                    return moment;
                });
    }

    /** One of an enum's values, by its name. */
    public <E extends Enum<E>> Optional<E> oneOf(String member, Class<E> type) {
        String choices = String.join(
                ", ", Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
        return member(member, JsonNodeType.STRING, "one of " + choices).flatMap(node -> {
            Optional<E> found = Arrays.stream(type.getEnumConstants())
                    .filter(value -> value.name().equals(node.textValue()))
                    .findFirst();
            if (found.isEmpty()) {
                violate(member, "must be one of " + choices);
            }
            return found;
        });
    }

    /** An object within the object; its members are to be asked for too. */
    public Optional<JsonBody> object(String member) {
        return member(member, JsonNodeType.OBJECT, "an object")
                .map(node -> new JsonBody((ObjectNode) node, path + member + ".", violations));
    }

    /** A list of objects within the object; the members of each are to be asked for, and closed. */
    public List<JsonBody> objects(String member, int maxItems) {
        List<JsonBody> objects = new ArrayList<>();
        member(member, JsonNodeType.ARRAY, "a list of objects").ifPresent(array -> {
            if (array.size() > maxItems) {
                violate(member, "must not have more than " + maxItems + " items");
                return;
            }
            for (JsonNode item : array) {
                String place = path + member + "[" + objects.size() + "].";
                if (!(item instanceof ObjectNode part)) {
                    violate(member, "must be a list of objects");
                    return;
                }
                objects.add(new JsonBody(part, place, violations));
            }
        });
        return objects;
    }

    /** A time of ISO 8601, such as {@code PT10M}, from zero to so long. */
    public Optional<Duration> duration(String member, Duration longest) {
        return member(member, JsonNodeType.STRING, "a duration such as PT10M").flatMap(node -> {
            try {
                Duration duration = Duration.parse(node.textValue());
                if (!duration.isNegative() && duration.compareTo(longest) <= 0) {
                    return Optional.of(duration);
                }
            } catch (DateTimeParseException e) {
                // It is said below what it has to be.
            }
            violate(member, "must be a duration such as PT10M, from PT0S to " + longest);
            return Optional.empty();
        });
    }

    /** One text, or a list of them, each as {@link #text}. */
    public List<String> textOrTexts(String member, int maxItems, int maxLength) {
        JsonNode node = object.get(member);
        return node != null && node.isTextual()
                ? text(member, maxLength).stream().toList()
                : texts(member, maxItems, maxLength);
    }

    /** Says that a member is wrong. */
    public void violate(String member, String message) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation(path + member, message));
        }
    }

    /** Says that a member must be there. */
    public void require(String member, boolean there) {
        if (!there
                && violations.stream().noneMatch(violation -> violation.member().equals(path + member))) {
            violate(member, "is required");
        }
    }

    /** Says that nothing more will be asked for: whatever else is there is wrong. */
    public void closed() {
        object.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                violate(shortened(name), "is not known here");
            }
        });
    }

    /** @throws Refusal {@code malformed-request} with every violation, if there is one */
    public void done() {
        closed();
        if (!violations.isEmpty()) {
            throw malformed("The body has members that are wrong: see violations.")
                    .with("violations", violations);
        }
    }

    private Optional<JsonNode> member(String name, JsonNodeType type, String form) {
        asked.add(name);
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (node.getNodeType() != type) {
            violate(name, "must be " + form);
            return Optional.empty();
        }
        return Optional.of(node);
    }

    /** Whether a text has what PostgreSQL, or a person's screen, cannot take: control characters, halves of characters. */
    static boolean hasUnwanted(String text) {
        return text.codePoints().anyMatch(JsonBody::isUnwanted);
    }

    private static boolean isUnwanted(int codePoint) {
        boolean layout = codePoint == '\n' || codePoint == '\r' || codePoint == '\t';
        return Character.isISOControl(codePoint) && !layout
                || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    static String shortened(String name) {
        String printable = name.replaceAll("\\P{Print}", "?");
        return printable.length() <= 64 ? printable : printable.substring(0, 64);
    }

    private static Refusal malformed(String detail) {
        return new Refusal(Reason.MALFORMED_REQUEST, detail);
    }
}

package dev.sixgate.sandbox.apigateway.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as API Gateway writes and reads it: absent members instead of nulls, and a 400 for a member of another type. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .addModule(new JavaTimeModule())
            .build();

    private Json() {}

    /** A fresh empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A fresh empty array. */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** A record as a tree, without its null components. */
    public static ObjectNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * A record out of a tree.
     *
     * @throws AwsError 400 BadRequestException if a member is unknown, of another type or refused by the record
     */
    public static <T> T read(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException refused) {
            var cause = refused.getCause() == null
                    ? refused.getOriginalMessage()
                    : refused.getCause().getMessage();
            throw AwsError.badRequest(String.valueOf(cause));
        }
    }

    /**
     * What is left of {@code value} after {@code changes}: members given replace members, null removes, nothing is merged deeper.
     *
     * @throws AwsError 400 BadRequestException if the outcome is no legal record
     */
    public static <T extends Object> T changed(T value, ObjectNode changes, Class<T> type) {
        var tree = tree(value);
        changes.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                tree.remove(member.getKey());
            } else {
                tree.set(member.getKey(), member.getValue());
            }
        });
        return read(tree, type);
    }

    /**
     * Any JSON value.
     *
     * @throws AwsError 400 SerializationException if the bytes are none
     */
    public static JsonNode value(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException malformed) {
            throw AwsError.unreadable("The request body is not valid JSON");
        }
    }

    /**
     * A JSON object; no bytes are an empty one.
     *
     * @throws AwsError 400 SerializationException if the bytes are anything else
     */
    public static ObjectNode object(byte[] body) {
        if (body.length == 0) {
            return object();
        }
        if (value(body) instanceof ObjectNode object) {
            return object;
        }
        throw AwsError.unreadable("The request body is not a JSON object");
    }

    /**
     * A string member; absent and null are null.
     *
     * @throws AwsError 400 SerializationException if it is no string
     */
    public static @Nullable String text(JsonNode object, String member) {
        var value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw AwsError.unreadable(member + " must be a string");
        }
        return value.textValue();
    }

    /**
     * A member which maps strings to strings; absent and null are empty.
     *
     * @throws AwsError 400 SerializationException if it is anything else
     */
    public static Map<String, String> strings(JsonNode object, String member) {
        var strings = new LinkedHashMap<String, String>();
        var value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return strings;
        }
        if (!value.isObject()) {
            throw AwsError.unreadable(member + " must be an object");
        }
        value.fieldNames().forEachRemaining(name -> {
            var text = text(value, name);
            if (text != null) {
                strings.put(name, text);
            }
        });
        return strings;
    }

    /** The tree as bytes in UTF-8. */
    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

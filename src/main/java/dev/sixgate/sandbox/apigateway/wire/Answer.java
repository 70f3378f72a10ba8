package dev.sixgate.sandbox.apigateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP answer, complete but for {@code x-amzn-RequestId}, which the front adds to every answer alike.
 *
 * @param body empty for none
 */
public record Answer(int status, Map<String, String> headers, byte[] body) {

    /** JSON with the status that the operation is modelled with. */
    public static Answer json(int status, JsonNode tree) {
        return new Answer(status, Map.of("Content-Type", "application/json"), Json.bytes(tree));
    }

    /** 200 with JSON. */
    public static Answer ok(JsonNode tree) {
        return json(200, tree);
    }

    /** No body, as after a deletion. */
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0]);
    }

    /** 200 in AWS's query protocol. */
    public static Answer xml(int status, String document) {
        return new Answer(status, Map.of("Content-Type", "text/xml"), document.getBytes(StandardCharsets.UTF_8));
    }

    /** The same answer with one more header. */
    public Answer with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    /** Whether the operation succeeded. */
    public boolean isSuccess() {
        return status < 400;
    }
}

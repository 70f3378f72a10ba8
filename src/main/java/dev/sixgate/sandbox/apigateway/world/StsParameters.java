package dev.sixgate.sandbox.apigateway.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.wire.Json;
import java.util.Map;

/** The parameters of a call to STS as CloudTrail writes them: in camel case, a list's members together. */
final class StsParameters {
    private static final String TAGS = "Tags.member.";

    private StsParameters() {}

    static ObjectNode of(Map<String, String> form) {
        var parameters = Json.object();
        form.forEach((name, value) -> {
            if (!name.contains(".") && !name.equals("Action") && !name.equals("Version")) {
                parameters.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), value);
            }
        });
        for (int i = 1; form.containsKey(TAGS + i + ".Key"); i++) {
            parameters
                    .withArray("tags")
                    .addObject()
                    .put("key", form.get(TAGS + i + ".Key"))
                    .put("value", form.getOrDefault(TAGS + i + ".Value", ""));
        }
        return parameters;
    }
}

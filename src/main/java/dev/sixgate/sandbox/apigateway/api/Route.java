package dev.sixgate.sandbox.apigateway.api;

import dev.sixgate.sandbox.apigateway.wire.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A method and a path, and the operation that answers there.
 *
 * @param template the path's segments; <code>{name}</code> takes one, <code>{name+}</code> all that are left
 * @param operation the operation's name in the service model
 */
public record Route(String method, List<String> template, String operation, Function<Call, Answer> handler) {

    static Route of(String method, String template, String operation, Function<Call, Answer> handler) {
        return new Route(method, List.of(template.substring(1).split("/", -1)), operation, handler);
    }

    /** What the path names, if it fits. */
    Optional<Map<String, String>> match(List<String> segments) {
        var variables = new LinkedHashMap<String, String>();
        for (int i = 0; i < template.size(); i++) {
            var part = template.get(i);
            if (part.endsWith("+}") && i < segments.size()) {
                variables.put(
                        part.substring(1, part.length() - 2), String.join("/", segments.subList(i, segments.size())));
                return Optional.of(variables);
            }
            if (i >= segments.size() || segments.get(i).isEmpty()) {
                return Optional.empty();
            }
            if (part.startsWith("{")) {
                variables.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return template.size() == segments.size() ? Optional.of(variables) : Optional.empty();
    }
}

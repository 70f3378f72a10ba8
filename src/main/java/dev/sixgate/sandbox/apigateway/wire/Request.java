package dev.sixgate.sandbox.apigateway.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, read whole and percent-decoded.
 *
 * @param method in capitals, whatever it is
 * @param path as sent, still encoded
 * @param segments the decoded parts between the slashes; an encoded slash stays inside its segment, as in a tag's ARN
 * @param query decoded, in the order sent
 * @param headers by lower-case name, the first value of each
 * @param body at most {@link #MAX_BODY} bytes
 * @param remoteAddress the caller's IP address
 */
public record Request(
        String method,
        String path,
        List<String> segments,
        Map<String, List<String>> query,
        Map<String, String> headers,
        byte[] body,
        String remoteAddress) {

    /** The largest body, in bytes. */
    public static final int MAX_BODY = 1 << 20;

    /** A larger body is swallowed up to here, so that a client which is still writing reads the 413. */
    private static final long MAX_SWALLOWED = 16L << 20;

    /**
     * Reads a request to its end.
     *
     * @throws AwsError 413 if the body is over {@link #MAX_BODY}
     */
    public static Request read(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        var path = uri.getRawPath() == null ? "/" : uri.getRawPath();
        var headers = new LinkedHashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!values.isEmpty()) {
                headers.put(name.toLowerCase(Locale.ROOT), values.get(0));
            }
        });
        var body = body(exchange.getRequestBody());
        return new Request(
                exchange.getRequestMethod().toUpperCase(Locale.ROOT),
                path,
                segments(path),
                parameters(uri.getRawQuery()),
                headers,
                body,
                exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    /** A header by its lower-case name. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The first value of a query parameter. */
    public @Nullable String parameter(String name) {
        var values = query.get(name);
        return values == null ? null : values.get(0);
    }

    /**
     * The body as a JSON object; no body is an empty object.
     *
     * @throws AwsError 400 SerializationException if it is anything else
     */
    public ObjectNode json() {
        return Json.object(body);
    }

    /** The body as a form, for AWS's query protocol. */
    public Map<String, String> form() {
        var form = new LinkedHashMap<String, String>();
        parameters(new String(body, StandardCharsets.UTF_8)).forEach((name, values) -> form.put(name, values.get(0)));
        return form;
    }

    /** The body as it came, for the trail. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static byte[] body(InputStream in) throws IOException {
        var body = in.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            var buffer = new byte[1 << 16];
            long swallowed = 0;
            int n;
            while (swallowed < MAX_SWALLOWED && (n = in.read(buffer)) >= 0) {
                swallowed += n;
            }
            throw new AwsError(413, "RequestEntityTooLargeException", "Request body is larger than 1 MiB");
        }
        return body;
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.substring(1).split("/", -1))
                .map(segment -> decoded(segment.replace("+", "%2B")))
                .toList();
    }

    private static Map<String, List<String>> parameters(@Nullable String encoded) {
        var parameters = new LinkedHashMap<String, List<String>>();
        if (encoded == null || encoded.isEmpty()) {
            return parameters;
        }
        for (var pair : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        return parameters;
    }

    private static String decoded(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw AwsError.badRequest("Malformed percent-encoding: " + encoded);
        }
    }
}

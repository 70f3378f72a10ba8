package dev.sixgate.api.http;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.JsonBody.Violation;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses requests whose form alone is wrong, whatever they ask for: query parameters that the operation does not know, or
 * that come twice, and headers that cannot be read. What is ignored silently is believed to have been obeyed; a misspelt
 * {@code validateOnly} would change something.
 */
public class RequestForm {
    /** The most characters of a parameter of the query or the path, and of a header that is read. */
    public static final int MOST_CHARACTERS = 2_000;
    /** How often a parameter that may come more than once may come. */
    public static final int MOST_VALUES = 20;
    /** The largest whole number that a parameter can be, where it is read as such: of nine digits. */
    public static final int LARGEST = 999_999_999;
    /** The same of a long: of eighteen digits. */
    public static final long LARGEST_LONG = 999_999_999_999_999_999L;

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");
    private static final Pattern LONG = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern BOOLEAN = Pattern.compile("true|false");

    /**
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110, section 8.8.3: entity-tag</a>
     */
    private static final String TAG = "(W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"";

    private static final Pattern IF_MATCH = Pattern.compile("\\*|" + TAG + "([ \\t]*,[ \\t]*" + TAG + ")*");
    private static final String TOO_LONG = "must not be longer than " + MOST_CHARACTERS + " characters";
    private static final List<String> READ =
            List.of("If-Match", "If-None-Match", "Idempotency-Key", "Prefer", "Last-Event-ID");
    private static final List<String> ONCE = List.of("Authorization", "If-Match", "Idempotency-Key");

    /** @throws Refusal {@code malformed-request} that names every parameter and header that is wrong */
    @ServerRequestFilter
    void check(ContainerRequestContext request, ResourceInfo resource, HttpHeaders headers, RoutingContext routing) {
        if (routing.request().path().contains(";")) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "A path has no parameters here; write a semicolon as %3B.");
        }
        Method operation = resource.getResourceMethod();
        if (operation == null) {
            return;
        }
        List<Violation> violations = new ArrayList<>();
        checkPath(request.getUriInfo().getPathParameters(), violations);
        checkQuery(operation, request.getUriInfo().getQueryParameters(), violations);
        checkHeaders(operation, headers, violations);
        if (!violations.isEmpty()) {
            throw new Refusal(
                            Reason.MALFORMED_REQUEST,
                            "The request has parameters or headers that are wrong: see violations.")
                    .with("violations", violations);
        }
        if (operation.isAnnotationPresent(Consumes.class)) {
            requireMediaType(request);
        }
    }

    private static void checkPath(Map<String, List<String>> path, List<Violation> violations) {
        path.forEach((name, values) -> {
            if (values.stream().anyMatch(RequestForm::isTooLong)) {
                violations.add(new Violation(name, TOO_LONG));
            }
        });
    }

    private static boolean isTooLong(String value) {
        return value.length() > MOST_CHARACTERS;
    }

    private static void checkQuery(Method operation, Map<String, List<String>> query, List<Violation> violations) {
        if (Arrays.stream(operation.getParameters()).anyMatch(it -> it.isAnnotationPresent(BeanParam.class))) {
            return;
        }
        new TreeMap<>(query)
                .forEach((name, values) -> parameter(operation, name)
                        .ifPresentOrElse(
                                parameter -> wrong(parameter, values)
                                        .ifPresent(message -> violations.add(new Violation(name, message))),
                                () -> violations.add(new Violation(JsonBody.shortened(name), "is not known here"))));
    }

    private static Optional<Parameter> parameter(Method operation, String name) {
        return Arrays.stream(operation.getParameters())
                .filter(it -> it.isAnnotationPresent(QueryParam.class)
                        && it.getAnnotation(QueryParam.class).value().equals(name))
                .findFirst();
    }

    private static Optional<String> wrong(Parameter parameter, List<String> values) {
        boolean list = List.class.isAssignableFrom(parameter.getType());
        if (values.size() > 1 && !list) {
            return Optional.of("must be there once");
        }
        if (values.size() > MOST_VALUES) {
            return Optional.of("must not be there more than " + MOST_VALUES + " times");
        }
        if (values.stream().anyMatch(JsonBody::hasUnwanted)) {
            return Optional.of("must not contain control characters");
        }
        if (values.stream().anyMatch(RequestForm::isTooLong)) {
            return Optional.of(TOO_LONG);
        }
        String value = values.get(0);
        if (parameter.isAnnotationPresent(DefaultValue.class)) {
            return BOOLEAN.matcher(value).matches() ? Optional.empty() : Optional.of("must be true or false");
        }
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (parameter.getType() == Integer.class && !INTEGER.matcher(value).matches()) {
            return Optional.of("must be a whole number of at most nine digits");
        }
        return parameter.getType() == Long.class && !LONG.matcher(value).matches()
                ? Optional.of("must be a whole number of at most eighteen digits")
                : Optional.empty();
    }

    private static void checkHeaders(Method operation, HttpHeaders headers, List<Violation> violations) {
        for (String name : READ) {
            String value = headers.getHeaderString(name);
            if (value != null && reads(operation, name) && isTooLong(value)) {
                violations.add(new Violation(name, TOO_LONG));
                return;
            }
        }
        for (String name : ONCE) {
            List<String> values = headers.getRequestHeader(name);
            if (values != null && values.size() > 1) {
                violations.add(new Violation(name, "must be there once"));
            } else if (values != null && !values.isEmpty() && reads(operation, name)) {
                wrongHeader(name, values.get(0)).ifPresent(message -> violations.add(new Violation(name, message)));
            }
        }
    }

    private static Optional<String> wrongHeader(String name, String value) {
        return switch (name) {
            case "If-Match" ->
                IF_MATCH.matcher(value.strip()).matches()
                        ? Optional.empty()
                        : Optional.of("must be an ETag, a list of them, or *");
            case "Idempotency-Key" ->
                Idempotency.Key.isKey(value)
                        ? Optional.empty()
                        : Optional.of("must be 1 to 255 visible ASCII characters");
            default -> Optional.empty();
        };
    }

    private static boolean reads(Method operation, String header) {
        return Arrays.stream(operation.getParameters())
                .anyMatch(it -> it.isAnnotationPresent(HeaderParam.class)
                        && it.getAnnotation(HeaderParam.class).value().equals(header));
    }

    /** A body that does not say what it is might come from a foreign page's form. */
    private static void requireMediaType(ContainerRequestContext request) {
        String length = request.getHeaderString("Content-Length");
        boolean body = request.getHeaderString("Transfer-Encoding") != null || length != null && !length.equals("0");
        String type = request.getHeaderString("Content-Type");
        if (body && (type == null || type.isBlank() || type.contains("*"))) {
            throw new NotSupportedException();
        }
    }
}

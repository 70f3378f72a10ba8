package dev.sixgate.api.openapi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Hands out the document that was generated when the service was built, as it was generated: YAML, or JSON for whoever asks by
 * {@code ?format=json}, by {@code Accept} or by the path {@code /q/openapi.json}. The extension's own handler would parse and
 * print it again at each start, a tenth of the time until the first answer; the launcher keeps it from doing so.
 */
@ApplicationScoped
class OpenApiDocument {
    private static final String GENERATED = "META-INF/quarkus-generated-openapi-doc.";
    /** Before the extension's route, after the checks of every request. */
    private static final int BEFORE_THE_EXTENSION = -1000;

    void register(@Observes Router router) {
        for (String path : List.of("/q/openapi", "/q/openapi.json", "/q/openapi.yaml", "/q/openapi.yml")) {
            router.route(HttpMethod.GET, path).order(BEFORE_THE_EXTENSION).handler(this::answer);
            router.route(HttpMethod.HEAD, path).order(BEFORE_THE_EXTENSION).handler(this::answer);
        }
    }

    private void answer(RoutingContext request) {
        boolean json = wantsJson(request);
        request.response()
                .putHeader("Content-Type", (json ? "application/json" : "application/yaml") + ";charset=UTF-8")
                .putHeader("Vary", "Accept")
                .end(read(GENERATED + (json ? "JSON" : "YAML")));
    }

    private static boolean wantsJson(RoutingContext request) {
        String path = request.normalizedPath();
        if (path.contains(".")) {
            return path.endsWith(".json");
        }
        List<String> format = request.queryParam("format");
        if (!format.isEmpty()) {
            return format.get(0).toLowerCase(Locale.ROOT).equals("json");
        }
        String accept = request.request().getHeader("Accept");
        return accept != null && accept.contains("application/json");
    }

    private static Buffer read(String resource) {
        try (InputStream document =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            return Buffer.buffer(Objects.requireNonNull(document, resource).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

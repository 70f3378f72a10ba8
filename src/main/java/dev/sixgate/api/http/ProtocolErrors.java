package dev.sixgate.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.api.problem.Problem;
import dev.sixgate.api.problem.ProblemType;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/** Answers with a problem what is refused before there is a resource: bodies that are announced too large. */
@ApplicationScoped
class ProtocolErrors {
    /** Before everything that reads a body or refuses one. */
    private static final int FIRST = Integer.MIN_VALUE + 1;

    private final ObjectMapper mapper;

    ProtocolErrors(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    void register(@Observes Router router) {
        router.route().order(FIRST).handler(this::requireSmall);
    }

    private void requireSmall(RoutingContext request) {
        String length = request.request().getHeader("Content-Length");
        if (length != null
                && Long.parseLong(length) > BodySize.mostFor(request.request().path())) {
            answer(request, ProblemType.PAYLOAD_TOO_LARGE, ProblemType.PAYLOAD_TOO_LARGE.meaning());
        } else {
            withoutTypeOfNothing(request);
            request.next();
        }
    }

    /** A GET has no body that could have a type; what it says of one, however it is written, is not read. */
    private static void withoutTypeOfNothing(RoutingContext request) {
        HttpMethod method = request.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            request.request().headers().remove("Content-Type");
        }
    }

    /** The rest of the request is of no use: the connection ends with the answer. */
    private void answer(RoutingContext request, ProblemType type, String detail) {
        Problem problem = new Problem(
                type.uri(),
                type.title(),
                type.status(),
                detail,
                request.request().path(),
                Map.of());
        request.response()
                .setStatusCode(type.status())
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Connection", "close")
                .end(json(problem))
                .onComplete(sent -> request.request().connection().close());
    }

    private String json(Problem problem) {
        try {
            return mapper.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON form of a problem", e);
        }
    }
}

package dev.sixgate.sandbox.apigateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.sixgate.sandbox.apigateway.api.Router;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.ErrorShape;
import dev.sixgate.sandbox.apigateway.wire.Request;
import dev.sixgate.sandbox.apigateway.world.World;
import java.io.IOException;
import java.util.Optional;

/** The server's side of every connection: reads a request, lets AWS or the admin path answer, writes the answer or cuts. */
final class Front implements HttpHandler {
    private final World world;
    private final Router router;
    private final Controls controls;

    Front(World world) {
        this.world = world;
        this.router = new Router(world);
        this.controls = new Controls(world);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        // Closing an exchange that has sent nothing closes the connection: the caller sees it end without an answer.
        try (exchange) {
            var requestId = world.ids().uuid();
            exchange.getResponseHeaders().set("x-amzn-RequestId", requestId);
            var answer = answer(exchange, requestId);
            if (answer.isPresent()) {
                write(exchange, answer.get());
            }
        }
    }

    private Optional<Answer> answer(HttpExchange exchange, String requestId) throws IOException {
        Request request;
        try {
            request = Request.read(exchange);
        } catch (AwsError unreadable) {
            return Optional.of(ErrorShape.HEADER.answer(unreadable).with("Connection", "close"));
        }
        var answer = Controls.owns(request)
                ? Optional.of(controls.answer(request))
                : new Turn(world, router, request, requestId).answer();
        synchronized (world) {
            // Before the caller is told: what was answered is found again after a crash.
            world.keep();
        }
        return answer;
    }

    private static void write(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        boolean bodiless =
                answer.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : answer.body().length);
        if (!bodiless) {
            exchange.getResponseBody().write(answer.body());
        }
    }
}

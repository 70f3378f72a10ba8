package dev.sixgate.sandbox;

import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** Tells whoever started it for the first time where to go, as whom, and where everything is kept. */
@ApplicationScoped
@UnlessBuildProfile("test")
class Banner {
    private final IdentityConfig identity;
    private final HttpServer server;
    private final Config config;

    Banner(IdentityConfig identity, HttpServer server, Config config) {
        this.identity = identity;
        this.server = server;
        this.config = config;
    }

    void print(@ObservesAsync HttpServerStart started) {
        if (identity.identity() == Identity.DEMO) {
            Log.info(text("http://localhost:" + server.getPort()));
        }
    }

    private String text(String service) {
        String people = DemoPerson.all().stream()
                .map(person -> person.login() + " (" + person.role()
                        + person.groups().stream().map(group -> " " + group).collect(Collectors.joining()) + ")")
                .collect(Collectors.joining(", "));
        String kept = EmbeddedWorld.data()
                .map(Object::toString)
                .orElseGet(() -> config.getOptionalValue("quarkus.datasource.jdbc.url", String.class)
                        .orElse("-"));
        String targets = config.getOptionalValue("sixgate.targets.sandbox.endpoint", String.class)
                .map(endpoint -> "\n  simulator  " + endpoint)
                .orElse("");
        return """
                Sixgate, with demo people: whoever knows their password is them.
                  service    %1$s
                  try it     %1$s/q/swagger-ui/
                  health     %1$s/q/health
                  people     %2$s
                  password   %3$s
                  data       %4$s%5$s""".formatted(service, people, DemoPerson.PASSWORD, kept, targets);
    }
}

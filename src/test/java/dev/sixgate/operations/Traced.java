package dev.sixgate.operations;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** With traces, as where it is configured where they go; they go to {@link Spans}. */
public final class Traced implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("launcher.traces.on", "true", "launcher.traces.off", "false", "quarkus.otel.simple", "true");
    }
}

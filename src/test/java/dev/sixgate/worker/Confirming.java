package dev.sixgate.worker;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Under policies that approve reverts in advance, and ask for confirmations. */
public final class Confirming implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("sixgate.policies", "src/test/resources/policies/confirming.yaml");
    }
}

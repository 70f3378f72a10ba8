package dev.sixgate.api.identity;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

/** The test world, but with people from an OpenID provider, which is away until a test starts it. */
public final class OpenIdWorld implements QuarkusTestProfile {

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Identity.class));
    }

    /** What differs from the test world's configuration. */
    public static final class Identity implements QuarkusTestResourceLifecycleManager {
        @Override
        public int order() {
            return 1;
        }

        @Override
        public Map<String, String> start() {
            return Map.of(
                    "sixgate.identity", "oidc",
                    "sixgate.policies", "src/test/resources/policies/network.yaml",
                    "sixgate.claims.role-names.break-glass", "emergency crew,incident-lead",
                    "sixgate.claims.group-names.storage", "/it/Storage Team,san",
                    "quarkus.oidc.tenant-enabled", "true",
                    "quarkus.http.auth.permission.sign-in.auth-mechanism", "code",
                    "quarkus.http.auth.permission.sign-in.policy", "authenticated",
                    "quarkus.oidc.auth-server-url", "http://127.0.0.1:" + freePort() + "/realms/sixgate");
        }

        private static int freePort() {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {}
    }
}

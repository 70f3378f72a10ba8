package dev.sixgate.lifetime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.Trail;
import dev.sixgate.change.PolicyInForce;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ServiceTrailTest {
    @Inject
    Trail trail;

    @Inject
    Settings settings;

    @Inject
    PolicyInForce policies;

    @Inject
    InstantSource clock;

    @Test
    void theStartIsRecordedOnceWithWhatMattersAndNothingSecret() {
        List<JsonNode> starts = trail.since(0, "service.started");

        JsonNode start = starts.get(starts.size() - 1);
        assertThat(start.path("outcome").asText()).isEqualTo("SUCCESS");
        assertThat(start.at("/actor/type").asText()).isEqualTo("SYSTEM");
        assertThat(start.at("/actor/subject").asText()).isEqualTo("system:service");
        assertThat(start.at("/service/version").asText()).isNotEmpty();
        assertThat(start.at("/service/instance").asText()).isNotEmpty();
        assertThat(start.at("/configuration/policies/policyDigest").asText()).startsWith("sha256:");
        assertThat(start.at("/configuration/targets").toString())
                .isEqualTo("[{\"account\":\"111111111111\",\"name\":\"sandbox\",\"region\":\"eu-central-1\"}]");
        assertThat(start.at("/configuration/worker").asBoolean()).isFalse();
        assertThat(start.toString()).doesNotContain("SANDBOX", "password", "secret", "jdbc:");
        assertThat(starts.stream().map(each -> each.at("/service/instance").asText()))
                .doesNotHaveDuplicates();
    }

    @Test
    void thePoliciesAreThoseInForce() {
        assertThat(settings.described().get("identity")).isEqualTo("demo");
        assertThat(settings.described().toString()).contains(policies.present().digest());
    }

    @ParameterizedTest
    @CsvSource({
        "https://id.example.com/realms/platform, https://id.example.com/realms/platform",
        "https://user:secret@id.example.com:8443/realms/x?token=secret#secret, https://id.example.com:8443/realms/x",
        "http://a b:secret@id, unreadable"
    })
    void theProvidersAddressTellsNoPassword(String configured, String told) {
        assertThat(Settings.withoutUser(configured)).isEqualTo(told);
    }

    private ServiceTrail trail(Consumer<AuditEvent> log) {
        return new ServiceTrail(log, settings, clock, Duration.ofMillis(200));
    }

    @Test
    @Timeout(10)
    void aLogThatHangsHoldsNoEndUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ServiceTrail hanging = trail(event -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        hanging.begin();

        hanging.end();

        assertThat(never.getCount()).isEqualTo(1);
    }

    @Test
    void aStartThatCouldNotBeRecordedIsRecordedBeforeTheEnd() throws Exception {
        List<AuditEvent> recorded = new CopyOnWriteArrayList<>();
        CountDownLatch failed = new CountDownLatch(1);
        ServiceTrail late = trail(event -> {
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new IllegalStateException("the log is away");
            }
            recorded.add(event);
        });
        late.begin();
        late.begin();
        failed.await();

        late.end();

        assertThat(recorded).hasSize(2);
    }

    @Test
    void whatNeverBeganDoesNotEnd() throws Exception {
        List<AuditEvent> recorded = new CopyOnWriteArrayList<>();

        trail(recorded::add).end();

        assertThat(recorded).isEmpty();
    }
}

package dev.sixgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.reconcile.DailyVerification;
import dev.sixgate.audit.reconcile.Reconciliation;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever has the service's own database user may append any event, the newest of its kind too. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class LastEventTest {
    @Inject
    LastEvent last;

    @Inject
    DailyVerification daily;

    @Inject
    Reconciliation reconciliation;

    @Inject
    DataSource dataSource;

    @Test
    void anEventWithNumbersThatFewCanReadIsRead() throws SQLException {
        append("test.odd", "\"big\":" + "9".repeat(1001));

        assertThat(last.of(List.of("test.odd")).path("action").asText()).isEqualTo("test.odd");
    }

    @Test
    void whatWasNeverRecordedIsMissing() {
        assertThat(last.of(List.of("test.never")).isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1000000000-12-31T23:59:59Z", "9999-01-01T00:00:00Z", "nonsense"})
    void aVerificationThatIsSaidToBeYetToComePutsNoneOff(String occurredAt) throws Exception {
        append("audit.verified", "\"occurredAt\":\"" + occurredAt + "\"");

        assertThat(daily.runIfDue()).isTrue();
        assertThat(daily.runIfDue()).isFalse();
    }

    @Test
    void anOddFindingSilencesNoLook() throws Exception {
        append("audit.drift-found", "\"findings\":{\"a\":[" + "9".repeat(1001) + "]}");

        reconciliation.record(List.of("something"));

        assertThat(last.of(List.of("audit.drift-found")).at("/findings/0").asText())
                .isEqualTo("something");
        reconciliation.record(List.of());
    }

    private void append(String action, String more) throws SQLException {
        String event = "{\"id\":\"" + UUID.randomUUID() + "\",\"schema\":1,\"action\":\"" + action
                + "\",\"outcome\":\"SUCCESS\",\"actor\":{\"subject\":\"x\"}," + more + "}";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement append = connection.prepareStatement("SELECT audit_append(?)")) {
            append.setBytes(1, event.getBytes(StandardCharsets.UTF_8));
            append.execute();
        }
    }
}

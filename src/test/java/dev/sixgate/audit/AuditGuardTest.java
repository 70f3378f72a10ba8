package dev.sixgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class AuditGuardTest {
    @Inject
    AuditGuard guard;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.username")
    String owner;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    @Test
    void theServiceDoesNotOwnItsTrail() throws SQLException {
        assertThat(guard.isOwnedByAnother()).isTrue();
    }

    @Test
    void aServiceThatLogsInAsTheOwnerIsSeen() throws SQLException {
        PGSimpleDataSource asOwner = new PGSimpleDataSource();
        asOwner.setUrl(url);
        asOwner.setUser(owner);
        asOwner.setPassword(ownerPassword);

        assertThat(new AuditGuard(asOwner).isOwnedByAnother()).isFalse();
    }
}

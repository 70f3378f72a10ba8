package dev.sixgate.audit;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * What keeps this service itself from rewriting the audit trail: that the user it logs in as does not own it. An owner is held
 * back by triggers alone, which an owner may drop.
 */
@ApplicationScoped
class AuditGuard {
    private final DataSource dataSource;

    AuditGuard(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void warnAtStart(@Observes StartupEvent started) {
        try {
            if (!isOwnedByAnother()) {
                Log.warn(
                        "The database user of this service owns the audit tables (or is a superuser): triggers alone protect"
                                + " them. Migrate as another user: QUARKUS_FLYWAY_USERNAME, QUARKUS_FLYWAY_PASSWORD.");
            }
        } catch (SQLException e) {
            Log.warnf("Whether the audit tables are protected could not be seen: %s", e.getMessage());
        }
    }

    boolean isOwnedByAnother() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT NOT pg_has_role(current_user, relowner, 'USAGE')"
                        + " FROM pg_class WHERE oid = 'audit_event'::regclass")) {
            return row.next() && row.getBoolean(1);
        }
    }
}

package dev.sixgate.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.CanonicalJson;
import dev.sixgate.IdSource;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.personal.PersonalData;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Appends events. What cannot be recorded does not happen: a failure here takes the caller's transaction with it. */
@ApplicationScoped
public class AuditLog {
    // The owner's function: the event, and its pointer in the queue of events to number.
    private static final String APPEND = "SELECT audit_append(?)";

    private final DataSource dataSource;
    private final PersonalData personal;
    private final IdSource ids;
    private final Iterable<EventFollower> followers;
    private final Map<String, Object> service;

    AuditLog(
            DataSource dataSource,
            PersonalData personal,
            IdSource ids,
            @Any Instance<EventFollower> followers,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.dataSource = dataSource;
        this.personal = personal;
        this.ids = ids;
        this.followers = followers;
        this.service =
                Map.of("version", version, "instance", ids.next().toString().substring(24));
    }

    /**
     * Appends an event to the transaction that it is part of. Call it after the state that it records has been flushed, so
     * that locks are held shortly.
     *
     * @return the event's id
     * @throws Refusal {@code not-ready} if it cannot be written: the transaction must then roll back
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public UUID append(AuditEvent event) {
        UUID id = ids.next();
        ObjectNode body = CanonicalJson.tree(event.body(id, service));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(APPEND)) {
            Optional<String> person = event.person();
            if (person.isPresent()) {
                personal.seal(body, id, person.get());
            }
            insert.setBytes(1, CanonicalJson.bytes(body));
            insert.execute();
            for (EventFollower follower : followers) {
                follower.appended(id, event.action(), event.change());
            }
            return id;
        } catch (SQLException e) {
            Log.errorf(
                    "audit event not recorded: action=%s outcome=%s %s",
                    event.action(), event.outcome(), e.getMessage());
            throw new Refusal(
                    Reason.NOT_READY, "The audit trail cannot be written now, so nothing was done. Try again shortly.");
        }
    }

    /** Appends an event that stands alone, such as a refusal, in a transaction of its own. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public UUID appendAlone(AuditEvent event) {
        return append(event);
    }
}

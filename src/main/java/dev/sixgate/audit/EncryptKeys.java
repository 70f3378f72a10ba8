package dev.sixgate.audit;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.personal.PersonalData;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * Encrypts people's keys that were made before {@code sixgate.audit.personal-data-key} was set, once the service has started: by
 * then it is known that this is the key of the others. On record as {@code personal-keys.encrypted}.
 */
@ApplicationScoped
class EncryptKeys {
    private final PersonalData personal;
    private final AuditLog log;
    private final InstantSource clock;

    EncryptKeys(PersonalData personal, AuditLog log, InstantSource clock) {
        this.personal = personal;
        this.log = log;
        this.clock = clock;
    }

    @Transactional
    void encrypt(@ObservesAsync HttpServerStart listening) {
        try {
            int encrypted = personal.encryptKeys();
            if (encrypted > 0) {
                log.append(AuditEvent.of(
                                "personal-keys.encrypted", Outcome.SUCCESS, Actor.system("service"), clock.instant())
                        .with("keys", encrypted));
            }
        } catch (SQLException e) {
            Log.errorf("people's keys are not encrypted yet: %s; the next start tries again", e.getMessage());
        }
    }
}

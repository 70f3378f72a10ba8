package dev.sixgate.notice;

import dev.sixgate.IdSource;
import dev.sixgate.audit.EventFollower;
import dev.sixgate.notice.hook.Recipient;
import dev.sixgate.notice.hook.Recipients;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Puts in what is to be told, with the event itself: a crash leaves both, or neither. */
@ApplicationScoped
class Outbox implements EventFollower {
    private static final String ADD =
            "INSERT INTO notice (id, webhook, event_id, change_id, created_at, due_at) VALUES (?, ?, ?, ?, ?, ?)";

    private final DataSource dataSource;
    private final Recipients recipients;
    private final IdSource ids;
    private final InstantSource clock;

    Outbox(DataSource dataSource, Recipients recipients, IdSource ids, InstantSource clock) {
        this.dataSource = dataSource;
        this.recipients = recipients;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void appended(UUID event, String action, Optional<UUID> change) throws SQLException {
        Collection<Recipient> wanting = recipients.wanting(action);
        if (wanting.isEmpty()) {
            return;
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(ADD)) {
            for (Recipient recipient : wanting) {
                insert.setObject(1, ids.next());
                insert.setString(2, recipient.name());
                insert.setObject(3, event);
                insert.setObject(4, change.orElse(null));
                insert.setObject(5, now);
                insert.setObject(6, now);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}

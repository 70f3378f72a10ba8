package dev.sixgate.audit;

import dev.sixgate.CanonicalJson;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.RecordedEvent.State;
import dev.sixgate.audit.Retention.Removed;
import dev.sixgate.audit.personal.PersonalData;
import dev.sixgate.audit.personal.PersonalData.Opened;
import dev.sixgate.audit.tlog.Hash;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log in its order. The cursor is the leaf index; what is committed before a read begins is in it, and a reader
 * that goes on from its last cursor misses nothing.
 */
@ApplicationScoped
public class AuditReader {
    private final DataSource dataSource;
    private final AuditNumbering numbering;
    private final PersonalData personal;
    private final Retention retention;

    AuditReader(DataSource dataSource, AuditNumbering numbering, PersonalData personal, Retention retention) {
        this.retention = retention;
        this.dataSource = dataSource;
        this.personal = personal;
        this.numbering = numbering;
    }

    /**
     * What to look for; absent members mean any. Times are those of recording, {@code from} inclusive, {@code to} exclusive.
     */
    public record Filter(
            @Nullable String domain,
            @Nullable String target,
            @Nullable String actor,
            @Nullable String action,
            @Nullable UUID change,
            @Nullable Outcome outcome,
            @Nullable Instant from,
            @Nullable Instant to) {
        public static final Filter ALL = new Filter(null, null, null, null, null, null, null, null);

        public static Filter ofDomain(String domain, @Nullable String target) {
            return new Filter(domain, target, null, null, null, null, null, null);
        }

        public static Filter ofChange(UUID change) {
            return new Filter(null, null, null, null, change, null, null, null);
        }

        public static Filter ofAction(String action) {
            return new Filter(null, null, null, action, null, null, null, null);
        }

        /** Whether it leaves out nothing of the time that it is of. */
        public boolean isOfTimeOnly() {
            return equals(new Filter(null, null, null, null, null, null, from, to));
        }

        /** The members that are there, by name. */
        public Map<String, Object> described() {
            Map<String, Object> described = new TreeMap<>();
            put(described, "domain", domain);
            put(described, "target", target);
            put(described, "actor", actor);
            put(described, "action", action);
            put(described, "change", change);
            put(described, "outcome", outcome);
            put(described, "from", from);
            put(described, "to", to);
            return described;
        }

        private static void put(Map<String, Object> described, String member, @Nullable Object value) {
            if (value != null) {
                described.put(member, value);
            }
        }
    }

    /**
     * The next events after a leaf index, oldest first.
     *
     * @param afterLeaf -1 for the first page
     * @param limit of rows
     */
    @Transactional(Transactional.TxType.NEVER)
    public List<RecordedEvent> page(Filter filter, long afterLeaf, int limit) {
        return page(filter, List.of(), afterLeaf, limit);
    }

    /**
     * The next events of any of these changes, or rollouts, after a leaf index, oldest first.
     *
     * @param changes at least one
     * @param afterLeaf -1 for the first page
     * @param limit of rows
     */
    @Transactional(Transactional.TxType.NEVER)
    public List<RecordedEvent> page(Collection<UUID> changes, long afterLeaf, int limit) {
        return page(Filter.ALL, changes, afterLeaf, limit);
    }

    private List<RecordedEvent> page(Filter filter, Collection<UUID> changes, long afterLeaf, int limit) {
        StringBuilder where = new StringBuilder("leaf_index > ?");
        List<Object> arguments = new ArrayList<>(List.of(afterLeaf));
        narrow(where, arguments, "domain = ?", filter.domain());
        narrow(where, arguments, "target = ?", filter.target());
        narrow(where, arguments, "actor = ?", filter.actor());
        narrow(where, arguments, "action = ?", filter.action());
        narrow(where, arguments, "change_id = ?", filter.change());
        narrow(where, arguments, "change_id = ANY (?)", changes.isEmpty() ? null : changes.toArray(UUID[]::new));
        narrow(
                where,
                arguments,
                "outcome = ?",
                filter.outcome() == null ? null : filter.outcome().name());
        if (filter.outcome() != null && filter.outcome() != Outcome.SUCCESS) {
            // Implied, and said so that the partial index is used.
            where.append(" AND outcome <> 'SUCCESS'");
        }
        narrow(where, arguments, "recorded_at >= ?", filter.from());
        narrow(where, arguments, "recorded_at < ?", filter.to());
        arguments.add(limit);
        // First the page in the narrow index, then the bodies: a join would sort every match.
        return query("""
                SELECT i.leaf_index, i.recorded_at, event.body, i.leaf_hash, %s
                FROM (SELECT * FROM audit_index WHERE %s ORDER BY leaf_index LIMIT ?) i
                LEFT JOIN LATERAL (
                    SELECT body FROM audit_event e WHERE e.recorded_at = i.recorded_at AND e.event_id = i.event_id) event ON true
                ORDER BY i.leaf_index
                """.formatted(Indexed.COLUMNS, where), arguments);
    }

    /** One event by its id. */
    @Transactional(Transactional.TxType.NEVER)
    public Optional<RecordedEvent> byId(UUID id) {
        return query("""
                        SELECT i.leaf_index, i.recorded_at, e.body, i.leaf_hash, %s
                        FROM audit_index i LEFT JOIN audit_event e ON e.recorded_at = i.recorded_at AND e.event_id = i.event_id
                        WHERE i.event_id = ?
                        """.formatted(Indexed.COLUMNS), List.of(id)).stream().findFirst();
    }

    /**
     * What events say of people, opened for whoever may read it.
     *
     * @throws Refusal {@code not-ready} if the keys cannot be read
     */
    @Transactional(Transactional.TxType.NEVER)
    public List<Opened> open(List<RecordedEvent> events) {
        try {
            return readable(
                    events,
                    personal.open(events.stream().map(RecordedEvent::body).toList()));
        } catch (SQLException e) {
            throw away(e);
        }
    }

    /** The same without opening anything. */
    public List<Opened> leaveSealed(List<RecordedEvent> events) {
        return readable(
                events,
                personal.leaveSealed(events.stream().map(RecordedEvent::body).toList()));
    }

    /** Of an event that cannot be read, what it is found by. */
    private static List<Opened> readable(List<RecordedEvent> events, List<Opened> opened) {
        for (int i = 0; i < events.size(); i++) {
            if (!opened.get(i).isReadable()) {
                opened.get(i)
                        .body()
                        .setAll(CanonicalJson.tree(events.get(i).foundBy().members()));
            }
        }
        return opened;
    }

    private static Refusal away(SQLException e) {
        Log.errorf("audit trail not readable: %s", e.getMessage());
        return new Refusal(Reason.NOT_READY, "The audit trail cannot be read now. Try again shortly.");
    }

    private static void narrow(
            StringBuilder where, List<Object> arguments, String condition, @Nullable Object argument) {
        if (argument != null) {
            where.append(" AND ").append(condition);
            arguments.add(argument instanceof Instant instant ? Timestamp.from(instant) : argument);
        }
    }

    private List<RecordedEvent> query(String sql, List<Object> arguments) {
        try {
            numbering.numberAll();
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement select = connection.prepareStatement(sql)) {
                for (int i = 0; i < arguments.size(); i++) {
                    select.setObject(i + 1, arguments.get(i));
                }
                return read(select);
            }
        } catch (SQLException e) {
            throw away(e);
        }
    }

    private List<RecordedEvent> read(PreparedStatement select) throws SQLException {
        List<RecordedEvent> events = new ArrayList<>();
        @Nullable Removed gone = null;
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                byte[] body = rows.getBytes(3);
                Indexed foundBy = Indexed.of(rows, 5);
                Instant recorded = rows.getObject(2, OffsetDateTime.class).toInstant();
                State state = State.THERE;
                if (body == null) {
                    gone = gone == null ? retention.removed() : gone;
                    state = gone.covers(rows.getLong(1), recorded, String.valueOf(foundBy.action()))
                            ? State.REMOVED
                            : State.MISSING;
                    body = foundBy.stub(state == State.REMOVED);
                }
                events.add(
                        new RecordedEvent(rows.getLong(1), recorded, body, state, Hash.of(rows.getBytes(4)), foundBy));
            }
        }
        return events;
    }
}

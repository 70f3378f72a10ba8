package dev.sixgate.audit.seal;

import dev.sixgate.audit.Indexed;
import dev.sixgate.audit.ReadAhead;
import dev.sixgate.audit.Retention;
import dev.sixgate.audit.Retention.Removed;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteKey;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.audit.tlog.TileAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * Works the whole log out anew from the bodies of its events, and holds against it all that was ever derived of them: leaf
 * hashes, what events are found by, tiles, the sealed tree, and the checkpoints inside and outside of the database. Reads row by row, in constant memory.
 *
 * <p>What it finds is what this service finds about itself. An outsider who does not trust it has the verifier, the log's key
 * and checkpoints of their own.
 */
@ApplicationScoped
public class LogVerification {
    /** How many findings are named; they are counted beyond that. */
    public static final int MOST_NAMED = 100;

    private static final int FETCH = 1_000;

    private final DataSource dataSource;
    private final SigningKeys keys;
    private final KeyLedger ledger;
    private final Retention retention;
    private final List<Outside> places;

    LogVerification(
            DataSource dataSource, SigningKeys keys, KeyLedger ledger, Retention retention, AuditConfig config) {
        this.retention = retention;
        this.dataSource = dataSource;
        this.keys = keys;
        this.ledger = ledger;
        this.places = Outside.of(config);
    }

    /**
     * Something that does not hold.
     *
     * @param leaf where, if it has a place
     */
    public record Finding(@Nullable Long leaf, String what) {}

    /**
     * What was found.
     *
     * @param events how many numbered events were read
     * @param sealed how many of them are in the sealed tree
     * @param root of the tree over all events that were read
     * @param checkpoints how many were compared
     * @param count of all findings
     * @param findings the first {@link #MOST_NAMED}
     */
    public record Report(long events, long sealed, Hash root, int checkpoints, long count, List<Finding> findings) {
        /** Whether everything fits together. */
        public boolean holds() {
            return count == 0;
        }

        /** With findings that were made before. */
        private Report behind(List<Finding> before) {
            List<Finding> all = Stream.concat(before.stream(), findings.stream())
                    .limit(MOST_NAMED)
                    .toList();
            return new Report(events, sealed, root, checkpoints, count + before.size(), all);
        }
    }

    /**
     * Reads the whole log.
     *
     * @throws SQLException and IOException if the database or the checkpoint directory cannot be read
     */
    @Transactional(Transactional.TxType.NEVER)
    public Report verify() throws SQLException, IOException {
        Optional<String> origin = keys.origin();
        Removed gone = retention.removed();
        List<Finding> ahead = new ArrayList<>();
        List<NoteKey> known = origin.isPresent() ? known(origin.get(), ahead) : List.of();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                // Read first: what is signed by now is in the snapshot that the first statement takes afterwards.
                List<SignedNote> outside = new ArrayList<>();
                for (Outside place : origin.isPresent() ? places : List.<Outside>of()) {
                    for (Outside.Kept kept : place.all(origin.get())) {
                        read(kept, ahead).ifPresent(outside::add);
                    }
                }
                outside.sort(Comparator.comparingLong(Run::sizeOf));
                return over(connection, origin.orElse(""), outside, known, gone).behind(ahead);
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        }
    }

    /** The keys that sign or have signed this log; one that the log itself does not tell of proves nothing. */
    private List<NoteKey> known(String origin, List<Finding> findings) throws SQLException {
        List<NoteKey> known = new ArrayList<>();
        KeyLedger.Told told = ledger.told();
        if (!told.ofAll() && told.gone() > 0) {
            findings.add(new Finding(
                    null,
                    "The log says of " + told.gone() + " of these "
                            + told.unannounced().size()
                            + " keys at most that they were added to it; which of them were, can no longer be told: "
                            + String.join(", ", told.unannounced()) + "."));
        }
        for (String key : ledger.verifierKeys(origin)) {
            if (told.isStranger(key)) {
                findings.add(new Finding(null, "The log does not say that the key " + key + " was added to it."));
                continue;
            }
            try {
                known.add(NoteKey.of(key));
            } catch (IllegalArgumentException e) {
                findings.add(new Finding(null, "The key " + key + " of the log is none: " + e.getMessage() + "."));
            }
        }
        return known;
    }

    private static Optional<SignedNote> read(Outside.Kept kept, List<Finding> findings) {
        try {
            return Optional.of(kept.note());
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(null, kept.where() + " is no checkpoint: " + e.getMessage() + "."));
            return Optional.empty();
        }
    }

    /**
     * What one snapshot shows.
     *
     * @param outside the checkpoints that are kept outside of the database, the smallest first
     * @param gone which bodies were removed, as the log says
     */
    static Report over(
            Connection connection, String origin, List<SignedNote> outside, List<NoteKey> known, Removed gone)
            throws SQLException {
        return new Run(connection, known, gone).over(origin, outside);
    }

    /** One reading of the log, in one snapshot. */
    private static final class Run {
        private static final String OUTSIDE = " outside of the database";

        private final Connection connection;
        private final List<NoteKey> known;
        private final Removed gone;
        private final List<Finding> findings = new ArrayList<>();
        private final RightEdge edge = RightEdge.empty();
        private final List<List<Hash>> tiles = new ArrayList<>();
        private long count;
        private long removed;
        private int checkpoints;
        private long next;
        private long agreed;
        private boolean torn;
        private boolean diverged;

        private Run(Connection connection, List<NoteKey> known, Removed gone) {
            this.gone = gone;
            this.connection = connection;
            this.known = known;
        }

        private void found(@Nullable Long leaf, String what) {
            count++;
            if (findings.size() < MOST_NAMED) {
                findings.add(new Finding(leaf, what));
            }
        }

        private Report over(String origin, List<SignedNote> outside) throws SQLException {
            RightEdge sealed = Sealer.edge(connection);
            Deque<SignedNote> kept = new ArrayDeque<>(outside);
            try (PreparedStatement events =
                            connection.prepareStatement("SELECT i.leaf_index, i.leaf_hash, e.body, " + Indexed.COLUMNS
                                    + ", i.recorded_at FROM audit_index i"
                                    + " LEFT JOIN audit_event e ON e.recorded_at = i.recorded_at AND e.event_id = i.event_id"
                                    + " ORDER BY i.leaf_index");
                    PreparedStatement signed = connection.prepareStatement(
                            "SELECT note FROM audit_checkpoint WHERE origin = ? ORDER BY size")) {
                events.setFetchSize(FETCH);
                // Bodies come as bytes instead of hexadecimal digits.
                events.unwrap(PGStatement.class).setPrepareThreshold(-1);
                signed.setFetchSize(FETCH);
                signed.setString(1, origin);
                try (ResultSet notes = signed.executeQuery();
                        ResultSet rows = events.executeQuery();
                        var ahead = new ReadAhead<>(() -> rows(rows))) {
                    Optional<SignedNote> signature = next(notes);
                    for (List<Read> batch = read(ahead); !batch.isEmpty(); batch = read(ahead)) {
                        for (Read read : batch) {
                            leaf(read);
                            if (!torn
                                    && edge.size() == sealed.size()
                                    && !edge.roots().equals(sealed.roots())) {
                                found(
                                        null,
                                        "The sealed tree of " + sealed.size()
                                                + " leaves has another root than its events.");
                            }
                            while (signature.isPresent() && sizeOf(signature.get()) <= next) {
                                checkpoint(signature.get(), "");
                                signature = next(notes);
                            }
                            while (!kept.isEmpty() && sizeOf(kept.peek()) <= next) {
                                checkpoint(kept.pop(), OUTSIDE);
                            }
                        }
                    }
                    while (signature.isPresent()) {
                        checkpoint(signature.get(), "");
                        signature = next(notes);
                    }
                }
            }
            while (!kept.isEmpty()) {
                checkpoint(kept.pop(), OUTSIDE);
            }
            rest(sealed);
            return new Report(next, sealed.size(), edge.root(), checkpoints, count, List.copyOf(findings));
        }

        /** An event as it lies there. */
        private record Row(long leaf, Hash numbered, byte @Nullable [] body, Indexed indexed, boolean removed) {}

        /**
         * An event that was looked at by itself.
         *
         * @param fault what does not hold of it; null where all does
         */
        private record Read(Row row, Hash hash, @Nullable String fault) {}

        /** The next events; the connection is the reader's while it reads. */
        private Optional<List<Row>> rows(ResultSet rows) throws SQLException {
            List<Row> batch = new ArrayList<>(FETCH);
            synchronized (connection) {
                while (batch.size() < FETCH && rows.next()) {
                    Indexed indexed = Indexed.of(rows, 4);
                    Instant recorded = rows.getObject(11, OffsetDateTime.class).toInstant();
                    byte[] body = rows.getBytes(3);
                    batch.add(new Row(
                            rows.getLong(1),
                            Hash.of(rows.getBytes(2)),
                            body,
                            indexed,
                            body == null && gone.covers(rows.getLong(1), recorded, String.valueOf(indexed.action()))));
                }
            }
            return batch.isEmpty() ? Optional.empty() : Optional.of(batch);
        }

        /** Hashing keeps more than one processor busy. */
        private static List<Read> read(ReadAhead<List<Row>> ahead) throws SQLException {
            return ahead.next().orElse(List.of()).parallelStream()
                    .map(Run::read)
                    .toList();
        }

        private static Read read(Row row) {
            byte[] body = row.body();
            if (body == null) {
                String missing = "The body of event " + row.indexed().id() + " is gone.";
                return new Read(row, row.numbered(), row.removed() ? null : missing);
            }
            Hash hash = Hash.ofLeaf(body);
            String unlike = hash.equals(row.numbered())
                    ? null
                    : "The body of event " + row.indexed().id() + " is not the one that was numbered.";
            return new Read(row, hash, unlike == null ? fault(row.indexed(), body) : unlike);
        }

        /** An event that is indexed as something else is not found by whoever looks for it. */
        private static @Nullable String fault(Indexed indexed, byte[] body) {
            try {
                Indexed said = Indexed.of(body);
                return said.equals(indexed)
                        ? null
                        : "The index calls event " + indexed.id() + " " + indexed + ", but its body " + said + ".";
            } catch (IOException e) {
                return "The body of event " + indexed.id() + " is no JSON object.";
            }
        }

        private void leaf(Read read) throws SQLException {
            long leaf = read.row().leaf();
            if (leaf != next) {
                found(next, "The event of this leaf is missing; the next that is there is " + leaf + ".");
                torn = true;
            }
            next = leaf + 1;
            removed += read.row().removed() ? 1 : 0;
            if (read.fault() != null) {
                found(leaf, read.fault());
            }
            if (!torn) {
                edge.add(read.hash());
                intoTiles(0, read.hash());
            }
        }

        /** Compares each tile as soon as it is full, level by level. */
        private void intoTiles(int level, Hash hash) throws SQLException {
            if (tiles.size() == level) {
                tiles.add(new ArrayList<>(TileAddress.FULL));
            }
            List<Hash> open = tiles.get(level);
            open.add(hash);
            if (open.size() < TileAddress.FULL) {
                return;
            }
            long first = edge.size() - (1L << (level + 1) * TileAddress.HEIGHT);
            long tile = first >>> (level + 1) * TileAddress.HEIGHT;
            compare(level, tile, first, open);
            RightEdge above = RightEdge.empty();
            open.forEach(above::add);
            open.clear();
            intoTiles(level + 1, above.root());
        }

        private void compare(int level, long tile, long first, List<Hash> hashes) throws SQLException {
            synchronized (connection) {
                compareWithStored(level, tile, first, hashes);
            }
        }

        private void compareWithStored(int level, long tile, long first, List<Hash> hashes) throws SQLException {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT hashes FROM audit_tile WHERE level = ? AND tile = ?")) {
                select.setInt(1, level);
                select.setLong(2, tile);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        if (first + (1L << (level + 1) * TileAddress.HEIGHT) <= Sealer.sizeOf(connection)) {
                            found(first, "Tile " + level + "/" + tile + ", which begins at this leaf, is gone.");
                        }
                        return;
                    }
                    List<Hash> stored = Hashes.split(row.getBytes(1));
                    for (int i = 0; i < stored.size(); i++) {
                        if (!stored.get(i).equals(hashes.get(i))) {
                            found(
                                    first + ((long) i << level * TileAddress.HEIGHT),
                                    "Tile " + level + "/" + tile
                                            + " has another hash than the events from this leaf on.");
                            return;
                        }
                    }
                }
            }
        }

        private void checkpoint(SignedNote note, String where) {
            Checkpoint checkpoint = Checkpoint.of(note);
            checkpoints++;
            String named = "The checkpoint of " + checkpoint.size() + " events" + where;
            try {
                if (known.stream().noneMatch(note::isSignedBy)) {
                    found(null, named + " is signed by no key of this log.");
                }
            } catch (IllegalArgumentException e) {
                found(null, named + " is forged: " + e.getMessage() + ".");
            }
            if (checkpoint.size() > next) {
                found(next, named + " covers more than is there: the log ends before this leaf.");
            } else if (!torn && !diverged && checkpoint.size() == edge.size()) {
                diverged = !checkpoint.root().equals(edge.root());
                if (diverged) {
                    found(
                            agreed,
                            named + " has another root than the events up to it; the first that was changed is this"
                                    + " leaf or one behind it.");
                } else {
                    agreed = edge.size();
                }
            }
        }

        /** Beyond the rows: a tree that says more than there is, and events that nobody numbers. */
        private void rest(RightEdge sealed) throws SQLException {
            if (sealed.size() > next) {
                found(next, "The sealed tree has " + sealed.size() + " leaves, and the log ends before this one.");
            }
            try (PreparedStatement lost = connection.prepareStatement(
                            "SELECT (SELECT count(*) FROM audit_event) - (SELECT count(*) FROM audit_index)"
                                    + " - (SELECT count(*) FROM audit_pending)");
                    ResultSet row = lost.executeQuery()) {
                row.next();
                long more = row.getLong(1) + removed;
                if (more != 0) {
                    found(
                            null,
                            "There are " + Math.abs(more) + (more > 0 ? " more" : " fewer")
                                    + " events than are numbered or wait for it.");
                }
            }
        }

        private static long sizeOf(SignedNote note) {
            return Checkpoint.of(note).size();
        }

        private boolean goOn(ResultSet rows) throws SQLException {
            synchronized (connection) {
                return rows.next();
            }
        }

        private Optional<SignedNote> next(ResultSet notes) throws SQLException {
            while (goOn(notes)) {
                try {
                    SignedNote note = SignedNote.parse(notes.getString(1));
                    Checkpoint.of(note);
                    return Optional.of(note);
                } catch (IllegalArgumentException e) {
                    found(null, "A stored checkpoint is none: " + e.getMessage() + ".");
                }
            }
            return Optional.empty();
        }
    }
}

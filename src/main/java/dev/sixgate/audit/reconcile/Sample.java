package dev.sixgate.audit.reconcile;

import dev.sixgate.audit.Indexed;
import dev.sixgate.audit.Retention;
import dev.sixgate.audit.Retention.Removed;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.LeafProof;
import dev.sixgate.audit.tlog.Proofs;
import dev.sixgate.audit.tlog.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Some events, whichever, proven against the newest checkpoint from their bodies on. */
@ApplicationScoped
class Sample {
    private static final String EVENTS = "SELECT i.leaf_index, e.body, " + Indexed.COLUMNS
            + ", i.recorded_at, i.leaf_hash FROM audit_index i"
            + " LEFT JOIN audit_event e ON e.recorded_at = i.recorded_at AND e.event_id = i.event_id"
            + " WHERE i.leaf_index = ANY (?) ORDER BY i.leaf_index";

    private final LogReader log;
    private final Retention retention;

    Sample(LogReader log, Retention retention) {
        this.log = log;
        this.retention = retention;
    }

    /**
     * Checks that many; all, where there are no more.
     *
     * @param note the newest checkpoint
     * @return what does not hold, in a sentence each
     */
    List<String> check(Connection connection, SignedNote note, int events) throws SQLException {
        Removed gone = retention.removed();
        Checkpoint checkpoint = Checkpoint.of(note);
        Map<Long, LeafProof> proofs = new TreeMap<>();
        log.proofs(leaves(checkpoint.size(), events), note).forEach(proof -> proofs.put(proof.index(), proof));
        List<String> findings = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(EVENTS)) {
            select.setArray(
                    1, connection.createArrayOf("bigint", proofs.keySet().toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    LeafProof proof = Objects.requireNonNull(proofs.remove(rows.getLong(1)));
                    boolean removed = rows.getBytes(2) == null
                            && gone.covers(
                                    proof.index(),
                                    rows.getObject(10, OffsetDateTime.class).toInstant(),
                                    rows.getString(4));
                    String finding = removed
                            ? finding(checkpoint, proof, Hash.of(rows.getBytes(11)))
                            : finding(checkpoint, proof, rows.getBytes(2), Indexed.of(rows, 3));
                    if (finding != null) {
                        findings.add("Leaf " + proof.index() + ": " + finding);
                    }
                }
            }
        }
        proofs.keySet().forEach(leaf -> findings.add("Leaf " + leaf + ": the event is not there."));
        return findings;
    }

    private static @Nullable String finding(
            Checkpoint checkpoint, LeafProof proof, byte @Nullable [] body, Indexed indexed) {
        if (body == null) {
            return "the event's body is not there.";
        }
        String unproven = finding(checkpoint, proof, Hash.ofLeaf(body));
        if (unproven != null) {
            return unproven;
        }
        try {
            return Indexed.of(body).equals(indexed) ? null : "the index calls the event something else than its body.";
        } catch (IOException e) {
            return "the event's body is no JSON.";
        }
    }

    private static @Nullable String finding(Checkpoint checkpoint, LeafProof proof, Hash leaf) {
        return Proofs.includes(checkpoint.size(), checkpoint.root(), proof.index(), leaf, proof.hashes())
                ? null
                : "the event is not the one that the newest checkpoint was signed of.";
    }

    private static List<Long> leaves(long size, int events) {
        return size <= events
                ? LongStream.range(0, size).boxed().toList()
                : ThreadLocalRandom.current()
                        .longs(events, 0, size)
                        .distinct()
                        .sorted()
                        .boxed()
                        .toList();
    }
}

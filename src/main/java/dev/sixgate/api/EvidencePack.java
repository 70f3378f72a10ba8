package dev.sixgate.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.AuditReader.Filter;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.export.Disclosed;
import dev.sixgate.audit.personal.PersonalData.Opened;
import dev.sixgate.audit.seal.KeyLedger;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.audit.seal.TrustPolicy;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.LeafProof;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.PolicyInForce;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * All that shows, without this service and without a network, how a change came about: the change, each of its events as it was
 * hashed with a proof, the checkpoint, the keys, the policy that it was asked for under, and the verifier as source.
 */
@ApplicationScoped
class EvidencePack {
    private static final int PAGE = 200;
    /** Beyond this a change is no longer one that somebody reads; the export has its events. */
    private static final int MOST_EVENTS = 5_000;

    private static final List<String> KEY_ACTIONS =
            List.of("audit.key-added", "audit.key-retired", "audit.epoch-opened");

    private static final String VERIFIER = "META-INF/sixgate/Verify.java";

    private final ChangeViews views;
    private final AuditReader reader;
    private final LogReader log;
    private final Sealing sealing;
    private final KeyLedger ledger;
    private final TrustPolicy trust;
    private final PolicyInForce policies;
    private final ObjectMapper json;

    EvidencePack(
            ChangeViews views,
            AuditReader reader,
            LogReader log,
            Sealing sealing,
            KeyLedger ledger,
            TrustPolicy trust,
            PolicyInForce policies,
            ObjectMapper json) {
        this.views = views;
        this.reader = reader;
        this.log = log;
        this.sealing = sealing;
        this.ledger = ledger;
        this.trust = trust;
        this.policies = policies;
        this.json = json;
    }

    /**
     * The pack, a zip file.
     *
     * @throws Refusal {@code not-found} where its events were removed, {@code not-ready} where nothing is signed, or the log is no longer sealed: there is nothing to prove by
     */
    byte[] of(ChangeRequest change, Actor auditor) {
        List<RecordedEvent> events = events(change);
        SignedNote checkpoint = covering(events.get(events.size() - 1).leafIndex());
        List<Opened> opened = reader.open(events);
        EvidenceDuties duties = EvidenceDuties.of(change, events, opened);
        Map<String, byte[]> files = new TreeMap<>();
        try {
            files.put("duties.json", json.writerWithDefaultPrettyPrinter().writeValueAsBytes(duties));
            files.put(
                    "change.json", json.writerWithDefaultPrettyPrinter().writeValueAsBytes(views.of(change, auditor)));
            files.put("policy.tlog", utf8(trust.of(Checkpoint.of(checkpoint).origin())));
            files.put(
                    "keys",
                    utf8(String.join(
                                    "\n",
                                    ledger.verifierKeys(
                                            Checkpoint.of(checkpoint).origin())) + "\n"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a change has no JSON form", e);
        } catch (SQLException e) {
            throw away(e);
        }
        prove("events/", "proofs/", events, checkpoint, files);
        prove("key-events/", "key-events/", keyEvents(checkpoint), checkpoint, files);
        for (int i = 0; i < events.size(); i++) {
            long leaf = events.get(i).leafIndex();
            if (opened.get(i).key() != null) {
                files.put(
                        "personal/" + leaf + ".json",
                        Disclosed.of(opened.get(i)).json());
            }
        }
        files.put("checkpoint", utf8(checkpoint.toString()));
        files.put(
                "policy.yaml",
                utf8(policies.pinned(change.planned().policyDigest()).text()));
        files.put("Verify.java", verifier());
        files.put("VERIFY.md", utf8(howTo(change, checkpoint)));
        files.put("summary.html", utf8(EvidenceSummary.of(change, duties, events, opened)));
        files.put("SHA256SUMS", sums(files));
        return zip(files);
    }

    private void prove(
            String bodies,
            String proofs,
            List<RecordedEvent> events,
            SignedNote checkpoint,
            Map<String, byte[]> files) {
        List<LeafProof> proven =
                log.proofs(events.stream().map(RecordedEvent::leafIndex).toList(), checkpoint);
        for (int i = 0; i < events.size(); i++) {
            long leaf = events.get(i).leafIndex();
            files.put(bodies + leaf + ".json", events.get(i).body());
            files.put(proofs + leaf + ".tlog-proof", utf8(proven.get(i).toString()));
        }
    }

    /** Which keys the log says it was signed by, and since when. */
    private List<RecordedEvent> keyEvents(SignedNote checkpoint) {
        long size = Checkpoint.of(checkpoint).size();
        return KEY_ACTIONS.stream()
                .flatMap(action -> reader.page(Filter.ofAction(action), -1, PAGE).stream())
                .filter(event -> event.isThere() && event.leafIndex() < size)
                .toList();
    }

    private List<RecordedEvent> events(ChangeRequest change) {
        Filter ofChange = Filter.ofChange(change.id().value());
        List<RecordedEvent> events = new ArrayList<>();
        List<RecordedEvent> page;
        long after = -1;
        do {
            page = reader.page(ofChange, after, PAGE);
            page.stream().filter(event -> event.isThere()).forEach(events::add);
            after = page.isEmpty() ? after : page.get(page.size() - 1).leafIndex();
        } while (page.size() == PAGE && events.size() < MOST_EVENTS);
        if (events.isEmpty()) {
            throw new Refusal(Reason.NOT_FOUND, "The events of that change were removed: their time is over.");
        }
        return events;
    }

    /** What has just happened is sealed first. */
    private SignedNote covering(long leaf) {
        try {
            if (log.checkpoint()
                    .filter(note -> Checkpoint.of(note).size() > leaf)
                    .isEmpty()) {
                sealing.run();
            }
        } catch (SQLException | IOException e) {
            throw away(e);
        }
        return log.checkpoint()
                .filter(note -> Checkpoint.of(note).size() > leaf)
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_READY,
                        sealing.halted()
                                .map(halt -> "The audit trail is no longer sealed: " + halt.because())
                                .orElse(
                                        "No checkpoint covers this change, so nothing can be proven: is the audit trail signed"
                                                + " (sixgate.audit.signing-key)?")));
    }

    private static Refusal away(Exception e) {
        Log.errorf("no evidence: %s", e.getMessage());
        return new Refusal(Reason.NOT_READY, "The audit trail cannot be read now. Try again shortly.");
    }

    private static byte[] verifier() {
        try (InputStream source = Objects.requireNonNull(
                Thread.currentThread().getContextClassLoader().getResourceAsStream(VERIFIER), VERIFIER)) {
            // Since JDK 22 a file runs alone only where its package is that of its folder (JEP 458).
            return utf8(new String(source.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("(?m)^package [\\w.]+;\\R", ""));
        } catch (IOException e) {
            throw new IllegalStateException("the verifier's source cannot be read", e);
        }
    }

    private static String howTo(ChangeRequest change, SignedNote checkpoint) {
        Checkpoint signed = Checkpoint.of(checkpoint);
        return """
                # Evidence of change %1$s

                `events` has every event of the change, byte for byte as it was hashed; `proofs` a proof for each that the log
                `%2$s` had it when it had %3$d events; `checkpoint` that log's signature. To check them you need a JDK (17 or
                later), no network, and the log's key, which you should have from somebody else than whoever gave you this:

                    java Verify.java . --key NAME+ID+KEY

                Names, addresses and what people wrote are encrypted in the events; `personal` has for each event the key that opens
                it, and what it opens. The verifier holds both against the event. A person who was erased since has none.

                `Verify.java` is the verifier, one file to read before you run it. `keys` says which keys the service itself
                named, `key-events` since when the log says so, `policy.tlog` which witnesses it asks; with `--key keys` you learn no
                more than that the pack agrees with itself. A checkpoint of your own (`--checkpoint
                FILE`) is held against the pack where it is of the same size, and else against the log, by its URL.

                `change.json` is the change as the service showed it; `policy.yaml` the rules that it was asked for under;
                `duties.json` says who asked and who approved, with the roles and groups that they had then, by the leaves that tell;
                `summary.html` is for reading. These four are not in the log: what they say counts as far as the events say it.
                """.formatted(change.id(), signed.origin(), signed.size());
    }

    private static byte[] sums(Map<String, byte[]> files) {
        return utf8(files.entrySet().stream()
                .map(file -> sha256(file.getValue()) + "  " + file.getKey() + "\n")
                .collect(Collectors.joining()));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] zip(Map<String, byte[]> files) {
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException("no zip file in memory", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

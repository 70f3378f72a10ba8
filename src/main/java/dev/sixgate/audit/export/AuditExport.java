package dev.sixgate.audit.export;

import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.AuditReader.Filter;
import dev.sixgate.audit.ReadAhead;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.RecordedEvent.State;
import dev.sixgate.audit.personal.PersonalData.Opened;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.seal.LogReader.Span;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Writes what the newest checkpoint covers, page by page, so that memory does not grow with the log. */
@ApplicationScoped
public class AuditExport {
    private static final int PAGE = 1_000;
    private static final String UNSIGNED = "unsigned";

    private final AuditReader reader;
    private final LogReader log;

    AuditExport(AuditReader reader, LogReader log) {
        this.reader = reader;
        this.log = log;
    }

    /** How far an export has come. */
    private static final class Progress {
        private long first = -1;
        private long last = -1;
        private long count;
        private long removed;
        private long missing;

        void add(RecordedEvent event) {
            removed += event.state() == State.REMOVED ? 1 : 0;
            missing += event.state() == State.MISSING ? 1 : 0;
            first = first < 0 ? event.leafIndex() : first;
            last = event.leafIndex();
            count++;
        }

        long from() {
            return Math.max(first, 0);
        }

        long to() {
            return last + 1;
        }
    }

    /** What fits and is signed, a page at a time. */
    private final class Pages implements ReadAhead.Source<List<RecordedEvent>> {
        private final Filter filter;
        private final long end;
        private long seen = -1;

        /** @param end of the signed leaves */
        Pages(Filter filter, long end) {
            this.filter = filter;
            this.end = end;
        }

        @Override
        public Optional<List<RecordedEvent>> next() {
            List<RecordedEvent> page = seen < end - 1 ? reader.page(filter, seen, PAGE) : List.of();
            seen = page.size() < PAGE ? end : page.get(PAGE - 1).leafIndex();
            List<RecordedEvent> signed =
                    page.stream().filter(event -> event.leafIndex() < end).toList();
            return signed.isEmpty() ? Optional.empty() : Optional.of(signed);
        }
    }

    /**
     * Writes the events that fit, and the manifest.
     *
     * @param personal whether what events say of people is opened; names and words are left out otherwise
     * @throws IOException where the other side has gone; what it has then lacks its manifest
     */
    public void write(Filter filter, ExportFormat format, boolean personal, OutputStream out) throws IOException {
        Optional<SignedNote> signed = log.checkpoint();
        String origin = signed.map(note -> Checkpoint.of(note).origin()).orElse(UNSIGNED);
        long end = signed.map(note -> Checkpoint.of(note).size()).orElse(Long.MAX_VALUE);
        var about = new Manifest(origin, false, 0, 0, 0, 0, 0, List.of(), List.of(), null, "");
        var progress = new Progress();
        MessageDigest digest = sha256();
        var digested = new DigestOutputStream(out, digest);
        digested.write(ExportFormat.utf8(format.head()));
        try (var pages = new ReadAhead<>(new Pages(filter, end))) {
            for (Optional<List<RecordedEvent>> page = pages.next(); page.isPresent(); page = pages.next()) {
                List<RecordedEvent> events = page.get();
                List<Opened> opened = personal ? reader.open(events) : reader.leaveSealed(events);
                for (int i = 0; i < events.size(); i++) {
                    if (isTold(events.get(i), filter, progress)) {
                        var event = new Exported(events.get(i), opened.get(i));
                        digested.write(ExportFormat.utf8(format.line(event, about)));
                        progress.add(events.get(i));
                    }
                }
            }
        } catch (SQLException e) {
            throw new IOException("the log could not be read on", e);
        }
        digested.flush();
        out.write(ExportFormat.utf8(format.manifest(
                manifest(progress, filter, origin, signed, HexFormat.of().formatHex(digest.digest())))));
        out.flush();
    }

    /** Of a removed one there is nothing that could be proven; but where others stand around it, its hash proves these. */
    private static boolean isTold(RecordedEvent event, Filter filter, Progress progress) {
        return event.state() != State.REMOVED || progress.count > 0 && filter.isOfTimeOnly();
    }

    private Manifest manifest(
            Progress progress, Filter filter, String origin, Optional<SignedNote> signed, String digest) {
        Optional<Span> span = signed.map(note -> log.span(progress.from(), progress.to(), note));
        return new Manifest(
                origin,
                // What found nothing has left out whatever there is.
                progress.count == progress.to() - progress.from() && (progress.count > 0 || filter.equals(Filter.ALL)),
                progress.from(),
                progress.to(),
                progress.count,
                progress.removed,
                progress.missing,
                texts(span.map(Span::edge)),
                texts(span.map(Span::consistency)),
                signed.map(SignedNote::toString).orElse(null),
                digest);
    }

    private static List<String> texts(Optional<List<Hash>> hashes) {
        return hashes.orElse(List.of()).stream().map(Hash::toString).toList();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

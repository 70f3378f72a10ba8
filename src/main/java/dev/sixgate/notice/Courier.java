package dev.sixgate.notice;

import dev.sixgate.notice.hook.Recipient;
import dev.sixgate.notice.hook.Recipients;
import dev.sixgate.notice.letter.Told;
import dev.sixgate.notice.send.Answer;
import dev.sixgate.notice.send.Answer.Failure;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Takes what is due to a receiver, says it, and notes what came of it; all replicas share the work. */
@ApplicationScoped
public class Courier {
    private static final Duration DELIVERED_KEPT = Duration.ofDays(7);
    private static final Duration KEPT = Duration.ofDays(30);

    private final Notices notices;
    private final Recipients recipients;
    private final Rendering rendering;
    private final Carrier carrier;
    private final InstantSource clock;

    Courier(Notices notices, Recipients recipients, Rendering rendering, Carrier carrier, InstantSource clock) {
        this.notices = notices;
        this.recipients = recipients;
        this.rendering = rendering;
        this.carrier = carrier;
        this.clock = clock;
    }

    /** The names of those whom there is something to tell. */
    public List<String> receivers() {
        return recipients.all().stream().map(Recipient::name).toList();
    }

    /**
     * Sends what has been due longest to one receiver.
     *
     * @return false where nothing is due
     */
    @Transactional(Transactional.TxType.NEVER)
    public boolean next(String receiver) {
        Recipient to = recipients.get(receiver);
        Optional<Notice> due = notices.claim(receiver, clock.instant());
        due.ifPresent(notice -> record(notice, sent(to, notice)));
        return due.isPresent();
    }

    /** Forgets what was told a week ago, and what nobody would take for a month. */
    public void forget() {
        Instant now = clock.instant();
        notices.forget(now.minus(DELIVERED_KEPT), now.minus(KEPT));
    }

    private Answer sent(Recipient to, Notice notice) {
        Optional<Told> told;
        try {
            told = rendering.of(notice.event());
        } catch (IllegalArgumentException e) {
            Log.errorf("no notice can be made of an event: event=%s %s", notice.event(), e);
            told = Optional.empty();
        }
        return told.map(it -> carrier.send(to, notice.id().toString(), it))
                .orElseGet(() -> Answer.none(Failure.NOT_TOLD, Duration.ZERO));
    }

    private void record(Notice notice, Answer answer) {
        Instant now = clock.instant();
        if (answer.isTaken()) {
            notices.taken(notice, answer, now);
            return;
        }
        int attempts = notice.attempts() + 1;
        Optional<Duration> wait = Retries.after(notice.id(), attempts, answer);
        notices.notTaken(notice, answer, wait.map(now::plus).orElse(null), now);
        Log.warnf(
                "notice not taken: webhook=%s notice=%s attempt=%d failure=%s status=%s again=%s",
                notice.webhook(), notice.id(), attempts, answer.failure(), answer.status(), wait.orElse(null));
    }
}

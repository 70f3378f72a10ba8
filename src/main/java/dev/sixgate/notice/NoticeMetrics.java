package dev.sixgate.notice;

import dev.sixgate.notice.Tallies.Tally;
import dev.sixgate.notice.hook.Recipient;
import dev.sixgate.notice.hook.Recipients;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** What an operator watches of the receivers: what waits, since when, and what nobody tries any more. Of all replicas. */
@ApplicationScoped
public class NoticeMetrics {
    private static final double MILLIS = 1_000;

    private static final class Last {
        private volatile Tally tally = Tally.NONE;
    }

    private final Tallies tallies;
    private final InstantSource clock;
    private final Map<String, Last> last = new TreeMap<>();

    NoticeMetrics(Tallies tallies, Recipients recipients, InstantSource clock, MeterRegistry registry) {
        this.tallies = tallies;
        this.clock = clock;
        for (Recipient webhook : recipients.all()) {
            Last tally = new Last();
            last.put(webhook.name(), tally);
            Gauge.builder("sixgate.notice.waiting", tally, it -> it.tally.waiting())
                    .description("Notices that wait to be sent, over all replicas")
                    .tag("webhook", webhook.name())
                    .register(registry);
            Gauge.builder("sixgate.notice.dead", tally, it -> it.tally.dead())
                    .description("Notices that nobody tries to send any more, over all replicas, of the last 30 days")
                    .tag("webhook", webhook.name())
                    .register(registry);
            Gauge.builder("sixgate.notice.oldest", tally, this::age)
                    .description("How long the oldest of the notices has been waiting; 0 where none is")
                    .baseUnit("seconds")
                    .tag("webhook", webhook.name())
                    .register(registry);
        }
    }

    /** Counts anew. */
    public void count() {
        if (!last.isEmpty()) {
            Map<String, Tally> counted = tallies.all();
            last.forEach((webhook, tally) -> tally.tally = Tallies.of(counted, webhook));
        }
    }

    private double age(Last of) {
        var oldest = of.tally.oldest();
        return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / MILLIS;
    }
}

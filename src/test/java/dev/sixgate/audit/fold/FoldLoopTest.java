package dev.sixgate.audit.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FoldLoopTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Instant> asked = Collections.synchronizedList(new ArrayList<>());

    /** Has something to write, and writes it so. */
    private record Writing(Runnable runnable, List<Instant> asked) implements Counted {
        @Override
        public void write(Instant begunBy) {
            asked.add(begunBy);
            runnable.run();
        }

        @Override
        public long counted() {
            return 1;
        }
    }

    private FoldLoop loop(Runnable... writings) {
        List<Counted> all = new ArrayList<>();
        for (Runnable each : writings) {
            all.add(new Writing(each, asked));
        }
        return new FoldLoop(all, () -> NOW, Duration.ofMillis(200));
    }

    private static void fail() {
        throw new IllegalStateException("the log is away");
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatBeganAlmostAMinuteAgoIsWritten() {
        loop(() -> {}).look();

        assertThat(asked).containsExactly(NOW.minusSeconds(55));
    }

    @Test
    void oneThatCannotWriteHoldsNoOtherUp() {
        loop(FoldLoopTest::fail, () -> {}).look();

        assertThat(asked).hasSize(2);
    }

    @Test
    void theEndWritesWhatHasJustBegunToo() throws Exception {
        loop(() -> {}, () -> {}).end();

        assertThat(asked).containsExactly(Instant.MAX, Instant.MAX);
    }

    @Test
    @Timeout(10)
    void aLogThatHangsHoldsNoEndUp() throws Exception {
        loop(FoldLoopTest::hang).end();

        assertThat(asked).hasSize(1);
    }
}

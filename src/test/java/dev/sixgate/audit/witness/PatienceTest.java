package dev.sixgate.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Patience patience = new Patience();
    private Instant now = Instant.EPOCH;

    @Test
    void itWaitsASecondThenTwiceAsLongEachTimeUpToFiveMinutes() {
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            assertThat(patience.isOver(now)).isTrue();
            patience.failed("down", now);
            now = now.plusSeconds(seconds);
            assertThat(patience.isOver(now.minusMillis(1))).isFalse();
        }
    }

    @Test
    void aSuccessBeginsAnew() {
        patience.failed("down", now);
        patience.failed("down", now);

        assertThat(patience.succeeded()).isTrue();
        assertThat(patience.isOver(now)).isTrue();
        assertThat(patience.succeeded()).isFalse();

        patience.failed("down", now);
        assertThat(patience.isOver(now.plus(Duration.ofSeconds(1)))).isTrue();
    }

    @Test
    void onlyAnotherReasonIsNews() {
        assertThat(patience.failed("down", now)).isTrue();
        assertThat(patience.failed("down", now)).isFalse();
        assertThat(patience.failed("404", now)).isTrue();
    }
}

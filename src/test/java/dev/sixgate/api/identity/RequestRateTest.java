package dev.sixgate.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import io.github.bucket4j.TimeMeter;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRateTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RequestRate rate = new RequestRate(60, new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    private void ask(String caller, int times) {
        for (int i = 0; i < times; i++) {
            rate.count(caller);
        }
    }

    private Refusal refused(String caller) {
        return catchThrowableOfType(Refusal.class, () -> rate.count(caller));
    }

    @Test
    void whoeverAskedTooOftenIsRefusedAndToldHowLongToWait() {
        ask("ria", 60);

        assertThat(refused("ria").reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
        assertThat(refused("ria").members()).containsEntry("retryAfter", 1L);
    }

    @Test
    void othersAreNotRefusedForIt() {
        ask("ria", 60);

        assertThatCode(() -> ask("bot", 60)).doesNotThrowAnyException();
    }

    @Test
    void requestsComeBackOneByOneAsTimePasses() {
        ask("ria", 60);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThatCode(() -> ask("ria", 2)).doesNotThrowAnyException();
        assertThatThrownBy(() -> rate.count("ria")).isInstanceOf(Refusal.class);
    }

    @Test
    void zeroIsNoLimit() {
        RequestRate none = new RequestRate(0, TimeMeter.SYSTEM_NANOTIME);

        assertThatCode(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        none.count("ria");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void lessThanNoneIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new RequestRate(-1, TimeMeter.SYSTEM_NANOTIME))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sixgate.requests.per-minute");
    }
}

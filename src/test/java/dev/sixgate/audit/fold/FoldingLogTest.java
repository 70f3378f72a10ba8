package dev.sixgate.audit.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever happens is written or counted, and the counts are written. */
class FoldingLogTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MOST = 8;

    private final List<Fold<Few>> folds = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong written = new AtomicLong();
    private volatile boolean away;
    private Optional<Allowance> together = Optional.empty();
    private final FoldingLog<Few> log = new FoldingLog<>(new Limits(), Few::and, this::write, this::event);

    private final class Limits implements Tolerance {
        @Override
        public int most() {
            return MOST;
        }

        @Override
        public Allowance each(String kind) {
            return new Allowance(3, Duration.ofSeconds(10));
        }

        @Override
        public Optional<Allowance> together() {
            return together;
        }
    }

    private void write(AuditEvent event) {
        if (away) {
            throw new IllegalStateException("the log is away");
        }
        written.incrementAndGet();
    }

    private AuditEvent event(Fold<Few> fold) {
        if (!away) {
            folds.add(fold);
        }
        return single(fold.last());
    }

    private static AuditEvent single(Instant now) {
        return AuditEvent.of("test.folded", Outcome.REFUSED, Actor.system("test"), now);
    }

    private static Source source(int number) {
        return new Source(Source.Type.IP, "192.0.2." + number, null);
    }

    private void happens(int source, String kind, Instant now) {
        log.record(source(source), kind, Few.of(kind + " of " + source), now, () -> single(now));
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    private long singles() {
        return written.get() - folds.size();
    }

    private long inFolds() {
        return folds.stream().mapToLong(Fold::count).sum();
    }

    @Test
    void aBurstIsWrittenSinglyAndWhatFollowsIsOneEvent() {
        for (int second = 0; second < 9; second++) {
            happens(1, "a", at(second));
        }
        assertThat(singles()).isEqualTo(3);

        log.write(at(2), at(60));
        assertThat(folds).as("counting began at 3").isEmpty();

        log.write(at(3), at(60));
        assertThat(folds).containsExactly(new Fold<>(source(1), "a", 6, at(3), at(8), Few.of("a of 1")));
        assertThat(log.counted()).isZero();
    }

    @Test
    void afterTheBurstOneInTenSecondsStaysSingle() {
        for (int i = 0; i < 3; i++) {
            happens(1, "a", at(0));
        }
        happens(1, "a", at(10));
        happens(1, "a", at(20));
        assertThat(singles()).isEqualTo(5);

        happens(1, "a", at(29));
        assertThat(singles()).isEqualTo(5);
        assertThat(log.counted()).isEqualTo(1);
    }

    @Test
    void whileACountRunsEverythingJoinsItAndItsEventTakesATokenToo() {
        for (int i = 0; i < 4; i++) {
            happens(1, "a", at(0));
        }
        happens(1, "a", at(15));
        assertThat(singles()).isEqualTo(3);
        assertThat(log.counted()).isEqualTo(2);

        log.write(at(0), at(15));
        happens(1, "a", at(16));
        assertThat(singles())
                .as("of the token of the tenth second the count was written")
                .isEqualTo(3);
        log.write(at(16), at(25));
        assertThat(folds).extracting(Fold::count).containsExactly(2L, 1L);
    }

    @Test
    void eachSourceAndKindHasItsOwnAllowance() {
        for (int i = 0; i < 10; i++) {
            happens(1, "a", at(0));
        }
        happens(2, "a", at(0));
        happens(1, "b", at(0));

        assertThat(singles()).isEqualTo(3 + 2);
        assertThat(log.counted()).isEqualTo(7);
    }

    @Test
    void moreSourcesThanAreToldApartAreCountedTogetherByKind() {
        for (int source = 0; source < 100; source++) {
            for (int i = 0; i < 5; i++) {
                happens(source, "a", at(0));
            }
        }
        log.write(Instant.MAX, at(0));

        assertThat(folds).hasSize(MOST + 1);
        assertThat(folds)
                .filteredOn(fold -> fold.source().equals(Source.MANY))
                .extracting(Fold::count)
                .containsExactly((100L - MOST) * 5 - 3);
        assertThat(singles() + inFolds()).isEqualTo(500);
    }

    @Test
    void whoHasRestedIsForgottenForWhoComes() {
        for (int source = 0; source < 20; source++) {
            happens(source, "a", at(0));
        }
        for (int source = 20; source < 20 + MOST; source++) {
            for (int i = 0; i < 4; i++) {
                happens(source, "a", at(600));
            }
        }
        log.write(Instant.MAX, at(600));

        assertThat(folds)
                .hasSize(MOST)
                .noneMatch(fold ->
                        fold.source().type() == Source.Type.MANY && fold.first().equals(at(600)));
    }

    @Test
    void memoryStaysConstantHoweverManyCome() {
        Folds<Few> table = new Folds<>(new Limits(), Few::and);
        for (int i = 0; i < 50_000; i++) {
            table.admits(
                    new Source(Source.Type.NETWORK, "2001:db8:" + i + "::/64", null),
                    "kind" + i % 3,
                    Few.of("claimed " + i),
                    at(i / 10_000));
            assertThat(table.remembered()).isLessThanOrEqualTo(MOST + 3);
        }
    }

    @Test
    void whatAllHaveTogetherIsALimitToo() {
        together = Optional.of(new Allowance(5, Duration.ofSeconds(1)));
        for (int source = 0; source < 6; source++) {
            happens(source, "a", at(0));
            happens(source, "a", at(0));
        }
        assertThat(singles()).isEqualTo(5);

        log.write(Instant.MAX, at(1));
        assertThat(folds).extracting(Fold::count).containsExactlyInAnyOrder(1L, 2L, 2L, 2L);
    }

    @Test
    void whatCannotBeWrittenStaysCountedAndMeanwhileNothingIsPromised() {
        for (int i = 0; i < 5; i++) {
            happens(1, "a", at(i));
            happens(2, "a", at(i));
        }
        away = true;
        assertThatThrownBy(() -> log.write(Instant.MAX, at(60))).hasMessage("the log is away");
        assertThat(log.counted()).isEqualTo(4);
        assertThatThrownBy(() -> happens(1, "a", at(61))).hasMessage("the log is away");
        assertThat(log.counted()).as("it was refused, and is not counted").isEqualTo(4);

        away = false;
        happens(1, "a", at(62));
        happens(1, "a", at(63));
        log.write(Instant.MAX, at(120));

        assertThat(singles()).isEqualTo(6 + 1);
        assertThat(folds)
                .extracting(Fold::source, Fold::count, Fold::first, Fold::last)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(source(1), 3L, at(3), at(63)),
                        org.assertj.core.groups.Tuple.tuple(source(2), 2L, at(3), at(4)));
    }

    @Test
    void nothingIsLostOrCountedTwiceWhileManyThreadsRefuseAndOneWrites() throws Exception {
        int threads = 6;
        int each = 3_000;
        ExecutorService people = Executors.newFixedThreadPool(threads + 1);
        try {
            List<Callable<@Nullable Void>> floods = IntStream.range(0, threads)
                    .mapToObj(thread -> (Callable<@Nullable Void>) () -> {
                        for (int i = 0; i < each; i++) {
                            happens((i + thread) % 12, "kind" + i % 2, at(i / 100));
                        }
                        return null;
                    })
                    .toList();
            Future<?> writing = people.submit(() -> {
                while (!Thread.interrupted()) {
                    log.write(Instant.MAX, at(30));
                }
            });
            for (Future<@Nullable Void> flood : people.invokeAll(floods)) {
                flood.get();
            }
            writing.cancel(true);
        } finally {
            people.shutdownNow();
            assertThat(people.awaitTermination(10, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        }
        log.write(Instant.MAX, at(60));

        assertThat(singles() + inFolds()).isEqualTo((long) threads * each);
        assertThat(log.counted()).isZero();
    }

    @Test
    void whatIsPutBackJoinsWhatWasCountedMeanwhile() {
        Folds<Few> table = new Folds<>(new Limits(), Few::and);
        for (int i = 0; i < 6; i++) {
            table.admits(source(1), "a", Few.of("early"), at(i));
        }
        List<Fold<Few>> taken = table.take(Instant.MAX, at(6));
        table.admits(source(1), "a", Few.of("late"), at(7));
        table.admits(source(1), "a", Few.of("late"), at(8));
        taken.forEach(fold -> table.putBack(fold, at(9)));

        assertThat(table.take(at(3), at(60)))
                .containsExactly(new Fold<>(source(1), "a", 5, at(3), at(8), new Few(List.of("early", "late"))));
    }

    @Test
    void howeverLongAFloodHasGoneOnARestOfTheWholeBurstIsEnough() {
        for (int minute = 0; minute < 100; minute++) {
            for (int i = 0; i < 10; i++) {
                happens(1, "a", at(minute));
            }
            log.write(Instant.MAX, at(minute));
        }
        long before = singles();

        for (int i = 0; i < 3; i++) {
            happens(1, "a", at(99 + 30));
        }
        assertThat(singles()).isEqualTo(before + 3);
    }

    @Test
    void fewAndFewAreNotMany() {
        List<String> letters = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        Few both =
                new Few(letters).and(new Few(letters.stream().map(it -> it + it).toList()));

        assertThat(both.texts()).hasSize(16).startsWith("a", "b").endsWith("ff");
    }

    @Test
    void ofManyTextsAFewShortOnesAreKept() {
        Few few = Few.of(null);
        for (int i = 0; i < 100; i++) {
            few = few.and(Few.of(i % 30 + "x".repeat(500)));
        }

        assertThat(few.texts()).hasSize(16).doesNotHaveDuplicates().allMatch(text -> text.length() == 200);
    }
}

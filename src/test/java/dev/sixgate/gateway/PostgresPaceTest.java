package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sixgate.gateway.Pace.Turn;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresPaceTest {
    private static final String ACCOUNT = "111111111111";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration HELD =
            PostgresPace.TO_BEGIN.plus(PostgresPace.TO_END).plus(INTERVAL);

    private final Pace pace = replica();

    @BeforeEach
    void nobodyHasCalled() {
        PaceDatabase.empty();
    }

    @Test
    void theFirstTurnIsFree() {
        assertThat(pace.nextTurn(ACCOUNT, NOW)).isEqualTo(NOW);

        Turn turn = pace.takeTurn(ACCOUNT, NOW);

        assertThat(turn).isEqualTo(new Turn(ACCOUNT, true, NOW, NOW.plus(PostgresPace.TO_BEGIN), 1));
    }

    @Test
    void aHeldTurnIsNobodyElses() {
        pace.takeTurn(ACCOUNT, NOW);

        Turn second = pace.takeTurn(ACCOUNT, tooEarly(NOW.plus(HELD)));

        assertThat(second).isEqualTo(new Turn(ACCOUNT, false, NOW.plus(HELD), NOW.plus(HELD), 0));
    }

    @Test
    void theIntervalIsCountedFromTheEndOfTheCall() {
        Turn turn = pace.takeTurn(ACCOUNT, NOW);
        Instant ended = NOW.plusSeconds(7);

        pace.turnEnded(turn, ended);

        assertThat(pace.nextTurn(ACCOUNT, ended)).isEqualTo(ended.plus(INTERVAL));
        assertThat(pace.takeTurn(ACCOUNT, tooEarly(ended.plus(INTERVAL))).granted())
                .isFalse();
        assertThat(pace.takeTurn(ACCOUNT, ended.plus(INTERVAL)).granted()).isTrue();
    }

    @Test
    void aCrashWhileCallingKeepsThePace() {
        Turn lost = pace.takeTurn(ACCOUNT, NOW);
        Instant latestEnd = lost.until().plus(PostgresPace.TO_END);

        assertThat(pace.nextTurn(ACCOUNT, NOW)).isEqualTo(latestEnd.plus(INTERVAL));
        assertThat(pace.takeTurn(ACCOUNT, NOW.plus(HELD)).granted()).isTrue();
    }

    @Test
    void aTurnIsTakenAheadAndBeginsWhenItIsTime() {
        pace.turnEnded(pace.takeTurn(ACCOUNT, NOW), NOW);
        Instant next = NOW.plus(INTERVAL);

        Turn ahead = pace.takeTurn(ACCOUNT, next.minus(Pace.AHEAD));

        assertThat(ahead).isEqualTo(new Turn(ACCOUNT, true, next, next.plus(PostgresPace.TO_BEGIN), 2));
        assertThat(pace.nextTurn(ACCOUNT, next)).isEqualTo(next.plus(HELD));
    }

    @Test
    void aTurnThatIsGivenBackBeforeItBeginsDoesNotShortenThePace() {
        pace.turnEnded(pace.takeTurn(ACCOUNT, NOW), NOW);
        Instant next = NOW.plus(INTERVAL);
        Turn ahead = pace.takeTurn(ACCOUNT, next.minus(Pace.AHEAD));

        pace.turnUnused(ahead, next.minus(Pace.AHEAD));

        assertThat(pace.takeTurn(ACCOUNT, next.minusMillis(1)).from()).isEqualTo(next);
    }

    @Test
    void anUnusedTurnIsFreeAtOnce() {
        Turn turn = pace.takeTurn(ACCOUNT, NOW);

        pace.turnUnused(turn, NOW.plusSeconds(1));

        assertThat(pace.takeTurn(ACCOUNT, NOW.plusSeconds(1)).granted()).isTrue();
    }

    @Test
    void aLapsedTurnCannotGiveAwayTheTurnOfAnother() {
        Turn lapsed = pace.takeTurn(ACCOUNT, NOW);
        Instant later = NOW.plus(HELD);
        pace.takeTurn(ACCOUNT, later);

        pace.turnEnded(lapsed, NOW.plusSeconds(1));
        pace.turnUnused(lapsed, later);

        assertThat(pace.nextTurn(ACCOUNT, later)).isEqualTo(later.plus(HELD));
    }

    @Test
    void onlyAGrantedTurnIsGivenBack() {
        pace.takeTurn(ACCOUNT, NOW);
        Turn refused = pace.takeTurn(ACCOUNT, NOW);

        assertThatIllegalArgumentException().isThrownBy(() -> pace.turnUnused(refused, NOW));
    }

    @Test
    void postponingMovesTheNextTurnLaterOnly() {
        pace.turnUnused(pace.takeTurn(ACCOUNT, NOW), NOW);

        pace.postpone(ACCOUNT, NOW.plusSeconds(60));
        pace.postpone(ACCOUNT, NOW.plusSeconds(20));

        assertThat(pace.takeTurn(ACCOUNT, NOW.plusSeconds(58)))
                .isEqualTo(new Turn(ACCOUNT, false, NOW.plusSeconds(60), NOW.plusSeconds(60), 0));
        assertThat(pace.takeTurn(ACCOUNT, NOW.plusSeconds(60)).granted()).isTrue();
    }

    @Test
    void anAccountThatNeverHadATurnIsPostponedToo() {
        pace.postpone(ACCOUNT, NOW.plusSeconds(60));

        assertThat(pace.nextTurn(ACCOUNT, NOW)).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void postponingHoldsThoughTheTurnEndsAfterwards() {
        Turn turn = pace.takeTurn(ACCOUNT, NOW);

        pace.postpone(ACCOUNT, NOW.plusSeconds(120));
        pace.turnEnded(turn, NOW.plusSeconds(1));

        assertThat(pace.nextTurn(ACCOUNT, NOW)).isEqualTo(NOW.plusSeconds(120));
    }

    @Test
    void aClockThatIsPutBackDoesNotShortenThePace() {
        Turn turn = pace.takeTurn(ACCOUNT, NOW);
        pace.turnEnded(turn, NOW.plusSeconds(1));
        Instant putBack = NOW.minus(Duration.ofHours(1));

        assertThat(pace.takeTurn(ACCOUNT, putBack).granted()).isFalse();
        assertThat(pace.takeTurn(ACCOUNT, putBack.plus(INTERVAL)).granted()).isFalse();
    }

    @Test
    void accountsDoNotWaitForEachOther() {
        pace.takeTurn(ACCOUNT, NOW);

        assertThat(pace.takeTurn("222222222222", NOW).granted()).isTrue();
    }

    @Test
    void anAccountWithoutTargetHasNoPace() {
        assertThatIllegalArgumentException().isThrownBy(() -> pace.takeTurn("999999999999", NOW));
    }

    @Test
    void ofManyThreadsAndReplicasOneTakesTheTurn() throws Exception {
        var replicas = List.of(replica(), replica());

        for (int round = 0; round < 20; round++) {
            Instant at = NOW.plus(HELD.multipliedBy(round));
            List<Turn> turns = atOnce(16, i -> replicas.get(i % 2).takeTurn(ACCOUNT, at));

            assertThat(turns).filteredOn(Turn::granted).hasSize(1);
        }
    }

    @Test
    void callsNeverComeCloserThanTheInterval() throws Exception {
        var replicas = List.of(replica(), replica());
        var ends = new ArrayList<Instant>();
        var begins = new ArrayList<Instant>();

        for (int second = 0; second < 300; second++) {
            Instant at = NOW.plusSeconds(second);
            atOnce(4, i -> replicas.get(i % 2).takeTurn(ACCOUNT, at)).stream()
                    .filter(Turn::granted)
                    .forEach(turn -> {
                        begins.add(turn.from());
                        ends.add(turn.from().plusMillis(1700));
                        pace.turnEnded(turn, turn.from().plusMillis(1700));
                    });
        }

        assertThat(begins).hasSizeGreaterThan(5);
        for (int i = 1; i < begins.size(); i++) {
            assertThat(Duration.between(ends.get(i - 1), begins.get(i))).isGreaterThanOrEqualTo(INTERVAL);
        }
    }

    @Test
    void aTurnTakenInATransactionThatIsRolledBackWasNeverTaken() throws SQLException {
        try (var connection = PaceDatabase.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            var within = new PostgresPace(new OneConnection(connection), targets());
            assertThat(within.takeTurn(ACCOUNT, NOW).granted()).isTrue();
            connection.rollback();
        }

        assertThat(pace.takeTurn(ACCOUNT, NOW).granted()).isTrue();
    }

    private static Instant tooEarly(Instant turn) {
        return turn.minus(Pace.AHEAD).minusMillis(1);
    }

    private interface Numbered<T> {
        T of(int number);
    }

    private static <T> List<T> atOnce(int threads, Numbered<T> task) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var barrier = new CyclicBarrier(threads);
            List<Callable<T>> tasks = IntStream.range(0, threads)
                    .<Callable<T>>mapToObj(i -> () -> {
                        barrier.await();
                        return task.of(i);
                    })
                    .toList();
            var results = new ArrayList<T>();
            for (Future<T> future : pool.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static Pace replica() {
        return new PostgresPace(PaceDatabase.dataSource(), targets());
    }

    private static Targets targets() {
        return ConfiguredTargets.of("a", ACCOUNT, "eu-central-1")
                .and("b", "222222222222", "eu-central-1")
                .targets();
    }
}

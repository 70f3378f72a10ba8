package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.arjuna.ats.jta.TransactionManager;
import dev.sixgate.gateway.GatewayFailure.Kind;
import dev.sixgate.gateway.GatewayFailure.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallBudgetTest {
    private static final String ACCOUNT = "111111111111";

    private final MutableClock clock = new MutableClock();
    private final List<Duration> waits = new ArrayList<>();
    private final CallBudget budget = replica();

    @BeforeEach
    void nobodyHasCalled() {
        PaceDatabase.empty();
    }

    @Test
    void aBurstGoesAtOnceAndTheNextCallWaits() {
        spend(40);
        assertThat(waits).isEmpty();

        budget.spendOne(ACCOUNT);

        assertThat(waits).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void replicasSpendOneBudget() {
        CallBudget other = replica();
        spend(20);
        for (int i = 0; i < 20; i++) {
            other.spendOne(ACCOUNT);
        }

        other.spendOne(ACCOUNT);

        assertThat(waits).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void aRestFillsTheBudgetAgain() {
        spend(40);
        clock.advance(Duration.ofSeconds(2));

        spend(20);
        assertThat(waits).isEmpty();
        budget.spendOne(ACCOUNT);

        assertThat(waits).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void aRestLongerThanTheBurstSavesNoMore() {
        clock.advance(Duration.ofHours(1));

        spend(41);

        assertThat(waits).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void whoWouldWaitLongerThanTenSecondsIsThrottledAndSpendsNothing() {
        spend(140);
        assertThat(waits).hasSize(100).last().isEqualTo(Duration.ofSeconds(10));

        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(GatewayFailure.class)
                    .isThrownBy(() -> budget.spendOne(ACCOUNT))
                    .satisfies(failure -> {
                        assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
                        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_DONE);
                        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(10));
                    });
        }

        clock.advance(Duration.ofMillis(100));
        budget.spendOne(ACCOUNT);
        assertThat(waits).last().isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aClockThatIsPutBackFindsABurstSpentAndNoMore() {
        spend(140);
        clock.advance(Duration.ofHours(-1));
        waits.clear();

        spend(2);

        assertThat(waits).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @Test
    void whatIsReadInTheBackgroundHasItsShareAndLeavesTheRest() {
        for (int i = 0; i < 20; i++) {
            budget.spendInBackground(ACCOUNT);
        }
        assertThat(waits).as("half of a burst of 40").isEmpty();

        budget.spendInBackground(ACCOUNT);

        assertThat(waits).as("half of 10 a second").containsExactly(Duration.ofMillis(200));
        waits.clear();
        spend(19);
        assertThat(waits).as("the other half is there at once").isEmpty();
        budget.spendOne(ACCOUNT);
        assertThat(waits).as("and both together are the whole").containsExactly(Duration.ofMillis(100));
    }

    @Test
    void accountsDoNotWaitForEachOther() {
        spend(40);

        budget.spendOne("222222222222");

        assertThat(waits).isEmpty();
    }

    @Test
    void noCallIsMadeWithinATransaction() throws Exception {
        var transactions = TransactionManager.transactionManager();
        transactions.begin();
        try {
            assertThatIllegalStateException().isThrownBy(() -> budget.spendOne(ACCOUNT));
        } finally {
            transactions.rollback();
        }

        budget.spendOne(ACCOUNT);
    }

    @Test
    void whoIsInterruptedWhileWaitingCallsNobody() {
        var interrupted = new CallBudget(
                PaceDatabase.dataSource(), targets(), clock, TransactionManager.transactionManager(), time -> {
                    throw new InterruptedException();
                });
        spend(40);

        assertThatExceptionOfType(GatewayFailure.class).isThrownBy(() -> interrupted.spendOne(ACCOUNT));

        assertThat(Thread.interrupted()).isTrue();
    }

    private void spend(int calls) {
        for (int i = 0; i < calls; i++) {
            budget.spendOne(ACCOUNT);
        }
    }

    private CallBudget replica() {
        return new CallBudget(
                PaceDatabase.dataSource(), targets(), clock, TransactionManager.transactionManager(), waits::add);
    }

    private static Targets targets() {
        return ConfiguredTargets.of("a", ACCOUNT, "eu-central-1")
                .and("b", "222222222222", "eu-central-1")
                .targets();
    }
}

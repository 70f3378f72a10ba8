package dev.sixgate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditNumbering;
import dev.sixgate.audit.reconcile.DailyVerification;
import dev.sixgate.audit.reconcile.Reconciliation;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.audit.witness.WitnessWatch;
import dev.sixgate.audit.witness.Witnesses;
import dev.sixgate.change.Approvals;
import dev.sixgate.inventory.InventoryConfig;
import dev.sixgate.inventory.InventoryRefresh;
import dev.sixgate.inventory.Survey;
import dev.sixgate.notice.Courier;
import dev.sixgate.notice.NoticeMetrics;
import dev.sixgate.rollout.verb.AdvanceRollouts;
import dev.sixgate.worker.trail.AskTrail;
import dev.sixgate.worker.watch.Steps;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop around the worker, without its threads. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class WorkerLoopTest {
    /** One thread that looks for due changes, and one that reads targets; rollouts, numbering, stale plans, metrics, receivers and more beside. */
    private static final int TASKS = 16;

    @Inject
    Worker worker;

    @Inject
    Leases leases;

    @Inject
    LeasedChanges changes;

    @Inject
    ApplyChange apply;

    @Inject
    ReadBack readBack;

    @Inject
    VerifyChange verify;

    @Inject
    UnconfirmedChange unconfirmed;

    @Inject
    Steps steps;

    @Inject
    AuditNumbering numbering;

    @Inject
    Sealing sealing;

    @Inject
    Reconciliation reconciliation;

    @Inject
    DailyVerification verification;

    @Inject
    Witnesses witnesses;

    @Inject
    WitnessWatch witnessWatch;

    @Inject
    InventoryRefresh inventory;

    @Inject
    Survey survey;

    @Inject
    AskTrail askTrail;

    @Inject
    StaleDetection staleDetection;

    @Inject
    Approvals approvals;

    @Inject
    OverdueReviews overdueReviews;

    @Inject
    LookAtDns lookAtDns;

    @Inject
    WorkerMetrics metrics;

    @Inject
    BreakGlassMetrics breakGlassMetrics;

    @Inject
    AdvanceRollouts rollouts;

    @Inject
    Courier courier;

    @Inject
    NoticeMetrics noticeMetrics;

    @Inject
    InstantSource clock;

    /** Threads that do nothing by themselves: what is scheduled is kept until the test runs it. */
    private static final class HandDriven extends ScheduledThreadPoolExecutor {
        private final List<Runnable> scheduled = new ArrayList<>();
        private final List<Duration> delays = new ArrayList<>();

        HandDriven() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            scheduled.add(task);
            delays.add(Duration.of(delay, unit.toChronoUnit()));
            return super.schedule(() -> {}, 0, unit);
        }

        /** Runs what was scheduled before all else: the look for due changes. */
        void runFirst() {
            scheduled.get(0).run();
        }
    }

    static Stream<Throwable> mishaps() {
        return Stream.of(
                new IllegalStateException("no database"), new StackOverflowError(), new NoClassDefFoundError());
    }

    @ParameterizedTest
    @MethodSource("mishaps")
    void aRoundThatEndsBadlyIsNotTheLast(Throwable mishap) throws InterruptedException {
        HandDriven threads = new HandDriven();
        WorkerLoop loop = new WorkerLoop(
                ending(mishap),
                leases,
                numbering,
                sealing,
                reconciliation,
                verification,
                witnesses,
                witnessWatch,
                inventory,
                survey,
                askTrail,
                staleDetection,
                overdueReviews,
                lookAtDns,
                metrics,
                breakGlassMetrics,
                rollouts,
                courier,
                noticeMetrics,
                config(Map.of("sixgate.worker.threads", "1")),
                reading("1"),
                clock,
                threads);
        loop.start(new StartupEvent());
        assertThat(threads.delays).hasSize(TASKS).containsOnly(Duration.ofSeconds(2), Duration.ofMinutes(1));

        threads.runFirst();
        threads.runFirst();

        assertThat(threads.delays.subList(TASKS, threads.delays.size()))
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
        loop.stop(new ShutdownEvent());
        threads.runFirst();
        assertThat(threads.delays).as("the service has stopped").hasSize(TASKS + 2);
    }

    @ParameterizedTest
    @CsvSource({"lease, 89s", "lease, 0s", "threads, 0", "threads, -3", "threads, 65"})
    void whatCannotBeMeantStopsTheStart(String key, String value) {
        WorkerConfig config = config(Map.of("sixgate.worker." + key, value));

        assertThatThrownBy(() -> started(config, reading("1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("sixgate.worker." + key + " is ")
                .hasMessageContaining("; write ");
    }

    @ParameterizedTest
    @CsvSource({"lease, 90s", "threads, 1", "threads, 64"})
    void whatIsJustEnoughIsTaken(String key, String value) throws InterruptedException {
        started(config(Map.of("sixgate.worker." + key, value)), reading("64")).stop(new ShutdownEvent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65"})
    void soManyThreadsToReadTargetsCannotBeMeantEither(String threads) {
        assertThatThrownBy(() -> started(config(Map.of()), reading(threads)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("sixgate.inventory.threads is " + threads + "; write a number from 1 to 64");
    }

    private WorkerLoop started(WorkerConfig config, InventoryConfig inventoryConfig) {
        return new WorkerLoop(
                worker,
                leases,
                numbering,
                sealing,
                reconciliation,
                verification,
                witnesses,
                witnessWatch,
                inventory,
                survey,
                askTrail,
                staleDetection,
                overdueReviews,
                lookAtDns,
                metrics,
                breakGlassMetrics,
                rollouts,
                courier,
                noticeMetrics,
                config,
                inventoryConfig,
                clock);
    }

    /** A worker whose every look for due changes ends like that. */
    private Worker ending(Throwable mishap) {
        return new Worker(leases, changes, approvals, apply, readBack, verify, unconfirmed, steps, clock) {
            @Override
            boolean runNext() {
                if (mishap instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) mishap;
            }
        };
    }

    private static WorkerConfig config(Map<String, String> settings) {
        return mapping(WorkerConfig.class, settings);
    }

    private static InventoryConfig reading(String threads) {
        return mapping(InventoryConfig.class, Map.of("sixgate.inventory.threads", threads));
    }

    private static <T> T mapping(Class<T> type, Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(type)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(type);
    }
}

package dev.sixgate.worker;

import dev.sixgate.audit.AuditNumbering;
import dev.sixgate.audit.reconcile.DailyVerification;
import dev.sixgate.audit.reconcile.Reconciliation;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.audit.witness.WitnessWatch;
import dev.sixgate.audit.witness.Witnesses;
import dev.sixgate.inventory.InventoryConfig;
import dev.sixgate.inventory.InventoryRefresh;
import dev.sixgate.inventory.Survey;
import dev.sixgate.notice.Courier;
import dev.sixgate.notice.NoticeMetrics;
import dev.sixgate.rollout.verb.AdvanceRollouts;
import dev.sixgate.worker.trail.AskTrail;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the worker going: some threads that look for due changes, and one for what has to happen regularly. Each replica
 * runs all of it; the database decides who gets what.
 */
@ApplicationScoped
class WorkerLoop {
    private static final Duration SEALING = Duration.ofMillis(500);
    private static final Duration ROLLOUTS = Duration.ofMillis(500);
    private static final Duration WITNESSES = Duration.ofSeconds(1);
    private static final Duration INVENTORY = Duration.ofSeconds(1);
    /** Between two domains: surveys leave most of the call budget to others. */
    private static final Duration SURVEY = Duration.ofMillis(500);

    private static final Duration OVERDUE = Duration.ofSeconds(10);
    private static final Duration NOTICES = Duration.ofSeconds(1);
    private static final Duration METRICS = Duration.ofSeconds(10);
    private static final Duration PARTITIONS = Duration.ofHours(12);
    private static final Duration RECONCILIATION = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMillis(5);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(5);
    /** Answering requests comes first; what is due has waited for the start anyway. */
    private static final Duration AFTER_START = Duration.ofSeconds(2);

    private static final Duration LONG_AFTER_START = Duration.ofMinutes(1);

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(90);
    private static final int MOST_THREADS = 64;
    private static final long STOP_SECONDS = 10;

    private final Worker worker;
    private final Leases leases;
    private final AuditNumbering numbering;
    private final Sealing sealing;
    private final Reconciliation reconciliation;
    private final DailyVerification verification;
    private final Witnesses witnesses;
    private final WitnessWatch witnessWatch;
    private final InventoryRefresh inventory;
    private final Survey survey;
    private final AskTrail askTrail;
    private final StaleDetection staleDetection;
    private final OverdueReviews overdueReviews;
    private final LookAtDns lookAtDns;
    private final WorkerMetrics metrics;
    private final BreakGlassMetrics breakGlassMetrics;
    private final AdvanceRollouts rollouts;
    private final Courier courier;
    private final NoticeMetrics noticeMetrics;
    private final WorkerConfig config;
    private final InventoryConfig inventoryConfig;
    private final InstantSource clock;
    private final ScheduledExecutorService threads;

    @Inject
    WorkerLoop(
            Worker worker,
            Leases leases,
            AuditNumbering numbering,
            Sealing sealing,
            Reconciliation reconciliation,
            DailyVerification verification,
            Witnesses witnesses,
            WitnessWatch witnessWatch,
            InventoryRefresh inventory,
            Survey survey,
            AskTrail askTrail,
            StaleDetection staleDetection,
            OverdueReviews overdueReviews,
            LookAtDns lookAtDns,
            WorkerMetrics metrics,
            BreakGlassMetrics breakGlassMetrics,
            AdvanceRollouts rollouts,
            Courier courier,
            NoticeMetrics noticeMetrics,
            WorkerConfig config,
            InventoryConfig inventoryConfig,
            InstantSource clock) {
        this(
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
                clock,
                threads(config, inventoryConfig, courier.receivers().size()));
    }

    WorkerLoop(
            Worker worker,
            Leases leases,
            AuditNumbering numbering,
            Sealing sealing,
            Reconciliation reconciliation,
            DailyVerification verification,
            Witnesses witnesses,
            WitnessWatch witnessWatch,
            InventoryRefresh inventory,
            Survey survey,
            AskTrail askTrail,
            StaleDetection staleDetection,
            OverdueReviews overdueReviews,
            LookAtDns lookAtDns,
            WorkerMetrics metrics,
            BreakGlassMetrics breakGlassMetrics,
            AdvanceRollouts rollouts,
            Courier courier,
            NoticeMetrics noticeMetrics,
            WorkerConfig config,
            InventoryConfig inventoryConfig,
            InstantSource clock,
            ScheduledExecutorService threads) {
        this.worker = worker;
        this.leases = leases;
        this.numbering = numbering;
        this.sealing = sealing;
        this.reconciliation = reconciliation;
        this.verification = verification;
        this.witnesses = witnesses;
        this.witnessWatch = witnessWatch;
        this.inventory = inventory;
        this.survey = survey;
        this.askTrail = askTrail;
        this.staleDetection = staleDetection;
        this.overdueReviews = overdueReviews;
        this.lookAtDns = lookAtDns;
        this.metrics = metrics;
        this.breakGlassMetrics = breakGlassMetrics;
        this.rollouts = rollouts;
        this.courier = courier;
        this.noticeMetrics = noticeMetrics;
        this.config = config;
        this.inventoryConfig = inventoryConfig;
        this.clock = clock;
        this.threads = threads;
    }

    /** @throws ConfigurationException if so many threads, or so short a lease, cannot be meant */
    private static ScheduledExecutorService threads(WorkerConfig config, InventoryConfig inventory, int receivers) {
        requireThreads("sixgate.worker.threads", config.threads());
        requireThreads("sixgate.inventory.threads", inventory.threads());
        if (config.lease().compareTo(SHORTEST_LEASE) < 0) {
            throw new ConfigurationException("sixgate.worker.lease is " + config.lease()
                    + ", shorter than one call to AWS may take; write at least " + SHORTEST_LEASE.toSeconds() + "s");
        }
        // Beside them those that read targets, two for what is regular, and one each that may be waiting for witnesses,
        // verifying, surveying, asking DNS, asking CloudTrail, and for each receiver of notices one.
        return Executors.newScheduledThreadPool(config.threads() + inventory.threads() + 7 + receivers, runnable -> {
            Thread thread = new Thread(runnable, "sixgate-worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void requireThreads(String key, int threads) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new ConfigurationException(key + " is " + threads + "; write a number from 1 to " + MOST_THREADS);
        }
    }

    /** A task that says how long to wait until its next turn. */
    private interface Task {
        Duration run() throws Exception;
    }

    void start(@Observes StartupEvent started) {
        if (!config.enabled()) {
            return;
        }
        for (int i = 0; i < config.threads(); i++) {
            repeat("due changes", this::dueChanges);
        }
        repeat("rollouts", () -> rollouts.next() ? Duration.ZERO : ROLLOUTS);
        repeat("audit sealing", () -> {
            sealing.run();
            return SEALING;
        });
        if (witnesses.areConfigured()) {
            repeat("audit witnesses", () -> {
                witnesses.cosign();
                return WITNESSES;
            });
        }
        for (int i = 0; i < inventoryConfig.threads(); i++) {
            repeat("inventory", () -> inventory.refreshNext(staleDetection::detect) ? SHORTEST : INVENTORY);
        }
        repeat("stale plans", () -> {
            staleDetection.detectSeen();
            return INVENTORY;
        });
        repeat("survey", () -> survey.next() ? SURVEY : INVENTORY);
        repeat("reachability", () -> lookAtDns.next() ? SHORTEST : INVENTORY);
        repeat("trail", () -> askTrail.next() ? SURVEY : INVENTORY);
        for (String receiver : courier.receivers()) {
            repeat("notices for " + receiver, () -> courier.next(receiver) ? Duration.ZERO : NOTICES);
        }
        if (!courier.receivers().isEmpty()) {
            repeat("old notices", () -> {
                courier.forget();
                return RECONCILIATION;
            });
        }
        repeat("overdue reviews", () -> {
            overdueReviews.record();
            return OVERDUE;
        });
        repeat("metrics", () -> {
            metrics.count();
            breakGlassMetrics.count();
            noticeMetrics.count();
            witnessWatch.count();
            return METRICS;
        });
        repeat("audit partitions", () -> {
            numbering.preparePartitions();
            return PARTITIONS;
        });
        schedule(
                "audit reconciliation",
                () -> {
                    reconciliation.record(reconciliation.look());
                    return RECONCILIATION;
                },
                LONG_AFTER_START);
        schedule(
                "audit verification",
                () -> {
                    verification.runIfDue();
                    return RECONCILIATION;
                },
                LONG_AFTER_START);
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        threads.shutdownNow();
        if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            Log.warn("a worker did not stop in time; what it was at will be picked up when its lease ends");
        }
    }

    private Duration dueChanges() throws Exception {
        if (worker.runNext()) {
            return Duration.ZERO;
        }
        Duration untilNext = leases.nextDue()
                .map(due -> Duration.between(clock.instant(), due))
                .orElse(config.poll());
        Duration atLeast = untilNext.compareTo(SHORTEST) < 0 ? SHORTEST : untilNext;
        return atLeast.compareTo(config.poll()) > 0 ? config.poll() : atLeast;
    }

    private void repeat(String name, Task task) {
        schedule(name, task, AFTER_START);
    }

    private void schedule(String name, Task task, Duration delay) {
        if (!threads.isShutdown()) {
            var unused = threads.schedule(() -> runOnce(name, task), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void runOnce(String name, Task task) {
        Duration next = AFTER_ERROR;
        try {
            next = task.run();
        } catch (Throwable e) {
            // An error too: a task that ends without a word never comes back.
            if (!threads.isShutdown()) {
                Log.errorf("%s: %s; trying again in %s", name, e, AFTER_ERROR);
            }
        }
        try {
            schedule(name, task, next);
        } catch (RejectedExecutionException e) {
            Log.debugf("%s ends with the service", name);
        }
    }
}

package dev.sixgate.worker;

import dev.sixgate.ChangeFixtures;
import dev.sixgate.change.Approvals;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.DomainWriter;
import dev.sixgate.gateway.Pace;
import dev.sixgate.gateway.Target;
import dev.sixgate.gateway.Targets;
import dev.sixgate.rollout.WaveGate;
import dev.sixgate.worker.watch.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Workers like the real one, to which something happens between two of their steps. */
@ApplicationScoped
class Meanwhile {
    private final ChangeFixtures world;
    private final Leases leases;
    private final LeasedChanges changes;
    private final Approvals approvals;
    private final DomainReader reader;
    private final DomainWriter writer;
    private final Pace pace;
    private final Targets targets;
    private final AttemptRecord record;
    private final WaveGate waves;
    private final ReadBack readBack;
    private final VerifyChange verify;
    private final UnconfirmedChange unconfirmed;
    private final Steps steps;
    private final InstantSource clock;

    Meanwhile(
            ChangeFixtures world,
            Leases leases,
            LeasedChanges changes,
            Approvals approvals,
            DomainReader reader,
            DomainWriter writer,
            Pace pace,
            Targets targets,
            AttemptRecord record,
            WaveGate waves,
            ReadBack readBack,
            VerifyChange verify,
            UnconfirmedChange unconfirmed,
            Steps steps,
            InstantSource clock) {
        this.world = world;
        this.leases = leases;
        this.changes = changes;
        this.approvals = approvals;
        this.reader = reader;
        this.writer = writer;
        this.pace = pace;
        this.targets = targets;
        this.record = record;
        this.waves = waves;
        this.readBack = readBack;
        this.verify = verify;
        this.unconfirmed = unconfirmed;
        this.steps = steps;
        this.clock = clock;
    }

    /** That happens while the worker reads its first domain, and before it knows what it read. */
    Worker whileReading(Runnable meanwhile) {
        return worker(new LongReading(reader, once(meanwhile)), pace, clock);
    }

    /** That happens after the worker claimed its first change, and before it looks at it. */
    Worker afterItsClaim(Runnable meanwhile) {
        AtomicInteger looks = new AtomicInteger();
        return worker(reader, pace, () -> {
            if (looks.incrementAndGet() == 2) {
                meanwhile.run();
            }
            return clock.instant();
        });
    }

    /** The worker stands still after it took a turn, as often as that. */
    Worker standingStill(int times, Duration time) {
        return worker(reader, new LongTurn(pace, times, () -> world.advance(time)), clock);
    }

    private Worker worker(DomainReader itsReader, Pace itsPace, InstantSource itsClock) {
        ApplyChange apply = new ApplyChange(
                changes, leases, approvals, itsReader, writer, itsPace, targets, record, waves, itsClock);
        return new Worker(leases, changes, approvals, apply, readBack, verify, unconfirmed, steps, itsClock);
    }

    private static Runnable once(Runnable meanwhile) {
        AtomicInteger times = new AtomicInteger();
        return () -> {
            if (times.incrementAndGet() == 1) {
                meanwhile.run();
            }
        };
    }

    private record LongReading(DomainReader reader, Runnable meanwhile) implements DomainReader {
        @Override
        public ObservedDomain read(TargetName target, DomainName name) {
            try {
                return reader.read(target, name);
            } finally {
                meanwhile.run();
            }
        }

        @Override
        public List<Target> targets() {
            return reader.targets();
        }

        @Override
        public Optional<Target> target(TargetName name) {
            return reader.target(name);
        }

        @Override
        public List<ObservedDomain> list(TargetName target) {
            return reader.list(target);
        }

        @Override
        public Surroundings surroundings(ObservedDomain domain) {
            return reader.surroundings(domain);
        }
    }

    private static final class LongTurn implements Pace {
        private final Pace pace;
        private final Runnable meanwhile;
        private int times;

        LongTurn(Pace pace, int times, Runnable meanwhile) {
            this.pace = pace;
            this.times = times;
            this.meanwhile = meanwhile;
        }

        @Override
        public Turn takeTurn(String account, Instant now) {
            Turn turn = pace.takeTurn(account, now);
            if (turn.granted() && times > 0) {
                times--;
                meanwhile.run();
            }
            return turn;
        }

        @Override
        public Duration interval(String account) {
            return pace.interval(account);
        }

        @Override
        public Instant nextTurn(String account, Instant now) {
            return pace.nextTurn(account, now);
        }

        @Override
        public void turnEnded(Turn turn, Instant endedAt) {
            pace.turnEnded(turn, endedAt);
        }

        @Override
        public void turnUnused(Turn turn, Instant now) {
            pace.turnUnused(turn, now);
        }

        @Override
        public void postpone(String account, Instant until) {
            pace.postpone(account, until);
        }
    }
}

package dev.sixgate.invariants;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.DomainWriter;
import dev.sixgate.gateway.Pace;
import dev.sixgate.gateway.Target;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The death of a worker at a step, as a power cut does it: nothing after it happens, nothing is given back, and what was not
 * committed is not there.
 */
final class Death extends Error {
    private static final long serialVersionUID = 1L;

    private static final AtomicReference<@Nullable Step> AWAITED = new AtomicReference<>();

    enum Step {
        BEFORE_READING,
        AFTER_READING,
        BEFORE_TAKING_THE_TURN,
        /** Within the transaction of the intent. */
        AFTER_TAKING_THE_TURN,
        BEFORE_THE_CALL,
        AFTER_THE_CALL,
        /** Within the transaction of the outcome. */
        AFTER_ENDING_THE_TURN
    }

    private Death(Step at) {
        super("died " + at, null, false, false);
    }

    /** The next worker that comes to that step dies there. */
    static void await(Step step) {
        AWAITED.set(step);
    }

    static void none() {
        AWAITED.set(null);
    }

    private static void comesTo(Step step) {
        if (AWAITED.compareAndSet(step, null)) {
            throw new Death(step);
        }
    }

    @Decorator
    @Priority(1)
    static class OfAReader implements DomainReader {
        @Inject
        @Any
        @Delegate
        DomainReader reader;

        @Override
        public List<Target> targets() {
            return reader.targets();
        }

        @Override
        public Optional<Target> target(TargetName name) {
            return reader.target(name);
        }

        @Override
        public ObservedDomain read(TargetName target, DomainName name) {
            comesTo(Step.BEFORE_READING);
            ObservedDomain read = reader.read(target, name);
            comesTo(Step.AFTER_READING);
            return read;
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

    @Decorator
    @Priority(1)
    static class OfAWriter implements DomainWriter {
        @Inject
        @Any
        @Delegate
        DomainWriter writer;

        @Override
        public Receipt setIpAddressType(ObservedDomain live, IpAddressType type, Author author) {
            comesTo(Step.BEFORE_THE_CALL);
            Receipt receipt = writer.setIpAddressType(live, type, author);
            comesTo(Step.AFTER_THE_CALL);
            return receipt;
        }
    }

    @Decorator
    @Priority(1)
    static class OfAPacemaker implements Pace {
        @Inject
        @Any
        @Delegate
        Pace pace;

        @Override
        public Duration interval(String account) {
            return pace.interval(account);
        }

        @Override
        public Instant nextTurn(String account, Instant now) {
            return pace.nextTurn(account, now);
        }

        @Override
        public Turn takeTurn(String account, Instant now) {
            comesTo(Step.BEFORE_TAKING_THE_TURN);
            Turn turn = pace.takeTurn(account, now);
            comesTo(Step.AFTER_TAKING_THE_TURN);
            return turn;
        }

        @Override
        public void turnEnded(Turn turn, Instant endedAt) {
            pace.turnEnded(turn, endedAt);
            comesTo(Step.AFTER_ENDING_THE_TURN);
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

package dev.sixgate.change;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The reviews that are owed for uses of break-glass: of whom, and since when. */
@ApplicationScoped
public class Debts {
    /** A use that nobody has reviewed yet. */
    private static final String OWED = "breakGlass.incident is not null and retrospective.reviewedAt is null";

    private final EntityManager entities;

    Debts(EntityManager entities) {
        this.entities = entities;
    }

    /** Whether there is still time for a review that is owed. */
    public enum State {
        DUE(OWED + " and breakGlass.dueAt > :debtNow"),
        OVERDUE(OWED + " and breakGlass.dueAt <= :debtNow");

        private final String condition;

        State(String condition) {
            this.condition = condition;
        }
    }

    /** The changes whose reviews are owed, and in that state at a moment. */
    public record Owed(State state, Instant now) {
        /** As JPQL, with the parameter {@code debtNow}. */
        String condition() {
            return state.condition;
        }
    }

    /** The changes for which somebody broke the glass and whose review is overdue, oldest first. */
    public List<ChangeId> overdueOf(String subject, Instant now) {
        return entities.createQuery(
                        "select id from ChangeRequest where ask.requester = :subject and " + State.OVERDUE.condition
                                + " order by breakGlass.dueAt, id",
                        UUID.class)
                .setParameter("subject", subject)
                .setParameter("debtNow", now)
                .getResultStream()
                .map(ChangeId::new)
                .toList();
    }

    /** Up to so many changes whose review is overdue without that being on record yet, oldest first. */
    @Transactional
    public List<ChangeId> unrecorded(Instant now, int most) {
        return entities.createQuery(
                        "select id from ChangeRequest where breakGlass.overdueAt is null and " + State.OVERDUE.condition
                                + " order by breakGlass.dueAt, id",
                        UUID.class)
                .setParameter("debtNow", now)
                .setMaxResults(most)
                .getResultStream()
                .map(ChangeId::new)
                .toList();
    }

    /** How many reviews are owed in each state. */
    @Transactional
    public Map<State, Long> count(Instant now) {
        return Map.of(State.DUE, count(State.DUE, now), State.OVERDUE, count(State.OVERDUE, now));
    }

    private long count(State state, Instant now) {
        return entities.createQuery("select count(*) from ChangeRequest where " + state.condition, Long.class)
                .setParameter("debtNow", now)
                .getSingleResult();
    }

    /** How often the glass was broken, ever. */
    @Transactional
    public long uses() {
        return entities.createQuery(
                        "select count(*) from ChangeRequest where breakGlass.incident is not null", Long.class)
                .getSingleResult();
    }
}

package dev.sixgate.rollout;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rollouts. */
@ApplicationScoped
public class Rollouts implements PanacheRepositoryBase<Rollout, UUID> {
    /** @throws Refusal {@code rollout-not-found} */
    public Rollout get(RolloutId id) {
        return findByIdOptional(id.value()).orElseThrow(() -> notFound(id));
    }

    /**
     * Takes a rollout for an action; its changes, where the action is about them, have been taken before.
     *
     * @throws Refusal {@code rollout-not-found}
     */
    public Rollout take(RolloutId id) {
        return Optional.ofNullable(findById(id.value(), LockModeType.PESSIMISTIC_WRITE))
                .orElseThrow(() -> notFound(id));
    }

    /** Reads a rollout as it stays until the end of the transaction; many may do so at once. */
    Rollout hold(RolloutId id) {
        return Optional.ofNullable(findById(id.value(), LockModeType.PESSIMISTIC_READ))
                .orElseThrow(() -> notFound(id));
    }

    /** Takes the rollout that has been due longest and that nobody has taken. */
    public Optional<Rollout> takeDue(Instant now) {
        List<?> due = getEntityManager()
                .createNativeQuery(
                        "SELECT id FROM rollout WHERE due_at <= ?1 ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
                        UUID.class)
                .setParameter(1, now)
                .getResultList();
        return due.stream().findFirst().map(id -> take(new RolloutId((UUID) id)));
    }

    /** The next rollouts before an id, newest first. */
    public List<Rollout> page(@Nullable RolloutStatus status, @Nullable UUID before, int limit) {
        StringBuilder condition = new StringBuilder("1 = 1");
        Parameters parameters = new Parameters();
        if (status != null) {
            condition.append(" and status = :status");
            parameters.and("status", status);
        }
        if (before != null) {
            condition.append(" and id < :before");
            parameters.and("before", before);
        }
        return find(condition + " order by id desc", parameters)
                .range(0, limit - 1)
                .list();
    }

    /** The newest revert of each of these rollouts. */
    public Map<UUID, UUID> revertsOf(Collection<UUID> rollouts) {
        return getEntityManager()
                .createQuery(
                        "select terms.revertOf, id from Rollout where terms.revertOf in ?1 order by id", Object[].class)
                .setParameter(1, rollouts)
                .getResultStream()
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> (UUID) row[1], (older, newer) -> newer));
    }

    private static Refusal notFound(RolloutId id) {
        return new Refusal(Reason.ROLLOUT_NOT_FOUND, "There is no rollout " + id + ".");
    }
}

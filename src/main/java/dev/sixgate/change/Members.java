package dev.sixgate.change;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/**
 * The changes of rollouts, in the order in which they were asked for. Many of them are worked on in one transaction, so
 * none stays in the persistence context longer than it is needed.
 */
@ApplicationScoped
public class Members {
    /** How many changes are loaded at once. */
    private static final int CHUNK = 100;

    private final EntityManager entities;

    Members(EntityManager entities) {
        this.entities = entities;
    }

    /** All of a rollout. */
    public List<Member> of(UUID rollout) {
        return of(List.of(rollout)).getOrDefault(rollout, List.of());
    }

    /** All of several rollouts, in one statement. */
    public Map<UUID, List<Member>> of(Collection<UUID> rollouts) {
        List<Object[]> rows = entities.createQuery("""
                        select membership.rollout, id, ask.target, ask.domain, ask.account, membership.wave, status,
                            planned.digest, waiting.kind, waiting.until, failure.code, approvalExpiresAt, endedAt
                        from ChangeRequest where membership.rollout in ?1 order by id
                        """, Object[].class)
                .setParameter(1, rollouts)
                .getResultList();
        return rows.stream()
                .collect(Collectors.groupingBy(
                        row -> (UUID) row[0], Collectors.mapping(Members::member, Collectors.toList())));
    }

    private static Member member(Object[] row) {
        return new Member(
                (UUID) row[1],
                row[2].toString(),
                row[3].toString(),
                (String) row[4],
                (Integer) row[5],
                (ChangeStatus) row[6],
                (String) row[7],
                (Waiting.Kind) row[8],
                (Instant) row[9],
                (String) row[10],
                (Instant) row[11],
                (Instant) row[12]);
    }

    /** How many have failed, and have not been tried again since. */
    public int failed(UUID rollout) {
        return entities.createQuery(
                        "select count(*) from ChangeRequest where membership.rollout = ?1 and status = ?2", Long.class)
                .setParameter(1, rollout)
                .setParameter(2, ChangeStatus.FAILED)
                .getSingleResult()
                .intValue();
    }

    /** Takes all of them, in order: whoever else wants one waits for the end of the transaction. */
    public List<ChangeId> take(UUID rollout) {
        List<?> ids = entities.createNativeQuery(
                        "SELECT id FROM change_request WHERE rollout_id = ?1 ORDER BY id FOR UPDATE", UUID.class)
                .setParameter(1, rollout)
                .getResultList();
        return ids.stream().map(id -> new ChangeId((UUID) id)).toList();
    }

    /** What looks at some changes that are loaded together. */
    @FunctionalInterface
    public interface Work {
        void on(List<ChangeRequest> changes);
    }

    /** Loads changes, some at a time, and lets go of them when they were looked at; nothing is to be done to them. */
    public void inChunks(List<ChangeId> ids, Work work) {
        for (int from = 0; from < ids.size(); from += CHUNK) {
            List<UUID> chunk = new ArrayList<>();
            ids.subList(from, Math.min(ids.size(), from + CHUNK)).forEach(id -> chunk.add(id.value()));
            List<ChangeRequest> changes = entities.createQuery(
                            "from ChangeRequest where id in ?1 order by id", ChangeRequest.class)
                    .setParameter(1, chunk)
                    .getResultList();
            work.on(changes);
            changes.forEach(change -> entities.unwrap(Session.class).detach(change));
        }
    }

    /** Writes what was done to a change, and lets go of it: each flush looks at everything that is held. */
    public void forget(ChangeRequest change) {
        entities.flush();
        entities.unwrap(Session.class).detach(change);
    }

    /** Makes the worker look at those that wait for a wave that has begun by now. */
    public int wake(UUID rollout, int wave, Instant now) {
        return entities.createQuery("""
                        update ChangeRequest set dueAt = ?1
                        where membership.rollout = ?2 and membership.wave <= ?3 and status = ?4 and waiting.kind = ?5
                            and dueAt > ?1
                        """)
                .setParameter(1, now)
                .setParameter(2, rollout)
                .setParameter(3, wave)
                .setParameter(4, ChangeStatus.APPROVED)
                .setParameter(5, Waiting.Kind.WAVE)
                .executeUpdate();
    }
}

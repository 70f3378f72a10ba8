package dev.sixgate.change;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** The changes. */
@ApplicationScoped
public class ChangeRequests implements PanacheRepositoryBase<ChangeRequest, UUID> {
    /** The index that lets at most one change of a domain be open, whatever the code believes. */
    private static final String ONE_OPEN = "change_request_one_open";

    /**
     * Which changes to list; absent members mean any.
     *
     * @param awaiting only what this person could approve or has to replan is decided by the caller; this narrows to pending
     *     changes that the person neither asked for nor contributed to
     */
    public record Filter(
            @Nullable ChangeStatus status,
            @Nullable String domain,
            @Nullable String target,
            @Nullable String requestedBy,
            @Nullable String awaiting,
            Debts.@Nullable Owed owed,
            @Nullable InRollout rollout) {
        /** Every change. */
        public static final Filter ALL = new Filter(null, null, null, null, null, null, null);
    }

    /**
     * Of which rollout.
     *
     * @param id null for changes that are part of none
     */
    public record InRollout(@Nullable UUID id) {
        /** Changes that are part of no rollout. */
        public static final InRollout NONE = new InRollout(null);

        private void narrow(List<String> conditions, Parameters parameters) {
            if (id == null) {
                conditions.add("membership.rollout is null");
            } else {
                ChangeRequests.narrow(conditions, parameters, "membership.rollout = :rollout", "rollout", id);
            }
        }
    }

    /** An open change, and the domain that has it. */
    public record Open(ChangeId id, TargetName target, DomainName domain) {}

    /** @throws Refusal {@code change-not-found} */
    public ChangeRequest get(ChangeId id) {
        return findByIdOptional(id.value()).orElseThrow(() -> notFound(id));
    }

    /**
     * Takes a change for an action; whoever else wants it waits for the end of the transaction, and then sees its outcome.
     *
     * @throws Refusal {@code change-not-found}
     */
    public ChangeRequest take(ChangeId id) {
        return Optional.ofNullable(findById(id.value(), LockModeType.PESSIMISTIC_WRITE))
                .orElseThrow(() -> notFound(id));
    }

    /** What was asked for, of which domain; nothing where there is no such change. */
    @Transactional
    public Optional<Ask> askOf(ChangeId id) {
        return findByIdOptional(id.value()).map(ChangeRequest::ask);
    }

    /** The state alone. */
    public Optional<ChangeStatus> statusOf(ChangeId id) {
        return getEntityManager()
                .createQuery("select status from ChangeRequest where id = ?1", ChangeStatus.class)
                .setParameter(1, id.value())
                .getResultStream()
                .findFirst();
    }

    public Optional<ChangeRequest> openOf(TargetName target, DomainName domain) {
        return find("ask.target = ?1 and ask.domain = ?2 and status in ?3", target, domain, ChangeStatus.open())
                .firstResultOptional();
    }

    /** The changes of a domain that were sent to AWS and had not ended by then. */
    public List<ChangeRequest> sentSince(TargetName target, DomainName domain, Instant then) {
        return find(
                        "ask.target = ?1 and ask.domain = ?2 and attempts is not empty"
                                + " and (endedAt is null or endedAt >= ?3)",
                        target,
                        domain,
                        then)
                .list();
    }

    /** The open changes of domains of these names, in whichever target. */
    public List<Open> openOf(Collection<DomainName> names) {
        List<Object[]> rows = getEntityManager()
                .createQuery(
                        "select id, ask.target, ask.domain from ChangeRequest where ask.domain in ?1 and status in ?2",
                        Object[].class)
                .setParameter(1, names)
                .setParameter(2, ChangeStatus.open())
                .getResultList();
        return rows.stream()
                .map(row -> new Open(new ChangeId((UUID) row[0]), (TargetName) row[1], (DomainName) row[2]))
                .toList();
    }

    /** Whether an emergency of that account is about to be sent; until then, nothing else takes the account's turn. */
    public boolean emergencyIsNext(String account, Instant until) {
        return count(
                        "ask.account = ?1 and breakGlass.inForce and status = ?2 and dueAt <= ?3"
                                + " and (waiting.kind is null or waiting.kind = ?4)",
                        account,
                        ChangeStatus.APPROVED,
                        until,
                        Waiting.Kind.QUOTA)
                > 0;
    }

    /** How many wait for the turn of a change's account before it: emergencies, and of its kind those who asked before. */
    public int inLineBefore(ChangeRequest change) {
        String before = change.isEmergency() ? "(breakGlass.inForce and id < ?4)" : "(breakGlass.inForce or id < ?4)";
        return (int) count(
                "ask.account = ?1 and status = ?2 and waiting.kind = ?3 and " + before,
                change.ask().account(),
                ChangeStatus.APPROVED,
                Waiting.Kind.QUOTA,
                change.id().value());
    }

    /**
     * Makes the worker look at the changes that wait for approval and rest until they expire: what they need, or who counts,
     * may be another thing by now.
     */
    @Transactional
    public int wakePending(Instant now) {
        return update("dueAt = ?1 where status = ?2 and dueAt = planned.expiresAt", now, ChangeStatus.PENDING_APPROVAL);
    }

    /** How many changes are in which open state. */
    @Transactional
    public Map<ChangeStatus, OpenCount> countOpen() {
        List<Object[]> rows = getEntityManager()
                .createQuery(
                        "select status, count(*), min(ask.requestedAt) from ChangeRequest where status in ?1 group by status",
                        Object[].class)
                .setParameter(1, ChangeStatus.open())
                .getResultList();
        return rows.stream()
                .collect(Collectors.toMap(
                        row -> (ChangeStatus) row[0], row -> new OpenCount((Long) row[1], (Instant) row[2])));
    }

    /** Since when a worker should have had the change that waits longest for one; empty where there is none. */
    @Transactional
    public Optional<Instant> dueFirst() {
        return Optional.ofNullable(getEntityManager()
                .createQuery("select min(dueAt) from ChangeRequest where dueAt is not null", Instant.class)
                .getSingleResult());
    }

    /** How many changes are in a state, and when the first of them was asked for. */
    public record OpenCount(long changes, Instant askedFirst) {}

    /** The changes that those of these take back which were approved in advance, by their ids. */
    Map<UUID, ChangeRequest> revertedInAdvanceBy(Collection<ChangeRequest> changes) {
        List<UUID> ids = changes.stream()
                .filter(ChangeRequest::isApprovedInAdvance)
                .map(change -> change.ask().revertOf())
                .toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        return getEntityManager()
                .createQuery("from ChangeRequest where id in ?1", ChangeRequest.class)
                .setParameter(1, ids)
                // A change that is just being approved is not yet fit to be written.
                .setFlushMode(FlushModeType.COMMIT)
                .getResultStream()
                .collect(Collectors.toMap(change -> change.id().value(), change -> change, (one, same) -> one));
    }

    /** Takes the change of a domain that somebody has still to confirm; there is one at most. */
    public Optional<ChangeRequest> takeUnconfirmed(TargetName target, DomainName domain) {
        return find(
                        "ask.target = ?1 and ask.domain = ?2 and confirmation.state = ?3",
                        target,
                        domain,
                        Confirmation.State.AWAITED)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    /** Lets a change's version rise for what is kept beside it: whoever has read it has not read that. */
    public void touch(ChangeRequest change) {
        getEntityManager().lock(change, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
    }

    /** The newest change of the same domain that was applied after this one; empty where nothing came after it. */
    public Optional<ChangeId> appliedAfter(ChangeRequest change) {
        return getEntityManager()
                .createQuery(
                        "select id from ChangeRequest where ask.target = ?1 and ask.domain = ?2 and status = ?3"
                                + " and appliedAt > ?4 order by appliedAt desc",
                        UUID.class)
                .setParameter(1, change.ask().target())
                .setParameter(2, change.ask().domain())
                .setParameter(3, ChangeStatus.APPLIED)
                .setParameter(4, change.appliedAt().orElseThrow())
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(ChangeId::new);
    }

    /** The newest revert of each of these changes. */
    public Map<UUID, UUID> revertsOf(Collection<UUID> changes) {
        if (changes.isEmpty()) {
            return Map.of();
        }
        List<Object[]> rows = getEntityManager()
                .createQuery(
                        "select ask.revertOf, id from ChangeRequest where ask.revertOf in ?1 order by id",
                        Object[].class)
                .setParameter(1, changes)
                .getResultList();
        return rows.stream()
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> (UUID) row[1], (older, newer) -> newer));
    }

    /** The next changes after an id in descending order, which is newest first; ids rise with time. */
    public List<ChangeRequest> page(Filter filter, @Nullable UUID before, int limit) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        Parameters parameters = new Parameters();
        narrow(conditions, parameters, "status = :status", "status", filter.status());
        narrow(
                conditions,
                parameters,
                "ask.domain = :domain",
                "domain",
                filter.domain() == null ? null : DomainName.parse(filter.domain()));
        narrow(
                conditions,
                parameters,
                "ask.target = :target",
                "target",
                filter.target() == null ? null : new TargetName(filter.target()));
        narrow(conditions, parameters, "ask.requester = :requester", "requester", filter.requestedBy());
        if (filter.rollout() != null) {
            filter.rollout().narrow(conditions, parameters);
        }
        narrow(conditions, parameters, "id < :before", "before", before);
        if (filter.owed() != null) {
            narrow(
                    conditions,
                    parameters,
                    filter.owed().condition(),
                    "debtNow",
                    filter.owed().now());
        }
        if (filter.awaiting() != null) {
            narrow(conditions, parameters, "status = :pending", "pending", ChangeStatus.PENDING_APPROVAL);
            narrow(
                    conditions,
                    parameters,
                    "not array_contains(contributors, :reviewer)",
                    "reviewer",
                    filter.awaiting());
        }
        return find(String.join(" and ", conditions) + " order by id desc", parameters)
                .range(0, limit - 1)
                .list();
    }

    /** The changes of a target that wait, for approval or for their turn, on a plan that may have become stale. */
    public List<ChangeId> plannedOn(TargetName target) {
        return getEntityManager()
                .createQuery(
                        "select id from ChangeRequest where ask.target = ?1 and status in ?2 order by id", UUID.class)
                .setParameter(1, target)
                .setParameter(2, List.of(ChangeStatus.PENDING_APPROVAL, ChangeStatus.APPROVED))
                .getResultStream()
                .map(ChangeId::new)
                .toList();
    }

    /**
     * Writes what has been done to changes into the database.
     *
     * @throws Refusal {@code change-open} if somebody else opened a change of the same domain at the same moment
     */
    void write() {
        try {
            flush();
        } catch (ConstraintViolationException e) {
            if (ONE_OPEN.equals(e.getConstraintName())) {
                throw anotherIsOpen();
            }
            throw e;
        }
    }

    /** An open change that somebody asked for. */
    public Optional<ChangeId> openBy(String requester) {
        return find("ask.requester = ?1 and status in ?2", requester, ChangeStatus.open())
                .firstResultOptional()
                .map(ChangeRequest::id);
    }

    /** At most one change of a domain is open at a time. */
    public static Refusal anotherIsOpen() {
        return new Refusal(Reason.CHANGE_OPEN, "A change of that domain is open; wait for its end, or cancel it.");
    }

    private static void narrow(
            List<String> conditions, Parameters parameters, String condition, String name, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            parameters.and(name, value);
        }
    }

    private static Refusal notFound(ChangeId id) {
        return new Refusal(Reason.CHANGE_NOT_FOUND, "There is no change " + id + ".");
    }
}

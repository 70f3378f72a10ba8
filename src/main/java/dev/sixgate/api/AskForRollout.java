package dev.sixgate.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.Idempotency;
import dev.sixgate.api.http.Idempotency.Answer;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Member;
import dev.sixgate.change.Members;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.inventory.Inventory;
import dev.sixgate.readiness.Readiness;
import dev.sixgate.rollout.Progress;
import dev.sixgate.rollout.Rollout;
import dev.sixgate.rollout.RolloutAction;
import dev.sixgate.rollout.RolloutId;
import dev.sixgate.rollout.RolloutPermissions;
import dev.sixgate.rollout.Rollouts;
import dev.sixgate.rollout.SelectDomains;
import dev.sixgate.rollout.Selection;
import dev.sixgate.rollout.Waves;
import dev.sixgate.rollout.verb.ProposeRollout;
import dev.sixgate.rollout.verb.ProposeRollout.Candidate;
import dev.sixgate.rollout.verb.ProposeRollout.Preview;
import dev.sixgate.rollout.verb.ProposeRollout.Tolerance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes a request for a rollout: looks its domains up, and asks once. */
@ApplicationScoped
class AskForRollout {
    /** What a revert of a rollout says of its domains: those of the other one. */
    private static final Selection OF_THE_OTHER = new Selection(null, Map.of(), null, null, List.of());

    private final DomainFinder finder;
    private final SelectDomains selectDomains;
    private final Inventory inventory;
    private final Rollouts rollouts;
    private final Members members;
    private final RolloutPermissions permissions;
    private final ProposeRollout proposeRollout;
    private final RolloutViews views;
    private final Idempotency idempotency;
    private final InstantSource clock;
    private final ObjectMapper mapper;

    AskForRollout(
            DomainFinder finder,
            SelectDomains selectDomains,
            Inventory inventory,
            Rollouts rollouts,
            Members members,
            RolloutPermissions permissions,
            ProposeRollout proposeRollout,
            RolloutViews views,
            Idempotency idempotency,
            InstantSource clock,
            ObjectMapper mapper) {
        this.finder = finder;
        this.selectDomains = selectDomains;
        this.inventory = inventory;
        this.rollouts = rollouts;
        this.members = members;
        this.permissions = permissions;
        this.proposeRollout = proposeRollout;
        this.views = views;
        this.idempotency = idempotency;
        this.clock = clock;
        this.mapper = mapper;
    }

    /** Says what asking would mean. */
    Preview preview(RolloutAsked asked, Actor actor) {
        requireRequester(actor);
        return proposeRollout.preview(request(asked), actor, clock.instant());
    }

    /** Asks for it; with a key, once. */
    Answer ask(RolloutAsked asked, @Nullable String idempotencyKey, Actor actor) {
        requireRequester(actor);
        return once(idempotencyKey, asked, actor, () -> request(asked));
    }

    /** Asks to take back what a rollout did. */
    Answer revert(RolloutId id, String reason, List<Waves.Asked> waves, @Nullable String idempotencyKey, Actor actor) {
        return once(
                idempotencyKey,
                List.of("revert", id.toString(), reason, waves.toString()),
                actor,
                () -> inverse(id, reason, waves, actor));
    }

    private static void requireRequester(Actor actor) {
        if (!actor.has(Role.REQUESTER)) {
            throw new Refusal(Reason.ROLE_REQUIRED, "Asking for changes needs the role requester.");
        }
    }

    private Answer once(
            @Nullable String header, Object identity, Actor actor, Supplier<ProposeRollout.Request> request) {
        Instant now = clock.instant();
        if (header == null) {
            return answer(proposeRollout.propose(request.get(), actor, now), actor);
        }
        Idempotency.Key key = Idempotency.Key.of(header, actor.subject(), identity);
        Optional<Answer> stored = idempotency.stored(key, now);
        if (stored.isPresent()) {
            return stored.get();
        }
        // Domains are looked up before the transaction begins: none is open while AWS is called.
        ProposeRollout.Request looked = request.get();
        return idempotency.once(key, now, () -> answer(proposeRollout.propose(looked, actor, now), actor));
    }

    private ProposeRollout.Request request(RolloutAsked asked) {
        Selection select = asked.select();
        List<Candidate> candidates =
                selectDomains.select(select, asked.to(), name -> finder.find(name, select.target())).stream()
                        .map(domain -> candidate(domain, asked.to(), null))
                        .toList();
        return new ProposeRollout.Request(
                asked.to(),
                asked.reason(),
                asked.reference(),
                select,
                candidates,
                asked.waves(),
                asked.tolerance(),
                null);
    }

    private ProposeRollout.Request inverse(RolloutId id, String reason, List<Waves.Asked> waves, Actor actor) {
        Rollout rollout = rollouts.get(id);
        Progress progress = new Progress(members.of(id.value()));
        permissions
                .permits(rollout, progress, RolloutAction.REVERT, actor, clock.instant())
                .require();
        IpAddressType to = rollout.terms().to().other();
        List<Candidate> candidates = progress.members().stream()
                .filter(member -> member.status() == ChangeStatus.APPLIED)
                .flatMap(member ->
                        known(member).map(domain -> candidate(domain, to, new ChangeId(member.change()))).stream())
                .toList();
        if (candidates.isEmpty()) {
            throw new Refusal(Reason.INVALID_TRANSITION, "None of its domains is there any more.");
        }
        return new ProposeRollout.Request(
                to,
                reason,
                rollout.terms().reference(),
                OF_THE_OTHER,
                candidates,
                waves,
                new Tolerance(rollout.terms().maxFailures(), null),
                id);
    }

    private Optional<ObservedDomain> known(Member member) {
        return inventory.find(new TargetName(member.target()), DomainName.parse(member.domain()));
    }

    private static Candidate candidate(ObservedDomain domain, IpAddressType to, @Nullable ChangeId reverts) {
        return new Candidate(domain, Readiness.assess(domain, to), reverts);
    }

    private Answer answer(Rollout rollout, Actor actor) {
        RolloutView view = views.of(rollout, actor);
        try {
            return new Answer(202, view.href(), null, mapper.writeValueAsString(view));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON form of an answer", e);
        }
    }
}

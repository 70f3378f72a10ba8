package dev.sixgate.worker;

import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.ChangeJournal;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.reach.Reachabilities;
import dev.sixgate.change.reach.Reachabilities.Due;
import dev.sixgate.change.reach.Reachability;
import dev.sixgate.dns.DnsLookup;
import dev.sixgate.domainname.Dns.Live;
import dev.sixgate.domainname.Dns.Resolved;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.inventory.Inventory;
import dev.sixgate.inventory.Survey;
import dev.sixgate.readiness.Effect;
import dev.sixgate.worker.watch.LogContext;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks what clients see of an applied change. What DNS answers may lag behind, so it is asked again 1, 5 and 30 minutes later,
 * until clients see the change or a later one has overtaken it. It never delays or fails a change.
 */
@ApplicationScoped
class LookAtDns {
    static final String RESOLVED = "domain.resolved";

    /** How long one replica may be busy with one look before another tries: longer than the resolvers may take. */
    private static final Duration CLAIM = Duration.ofMinutes(10);

    /** From each look to the next. */
    private static final List<Duration> AGAIN =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(4), Duration.ofMinutes(25));

    private final Reachabilities reachabilities;
    private final Survey survey;
    private final ChangeRequests changes;
    private final ChangeJournal journal;
    private final Inventory inventory;
    private final DnsLookup dns;
    private final InstantSource clock;

    LookAtDns(
            Reachabilities reachabilities,
            Survey survey,
            ChangeRequests changes,
            ChangeJournal journal,
            Inventory inventory,
            DnsLookup dns,
            InstantSource clock) {
        this.reachabilities = reachabilities;
        this.survey = survey;
        this.changes = changes;
        this.journal = journal;
        this.inventory = inventory;
        this.dns = dns;
        this.clock = clock;
    }

    /**
     * Looks at the change that has been due longest.
     *
     * @return false where none is due
     */
    @Transactional(Transactional.TxType.NEVER)
    boolean next() {
        Optional<Due> taken = reachabilities.take(clock.instant(), CLAIM);
        taken.ifPresent(this::look);
        return taken.isPresent();
    }

    private void look(Due due) {
        ChangeRequest change = QuarkusTransaction.requiringNew().call(() -> changes.get(due.change()));
        try (LogContext unused =
                LogContext.of(change.id(), change.ask().domain(), change.ask().target())) {
            look(due, change);
        }
    }

    private void look(Due due, ChangeRequest change) {
        Optional<ObservedDomain> left = inventory
                .find(change.ask().target(), change.ask().domain())
                .filter(domain -> domain.ipAddressType() == change.ask().to());
        if (left.isEmpty()) {
            // It is gone, or of the other type by now: there is nothing left of this change to see.
            QuarkusTransaction.requiringNew().run(() -> reachabilities.looked(due, null));
            return;
        }
        Live live = dns.of(left.get());
        Effect effect = Effect.of(left.get(), change.ask().to(), live);
        QuarkusTransaction.requiringNew().run(() -> record(due, left.get(), live, effect));
    }

    private void record(Due due, ObservedDomain domain, Live live, Effect effect) {
        Instant now = clock.instant();
        // Its row first, as everywhere.
        ChangeRequest change = changes.take(due.change());
        boolean overtaken = changes.appliedAfter(change).isPresent();
        boolean seen = Boolean.TRUE.equals(effect.effective());
        Instant again = overtaken || seen || due.looks() >= AGAIN.size() ? null : now.plus(AGAIN.get(due.looks()));
        if (!reachabilities.looked(due, again) || overtaken) {
            return;
        }
        Reachability found = reachability(live, effect, now);
        if (found.saysTheSameAs(
                reachabilities.of(List.of(change.id().value())).get(change.id().value()))) {
            return;
        }
        reachabilities.saw(change.id(), found);
        // The next plan is not to say what DNS said before.
        survey.ask(change.ask().target(), change.ask().domain());
        Map<String, Object> facts = change.facts();
        changes.touch(change);
        journal.done(
                change,
                facts,
                RESOLVED,
                effect.effective() == null ? Outcome.UNKNOWN : Outcome.SUCCESS,
                LeasedChanges.WORKER,
                now,
                event -> told(event, domain, live, effect));
        Log.infof("resolved: domain=%s effective=%s", domain.name(), effect.effective());
    }

    private static Reachability reachability(Live live, Effect effect, Instant now) {
        Resolved name = live.domain();
        Resolved gateway = live.apiGateway();
        return new Reachability(
                now,
                name.answered() ? name.ipv4() : null,
                name.answered() ? name.ipv6() : null,
                gateway != null && gateway.answered() ? gateway.ipv4() : null,
                gateway != null && gateway.answered() ? gateway.ipv6() : null,
                effect.effective(),
                effect.detail(),
                effect.fix());
    }

    private static AuditEvent told(AuditEvent event, ObservedDomain domain, Live live, Effect effect) {
        families(live.domain()).forEach(event::with);
        Map<String, Object> gateway = new TreeMap<>(families(live.apiGateway()));
        if (domain.apiGatewayDomainName() != null) {
            gateway.put("name", domain.apiGatewayDomainName());
        }
        return event.with("apiGateway", gateway)
                .with("effective", effect.effective())
                .with("detail", effect.detail())
                .with("fix", effect.fix());
    }

    private static Map<String, Object> families(@Nullable Resolved resolved) {
        if (resolved == null || !resolved.answered()) {
            return resolved == null ? Map.of() : Map.of("failure", String.valueOf(resolved.failure()));
        }
        return resolved.cname() == null
                ? Map.of("ipv4", resolved.ipv4(), "ipv6", resolved.ipv6())
                : Map.of("ipv4", resolved.ipv4(), "ipv6", resolved.ipv6(), "cname", resolved.cname());
    }
}

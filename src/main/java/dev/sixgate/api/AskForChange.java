package dev.sixgate.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.DomainsResource.NothingToChange;
import dev.sixgate.api.http.Idempotency;
import dev.sixgate.api.http.Idempotency.Answer;
import dev.sixgate.api.http.Preconditions;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.verb.ProposeChange;
import dev.sixgate.change.verb.ProposeChange.Proposal;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.readiness.Readiness;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes a PATCH: finds the domain, checks the precondition, asks for the change once, and waits if the caller likes to. */
@ApplicationScoped
class AskForChange {
    private static final int RETRY_AFTER_SECONDS = 5;

    private final DomainFinder finder;
    private final ChangeRequests changes;
    private final ProposeChange proposeChange;
    private final ChangeViews views;
    private final ChangeWait wait;
    private final Idempotency idempotency;
    private final InstantSource clock;
    private final ObjectMapper mapper;

    AskForChange(
            DomainFinder finder,
            ChangeRequests changes,
            ProposeChange proposeChange,
            ChangeViews views,
            ChangeWait wait,
            Idempotency idempotency,
            InstantSource clock,
            ObjectMapper mapper) {
        this.finder = finder;
        this.changes = changes;
        this.proposeChange = proposeChange;
        this.views = views;
        this.wait = wait;
        this.idempotency = idempotency;
        this.clock = clock;
        this.mapper = mapper;
    }

    /** A PATCH as it was sent, in our words. */
    record Request(
            DomainName name,
            @Nullable String target,
            ChangeAsked asked,
            @Nullable String idempotencyKey,
            @Nullable String ifMatch,
            Prefer prefer) {

        /** What makes it the same request: everything but how to be answered. */
        Object identity() {
            return Arrays.asList(name.value(), target, asked, ifMatch);
        }
    }

    /** Says what asking would mean. */
    Response preview(Request request, Actor actor) {
        ObservedDomain domain = domain(request);
        boolean nothingToDo = domain.ipAddressType() == request.asked().ipAddressType();
        return Response.ok(PreviewView.of(
                        domain,
                        nothingToDo,
                        proposeChange.preview(proposal(request.asked(), domain), actor, clock.instant()),
                        request.asked(),
                        clock.instant()))
                .build();
    }

    /** Asks for the change. */
    Uni<Response> ask(Request request, Actor actor) {
        Answer answer = linked(
                request,
                () -> request.idempotencyKey() == null
                        ? askNow(request, actor, clock.instant())
                        : askOnce(request, request.idempotencyKey(), actor));
        Uni<Response> response = Uni.createFrom().item(response(answer));
        if (answer.status() == Response.Status.ACCEPTED.getStatusCode()
                && !request.prefer().waitFor().isZero()) {
            response =
                    wait.forEnd(idOf(answer), actor, request.prefer().waitFor()).map(view -> response(answer(view)));
        }
        return response.map(it -> request.prefer().applied() == null
                ? it
                : Response.fromResponse(it)
                        .header("Preference-Applied", request.prefer().applied())
                        .build());
    }

    /** Whoever loses a race for a domain sees the winner only after the own transaction has ended. */
    private Answer linked(Request request, Supplier<Answer> answer) {
        try {
            return answer.get();
        } catch (Refusal e) {
            if (e.reason() == Reason.CHANGE_OPEN && !e.members().containsKey("change")) {
                ObservedDomain domain = finder.find(request.name(), request.target());
                QuarkusTransaction.requiringNew()
                        .call(() -> changes.openOf(domain.target(), domain.name()))
                        .ifPresent(open -> e.with("change", "/changes/" + open.id()));
            }
            throw e;
        }
    }

    private Answer askOnce(Request request, String header, Actor actor) {
        Instant now = clock.instant();
        // The domain is read before the transaction begins: none is open while AWS is called.
        Idempotency.Key key = Idempotency.Key.of(header, actor.subject(), request.identity());
        Optional<Answer> stored = idempotency.stored(key, now);
        if (stored.isPresent()) {
            return stored.get();
        }
        ObservedDomain domain = domain(request);
        return idempotency.once(key, now, () -> propose(request, domain, actor, now));
    }

    private Answer askNow(Request request, Actor actor, Instant now) {
        return propose(request, domain(request), actor, now);
    }

    private ObservedDomain domain(Request request) {
        ObservedDomain domain = finder.findFresh(request.name(), request.target());
        Preconditions.requireFingerprint(request.ifMatch(), domain.fingerprint().value());
        return domain;
    }

    private Answer propose(Request request, ObservedDomain domain, Actor actor, Instant now) {
        Optional<ChangeRequest> proposed = proposeChange.propose(proposal(request.asked(), domain), actor, now);
        return proposed.map(change -> answer(views.of(change, actor))).orElseGet(() -> nothingToDo(domain));
    }

    private static Proposal proposal(ChangeAsked asked, ObservedDomain domain) {
        return new Proposal(
                domain, asked.ipAddressType(), Readiness.assess(domain, asked.ipAddressType()), asked.intent(), null);
    }

    private Answer answer(ChangeView view) {
        boolean applied = view.appliedAt() != null;
        return new Answer(applied ? 200 : 202, view.href(), ChangesResource.etagOf(view), json(view));
    }

    private Answer nothingToDo(ObservedDomain domain) {
        return new Answer(
                200,
                null,
                Preconditions.etag(domain.fingerprint().value()),
                json(new NothingToChange(
                        "NO_CHANGE",
                        domain.name().value(),
                        domain.target().value(),
                        domain.ipAddressType().wire())));
    }

    private static Response response(Answer answer) {
        Response.ResponseBuilder response = Response.status(answer.status())
                .type(MediaType.APPLICATION_JSON)
                .entity(answer.body());
        if (answer.location() != null) {
            response.header("Location", answer.location());
        }
        if (answer.etag() != null) {
            response.header("ETag", answer.etag());
        }
        if (answer.status() == Response.Status.ACCEPTED.getStatusCode()) {
            response.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    private static UUID idOf(Answer answer) {
        String location = String.valueOf(answer.location());
        return UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
    }

    private String json(Object view) {
        try {
            return mapper.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON form of an answer", e);
        }
    }
}

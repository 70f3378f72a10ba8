package dev.sixgate.api;

import dev.sixgate.api.EventPage.EventView;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Member;
import dev.sixgate.change.Members;
import dev.sixgate.rollout.Progress;
import dev.sixgate.rollout.Rollout;
import dev.sixgate.rollout.RolloutId;
import dev.sixgate.rollout.Rollouts;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A rollout's events, and those of its changes, for those who ask for {@code text/event-stream}. */
@Path("/rollouts")
class LiveRolloutResource {
    private final Callers callers;
    private final Rollouts rollouts;
    private final Members members;
    private final EventPages pages;
    private final LiveEvents events;

    LiveRolloutResource(Callers callers, Rollouts rollouts, Members members, EventPages pages, LiveEvents events) {
        this.callers = callers;
        this.rollouts = rollouts;
        this.members = members;
        this.pages = pages;
        this.events = events;
    }

    @GET
    @Blocking
    @Path("/{id}/events")
    @Produces(LiveResource.STREAM)
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> events(
            @PathParam("id") String id, @HeaderParam("Last-Event-ID") @Nullable String last, @Context Sse sse) {
        Actor reader = callers.reader();
        RolloutId rollout = rollouts.get(RolloutId.parse(id)).id();
        List<Member> all = QuarkusTransaction.requiringNew().call(() -> members.of(rollout.value()));
        List<UUID> ids = RolloutsResource.withItsChanges(rollout.value(), all);
        return events.of(new OfRollout(rollout, ids), LiveResource.leaf(last), reader.subject(), sse);
    }

    private final class OfRollout implements LiveEvents.Story {
        private final RolloutId id;
        private final List<UUID> ids;

        OfRollout(RolloutId id, List<UUID> ids) {
            this.id = id;
            this.ids = ids;
        }

        /** Also none of its changes may be under way: those of one that was cancelled are called off after it. */
        @Override
        public Optional<String> ended() {
            Rollout rollout = rollouts.get(id);
            return rollout.status().isEnded() && new Progress(members.of(id.value())).isOver()
                    ? Optional.of(rollout.status().name())
                    : Optional.empty();
        }

        @Override
        public List<EventView> after(long leaf) {
            return pages.after(ids, leaf);
        }
    }
}

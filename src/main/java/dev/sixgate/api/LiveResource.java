package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.EventPage.EventView;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeStatus;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A change's events for those who ask for {@code text/event-stream}; the other form's operation describes both. */
@Path("/changes")
class LiveResource {
    /** Only for those who ask for it: a stream has no end that an unsuspecting reader could wait for. */
    static final String STREAM = MediaType.SERVER_SENT_EVENTS + ";qs=0.1";

    private final Callers callers;
    private final ChangeRequests changes;
    private final EventPages pages;
    private final LiveEvents events;

    LiveResource(Callers callers, ChangeRequests changes, EventPages pages, LiveEvents events) {
        this.callers = callers;
        this.changes = changes;
        this.pages = pages;
        this.events = events;
    }

    @GET
    @Blocking
    @Path("/{id}/events")
    @Produces(STREAM)
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> events(
            @PathParam("id") String id, @HeaderParam("Last-Event-ID") @Nullable String last, @Context Sse sse) {
        Actor reader = callers.reader();
        ChangeId change = changes.get(ChangeId.parse(id)).id();
        return events.of(new OfChange(change), leaf(last), reader.subject(), sse);
    }

    private final class OfChange implements LiveEvents.Story {
        private final ChangeId change;

        OfChange(ChangeId change) {
            this.change = change;
        }

        @Override
        public Optional<String> ended() {
            return changes.statusOf(change)
                    .filter(status -> status.leadsTo().isEmpty())
                    .map(ChangeStatus::name);
        }

        @Override
        public List<EventView> after(long leaf) {
            return pages.after(AuditReader.Filter.ofChange(change.value()), leaf);
        }
    }

    /** The place after which a reader who comes again goes on; -1 for one who comes for the first time. */
    static long leaf(@Nullable String last) {
        if (last == null || last.isEmpty()) {
            return -1;
        }
        if (!last.matches("[0-9]{1,18}")) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "Last-Event-ID is the id of an event of this stream.");
        }
        return Long.parseLong(last);
    }
}

package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.PageToken;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Debts;
import dev.sixgate.rollout.RolloutId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pages through the changes, newest first. */
@ApplicationScoped
class ChangePages {
    private final ChangeRequests changes;
    private final ChangeViews views;
    private final InstantSource clock;

    ChangePages(ChangeRequests changes, ChangeViews views, InstantSource clock) {
        this.changes = changes;
        this.views = views;
        this.clock = clock;
    }

    /** What to list, as it was sent. */
    record Query(
            @Nullable String status,
            @Nullable String domain,
            @Nullable String target,
            @Nullable String requestedBy,
            @Nullable String retrospective,
            String awaitingMe,
            @Nullable String rollout) {}

    Page<ChangeView> page(Query query, @Nullable Integer pageSize, @Nullable String pageToken, Actor reader) {
        boolean awaiting = isTrue(query.awaitingMe());
        PageToken tokens = PageToken.of(query, awaiting ? reader.subject() : "");
        int size = Page.size(pageSize);
        UUID before = tokens.read(pageToken, UUID::fromString).orElse(null);
        var filter = new ChangeRequests.Filter(
                statusOf(query.status()),
                query.domain(),
                query.target(),
                query.requestedBy(),
                awaiting ? reader.subject() : null,
                owed(query.retrospective()),
                rollout(query.rollout()));
        return awaiting ? awaiting(filter, before, size, tokens, reader) : all(filter, before, size, tokens, reader);
    }

    private Page<ChangeView> all(
            ChangeRequests.Filter filter, @Nullable UUID before, int size, PageToken tokens, Actor reader) {
        return Page.of(
                changes.page(filter, before, size + 1),
                size,
                rows -> views.of(rows, reader),
                last -> tokens.write(last.id().toString()));
    }

    /** Whose approval counts, the policies say; so pending changes are looked through until the page is full. */
    private Page<ChangeView> awaiting(
            ChangeRequests.Filter filter, @Nullable UUID before, int size, PageToken tokens, Actor reader) {
        List<ChangeView> waiting = new ArrayList<>();
        UUID place = before;
        while (true) {
            List<ChangeRequest> rows = changes.page(filter, place, Page.MAX_SIZE);
            for (ChangeView view : views.of(rows, reader)) {
                if (waiting.size() == size) {
                    return new Page<>(waiting, tokens.write(String.valueOf(place)));
                }
                place = view.id();
                if (view.allowedActions().stream().anyMatch(allowed -> allowed.action() == Action.APPROVE)) {
                    waiting.add(view);
                }
            }
            if (rows.size() < Page.MAX_SIZE) {
                return new Page<>(waiting, null);
            }
        }
    }

    private static ChangeRequests.@Nullable InRollout rollout(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.equals("none")
                ? ChangeRequests.InRollout.NONE
                : new ChangeRequests.InRollout(RolloutId.parse(text).value());
    }

    private static boolean isTrue(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Refusal(Reason.MALFORMED_REQUEST, "awaitingMe is true or false.");
        };
    }

    private Debts.@Nullable Owed owed(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(Debts.State.values())
                .filter(state -> state.name().equals(name))
                .findFirst()
                .map(state -> new Debts.Owed(state, clock.instant()))
                .orElseThrow(() -> new Refusal(
                        Reason.MALFORMED_REQUEST,
                        "retrospective is one of " + Arrays.toString(Debts.State.values()) + "."));
    }

    private static @Nullable ChangeStatus statusOf(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(ChangeStatus.values())
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        Reason.MALFORMED_REQUEST, "status is one of " + Arrays.toString(ChangeStatus.values()) + "."));
    }
}

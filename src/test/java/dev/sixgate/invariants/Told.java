package dev.sixgate.invariants;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.invariants.Rulebook.Case;
import dev.sixgate.invariants.Rulebook.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One change as its events tell it, and what the rules said when it was asked for. */
final class Told {
    private static final Duration EMERGENCY = Duration.ofHours(24);

    private final Change change;
    private final Map<String, JsonNode> facts = new TreeMap<>();
    private final Map<String, Set<String>> approving = new HashMap<>();
    private @Nullable JsonNode asked;
    private @Nullable Rulebook pinned;
    private @Nullable Ruling ruling;
    private Map<String, String> tags = Map.of();
    private Map<String, String> seenTags = Map.of();
    private @Nullable Instant glassBrokenAt;
    private int events;

    Told(Change change) {
        this.change = change;
    }

    /** What happened next. The rules and the tags are those of that moment. */
    void happens(JsonNode event, Rulebook present, Map<String, String> tagsNow) {
        events++;
        event.path("before").properties().forEach(member -> facts.remove(member.getKey()));
        event.path("after").properties().forEach(member -> facts.put(member.getKey(), member.getValue()));
        Instant at = Instant.parse(event.path("occurredAt").asText());
        switch (event.path("action").asText()) {
            case "change.requested" -> {
                asked = event;
                pin(present, tagsNow, at);
            }
            case "change.replanned" -> pin(present, tagsNow, at);
            case "review.approve" -> approvals(event).add(by(event));
            case "review.withdraw" -> approvals(event).remove(by(event));
            case "break-glass.used" -> glassBrokenAt = at;
            case "break-glass.reviewed" -> {
                if (event.at("/after/retrospective/verdict").asText().equals("NOT_JUSTIFIED")) {
                    glassBrokenAt = null;
                }
            }
            case "change.stale", "change.approval-lapsed", "change.approval-withdrawn" -> glassBrokenAt = null;
            default -> {}
        }
    }

    private void pin(Rulebook present, Map<String, String> tagsNow, Instant at) {
        pinned = present;
        tags = tagsNow;
        seenTags = tagsNow;
        ruling = present.of(asCase(tagsNow), at);
    }

    private Set<String> approvals(JsonNode event) {
        return approving.computeIfAbsent(event.path("planDigest").asText(), ignored -> new HashSet<>());
    }

    private static String by(JsonNode event) {
        return event.at("/actor/subject").asText();
    }

    Change change() {
        return change;
    }

    int events() {
        return events;
    }

    Case asCase(Map<String, String> tagsNow) {
        return new Case(tagsNow, request().path("to").asText(), requester());
    }

    JsonNode request() {
        return Objects.requireNonNull(asked, change.id());
    }

    String requester() {
        return by(request());
    }

    Rulebook pinned() {
        return Objects.requireNonNull(pinned, change.id());
    }

    /** What was asked when it was planned, and what the present file adds. */
    Ruling ruling(Rulebook present, Map<String, String> tagsNow, Instant now) {
        return pinnedRuling().and(present.of(asCase(tagsNow), now));
    }

    /** The tags when it was planned. */
    Map<String, String> tags() {
        return tags;
    }

    /** What its planned policies say without the present ones. */
    Ruling pinnedRuling() {
        return Objects.requireNonNull(ruling, change.id());
    }

    /** The tags when it was last sent. */
    Map<String, String> seenTags() {
        return seenTags;
    }

    void seenWith(Map<String, String> tagsNow) {
        seenTags = tagsNow;
    }

    String fact(String name) {
        return facts.containsKey(name) ? facts.get(name).asText() : "";
    }

    boolean isTrue(String name) {
        return facts.containsKey(name) && facts.get(name).asBoolean();
    }

    List<String> contributors() {
        return dev.sixgate.ChangeFixtures.stream(Objects.requireNonNull(facts.get("contributors")))
                .map(JsonNode::asText)
                .toList();
    }

    /** Who has approved the present plan and not taken it back, and had no hand in it. */
    Set<String> approving() {
        Set<String> people = new HashSet<>(approving.getOrDefault(fact("planDigest"), Set.of()));
        contributors().forEach(people::remove);
        return people;
    }

    boolean isEmergency(Instant now) {
        return glassBrokenAt != null && now.isBefore(glassBrokenAt.plus(EMERGENCY));
    }
}

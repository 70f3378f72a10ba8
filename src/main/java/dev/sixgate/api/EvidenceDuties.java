package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.personal.PersonalData.Opened;
import dev.sixgate.change.ChangeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether those who approved a change are others than those who asked for it, as its events say: what an auditor checks first.
 *
 * @param requester who asked
 * @param contributors who asked, or planned it anew
 * @param approvals those of the plan that holds, that were not withdrawn
 * @param emergency whether it was to go ahead without approvals
 * @param separated whether somebody approved it, and no approval is by a contributor, or by a machine
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"requester", "contributors", "approvals", "emergency", "separated"})
record EvidenceDuties(
        String requester, List<String> contributors, List<Approval> approvals, boolean emergency, boolean separated) {

    /**
     * An approval, with what its author was at that time.
     *
     * @param leaf the event that says so
     */
    @JsonPropertyOrder({"leaf", "by", "at", "roles", "groups", "planDigest"})
    record Approval(
            long leaf, String by, String type, String at, List<String> roles, List<String> groups, String planDigest) {}

    static EvidenceDuties of(ChangeRequest change, List<RecordedEvent> events, List<Opened> opened) {
        Map<String, Approval> standing = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = opened.get(i).body();
            String by = event.at("/actor/subject").asText();
            switch (event.path("action").asText()) {
                case "review.approve" -> standing.put(by, approval(events.get(i).leafIndex(), event));
                case "review.withdraw" -> standing.remove(by);
                default -> {
                    // Says nothing of who approved.
                }
            }
        }
        // What was approved of an earlier plan was not approved of this.
        List<Approval> approvals = standing.values().stream()
                .filter(approval ->
                        approval.planDigest().equals(change.planned().digest()))
                .toList();
        boolean separated = !approvals.isEmpty()
                && approvals.stream()
                        .noneMatch(approval -> change.contributors().contains(approval.by())
                                || !approval.type().equals("USER"));
        return new EvidenceDuties(
                change.ask().requester(),
                change.contributors(),
                approvals,
                change.breakGlass().isPresent(),
                separated);
    }

    private static Approval approval(long leaf, JsonNode event) {
        return new Approval(
                leaf,
                event.at("/actor/subject").asText(),
                event.at("/actor/type").asText(),
                event.path("occurredAt").asText(),
                texts(event.at("/actor/roles")),
                texts(event.at("/actor/groups")),
                event.path("planDigest").asText());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }

    /** For people. */
    String inWords() {
        if (approvals.isEmpty()) {
            return emergency ? "nobody approved it: it was an emergency" : "nobody approved it";
        }
        String names = String.join(", ", approvals.stream().map(Approval::by).toList());
        return separated
                ? "kept: approved by " + names + ", none of whom asked for it"
                : "NOT kept: approved by " + names + ", one of whom asked for it, or is no person";
    }
}

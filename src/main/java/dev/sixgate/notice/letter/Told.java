package dev.sixgate.notice.letter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one event. What an event of no change, or of no domain, does not have is absent.
 *
 * @param source the log that has the event, as a URI reference
 * @param change the id of the change that it is about
 * @param rollout the id of the rollout that it is about, as a whole
 * @param href of the change or the rollout in the API, absolute where it is known where people reach this service
 * @param domains how many domains a rollout is to change
 * @param from the IP address type that the change leaves
 * @param status of the change, or the rollout, after the event
 * @param by who did it
 * @param requestedBy who asked for the change
 * @param reason why the change was asked for
 * @param comment what was said with this event
 */
public record Told(
        UUID event,
        String source,
        String action,
        String outcome,
        String time,
        @Nullable String change,
        @Nullable String rollout,
        @Nullable String href,
        @Nullable String domain,
        @Nullable Integer domains,
        @Nullable String target,
        @Nullable String from,
        @Nullable String to,
        @Nullable String status,
        @Nullable Who by,
        @Nullable Who requestedBy,
        @Nullable String reason,
        @Nullable String comment) {

    /** Somebody, by their stable id and for people to read. */
    public record Who(String subject, @Nullable String name) {
        String readable() {
            return name == null || name.equals(subject) ? subject : name + " (" + subject + ")";
        }
    }

    /** What happened, for people: {@code change approved}. */
    String title() {
        String verb = action.replace('.', ' ').replace('-', ' ');
        String said = outcome.equals("SUCCESS") ? verb : verb + " (" + outcome.toLowerCase(java.util.Locale.ROOT) + ")";
        return domain == null ? said : said + ": " + domain;
    }

    /** For people, in the order in which they read them. */
    Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        put(lines, "Domains", domains == null ? null : domains.toString());
        put(lines, "Target", target);
        put(lines, "Type", from == null ? to : from + " to " + to);
        put(lines, "Status", status);
        put(lines, "By", by == null ? null : by.readable());
        put(lines, "Requested by", requestedBy == null ? null : requestedBy.readable());
        put(lines, "Reason", reason);
        put(lines, "Comment", comment);
        return lines;
    }

    /** Where people look at it, if that can be clicked on: its short link, where the API has {@link #href}. */
    Optional<String> link() {
        return Optional.ofNullable(href)
                .filter(it -> it.startsWith("http"))
                .map(it -> rollout == null
                        ? it.substring(0, it.lastIndexOf("/changes/")) + "/c/" + change
                        : it.substring(0, it.lastIndexOf("/rollouts/")) + "/r/" + rollout);
    }

    /** What the link says. */
    String linked() {
        return rollout == null ? "Open the change" : "Open the rollout";
    }

    private static void put(Map<String, String> lines, String name, @Nullable String value) {
        if (value != null) {
            lines.put(name, value);
        }
    }
}

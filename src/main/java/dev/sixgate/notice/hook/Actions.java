package dev.sixgate.notice.hook;

import java.util.ArrayList;
import java.util.List;

/** What the service records, by the names in the audit trail, so that a subscription to something that never happens is seen at the start. */
final class Actions {
    static final List<String> KNOWN = List.of(
            "audit.drift-found",
            "audit.drift-over",
            "audit.epoch-opened",
            "audit.evidence-taken",
            "audit.exported",
            "audit.key-added",
            "audit.key-retired",
            "audit.read",
            "audit.sealing-halted",
            "audit.sealing-resumed",
            "audit.verified",
            "audit.witness-refused",
            "break-glass.overdue",
            "break-glass.reviewed",
            "break-glass.used",
            "change.accepted",
            "change.applied",
            "change.applying",
            "change.approval-lapsed",
            "change.approval-withdrawn",
            "change.approved",
            "change.attempt-failed",
            "change.cancelled",
            "change.confirmation-missed",
            "change.confirmation-overtaken",
            "change.confirmed",
            "change.expired",
            "change.failed",
            "change.found-done",
            "change.found-undone",
            "change.in-doubt",
            "change.not-needed",
            "change.rejected",
            "change.released",
            "change.replanned",
            "change.requested",
            "change.retried",
            "change.stale",
            "change.trail-matched",
            "change.trail-unmatched",
            "change.verifying",
            "delegation.created",
            "delegation.ended",
            "domain.drift-attributed",
            "domain.drift-unattributed",
            "domain.drifted",
            "domain.resolved",
            "person.erased",
            "person.removed",
            "personal-keys.encrypted",
            "policy.changed",
            "policy.rejected",
            "request.refused",
            "requests.refused",
            "review.approve",
            "review.comment",
            "review.reject",
            "review.withdraw",
            "rollout.cancelled",
            "rollout.completed",
            "rollout.expired",
            "rollout.paused",
            "rollout.promoted",
            "rollout.rejected",
            "rollout.requested",
            "rollout.resumed",
            "rollout.reviewed",
            "rollout.started",
            "rollout.stopped",
            "rollout.wave-started",
            "service.started",
            "service.stopped",
            "webhook.replayed",
            "webhook.tested");

    private Actions() {}

    static boolean covers(String pattern, String action) {
        return pattern.endsWith("*")
                ? action.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(action);
    }

    /** What somebody wants to be told of. @throws IllegalArgumentException naming the key, if that never happens */
    static List<String> patterns(String key, List<String> written) {
        List<String> patterns = new ArrayList<>();
        for (String pattern : written) {
            String text = pattern.strip();
            int star = text.indexOf('*');
            if (text.isEmpty() || star >= 0 && star < text.length() - 1) {
                throw new IllegalArgumentException(
                        key + ": a star stands at the end, as in change.*; '" + text + "' is not so.");
            }
            if (KNOWN.stream().noneMatch(action -> covers(text, action))) {
                throw new IllegalArgumentException(key + ": nothing that is recorded is called '" + text
                        + "'; write change.* or one of " + KNOWN + ".");
            }
            patterns.add(text);
        }
        return patterns;
    }
}

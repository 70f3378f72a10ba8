package dev.sixgate.notice;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.notice.hook.Recipients;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.UUID;

/** Has a notice sent again that is dead, or was delivered and lost by its receiver. */
@ApplicationScoped
public class ReplayNotice {
    private final Recipients recipients;
    private final Notices notices;
    private final AuditLog log;

    ReplayNotice(Recipients recipients, Notices notices, AuditLog log) {
        this.recipients = recipients;
        this.notices = notices;
        this.log = log;
    }

    /**
     * Sends it again under the same id, from the first attempt on.
     *
     * @throws Refusal {@code role-required}, {@code webhook-not-found}, {@code delivery-not-found}; {@code invalid-transition} for one
     *     that is waiting as it is
     */
    @Transactional
    public Notice replay(String webhook, UUID id, Actor operator, Instant now) {
        if (!operator.has(Role.OPERATOR)) {
            throw new Refusal(Reason.ROLE_REQUIRED, "Sending a notice again needs the role operator.");
        }
        recipients.get(webhook);
        Notice notice = find(id, webhook);
        if (!notices.again(id, webhook, now)) {
            throw new Refusal(Reason.INVALID_TRANSITION, "The notice is waiting to be sent as it is.");
        }
        log.append(AuditEvent.of("webhook.replayed", Outcome.SUCCESS, operator, now)
                .with("webhook", webhook)
                .with("delivery", id)
                .with("event", notice.event()));
        return find(id, webhook);
    }

    private Notice find(UUID id, String webhook) {
        return notices.find(id, webhook)
                .orElseThrow(() -> new Refusal(Reason.DELIVERY_NOT_FOUND, "The webhook has no such delivery."));
    }
}

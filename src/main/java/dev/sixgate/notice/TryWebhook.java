package dev.sixgate.notice;

import dev.sixgate.IdSource;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.notice.hook.Recipient;
import dev.sixgate.notice.hook.Recipients;
import dev.sixgate.notice.letter.Told;
import dev.sixgate.notice.send.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.UUID;

/** Says something to a receiver that means nothing, so that whoever set it up sees whether it arrives. */
@ApplicationScoped
public class TryWebhook {
    private static final String TEST = "test";

    private final Recipients recipients;
    private final Rendering rendering;
    private final Carrier carrier;
    private final IdSource ids;
    private final AuditLog log;

    TryWebhook(Recipients recipients, Rendering rendering, Carrier carrier, IdSource ids, AuditLog log) {
        this.recipients = recipients;
        this.rendering = rendering;
        this.carrier = carrier;
        this.ids = ids;
        this.log = log;
    }

    /**
     * Sends it at once, and once. What cannot be recorded is not sent.
     *
     * @throws Refusal {@code role-required}, {@code webhook-not-found}
     */
    @Transactional(Transactional.TxType.NEVER)
    public Answer send(String name, Actor operator, Instant now) {
        if (!operator.has(Role.OPERATOR)) {
            throw new Refusal(Reason.ROLE_REQUIRED, "Testing a webhook needs the role operator.");
        }
        Recipient to = recipients.get(name);
        log.appendAlone(
                AuditEvent.of("webhook.tested", Outcome.SUCCESS, operator, now).with("webhook", name));
        UUID id = ids.next();
        return carrier.send(to, id.toString(), nothing(id, operator, now));
    }

    private Told nothing(UUID id, Actor operator, Instant now) {
        return new Told(
                id,
                rendering.source(),
                TEST,
                Outcome.SUCCESS.name(),
                now.toString(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new Told.Who(operator.subject(), operator.name()),
                null,
                null,
                "A test: nothing has happened.");
    }
}

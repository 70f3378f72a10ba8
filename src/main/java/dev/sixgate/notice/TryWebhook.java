package dev.sixgate.notice;

import dev.sixgate.IdSource;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.notice.hook.Webhook;
import dev.sixgate.notice.hook.Webhooks;
import dev.sixgate.notice.letter.Told;
import dev.sixgate.notice.send.Answer;
import dev.sixgate.notice.send.Sender;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.UUID;

/** Says something to a receiver that means nothing, so that whoever set it up sees whether it arrives. */
@ApplicationScoped
public class TryWebhook {
    private static final String TEST = "test";

    private final Webhooks webhooks;
    private final Rendering rendering;
    private final Sender sender;
    private final IdSource ids;
    private final AuditLog log;

    TryWebhook(Webhooks webhooks, Rendering rendering, Sender sender, IdSource ids, AuditLog log) {
        this.webhooks = webhooks;
        this.rendering = rendering;
        this.sender = sender;
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
        Webhook webhook = webhooks.get(name);
        log.appendAlone(
                AuditEvent.of("webhook.tested", Outcome.SUCCESS, operator, now).with("webhook", name));
        UUID id = ids.next();
        return sender.send(webhook.sending(id.toString(), webhook.format().write(nothing(id, operator, now))));
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
                new Told.Who(operator.subject(), operator.name()),
                null,
                null,
                "A test: nothing has happened.");
    }
}

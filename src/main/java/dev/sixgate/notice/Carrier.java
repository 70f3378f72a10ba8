package dev.sixgate.notice;

import dev.sixgate.notice.hook.Mailbox;
import dev.sixgate.notice.hook.Recipient;
import dev.sixgate.notice.hook.Webhook;
import dev.sixgate.notice.letter.MailText;
import dev.sixgate.notice.letter.Told;
import dev.sixgate.notice.mail.Postman;
import dev.sixgate.notice.send.Answer;
import dev.sixgate.notice.send.Sender;
import jakarta.enterprise.context.ApplicationScoped;

/** Says something to somebody, once, in the way in which they want to be told. */
@ApplicationScoped
class Carrier {
    private final Sender sender;
    private final Postman postman;

    Carrier(Sender sender, Postman postman) {
        this.sender = sender;
        this.postman = postman;
    }

    /** @param id the same whenever the same is said again */
    Answer send(Recipient to, String id, Told told) {
        if (to instanceof Mailbox mailbox) {
            return postman.send(mailbox.to(), id, told.change(), MailText.of(told));
        }
        Webhook webhook = (Webhook) to;
        return sender.send(webhook.sending(id, webhook.format().write(told)));
    }
}

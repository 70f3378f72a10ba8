package dev.sixgate.notice.hook;

import dev.sixgate.notice.hook.MailConfig.MailboxConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The configured receivers by e-mail, checked: a mistake in them stops the start with a sentence that says what to write. */
@ApplicationScoped
public class Mailboxes {
    /** What every server takes, and nothing that ends a line, or an address. */
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}");

    private static final String KEY = "sixgate.mail.";

    private final List<Mailbox> all = new ArrayList<>();

    /** @throws IllegalArgumentException if one is configured wrongly */
    public Mailboxes(MailConfig config) {
        config.mailboxes().forEach((name, each) -> all.add(mailbox(name, each)));
    }

    public List<Mailbox> all() {
        return List.copyOf(all);
    }

    private static Mailbox mailbox(String name, MailboxConfig config) {
        String key = KEY + name;
        Webhooks.requireName(key, name);
        List<String> to = config.to().stream().map(String::strip).toList();
        for (String each : to) {
            if (!ADDRESS.matcher(each).matches()) {
                throw new IllegalArgumentException(
                        key
                                + ".to: one of them is no address; write ops@example.com, without a name, and commas between several.");
            }
        }
        return new Mailbox(name, to, Actions.patterns(key + ".events", config.events()));
    }
}

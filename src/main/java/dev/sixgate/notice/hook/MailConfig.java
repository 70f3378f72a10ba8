package dev.sixgate.notice.hook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;

/** Whom to tell what by e-mail, as {@code sixgate.mail.<name>.*}; the server is {@code quarkus.mailer.*}. */
@ConfigMapping(prefix = "sixgate.mail")
public interface MailConfig {

    /** The receivers, by a name of one's own that no webhook has. */
    @WithParentName
    Map<String, MailboxConfig> mailboxes();

    /** One receiver. */
    interface MailboxConfig {
        /** Addresses, {@code ops@example.com}; one mail goes to all of them. */
        List<String> to();

        /** Actions of the audit trail, {@code change.requested}; a star may stand at the end, {@code change.*}. */
        List<String> events();
    }
}

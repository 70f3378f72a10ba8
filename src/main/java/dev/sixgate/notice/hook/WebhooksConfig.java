package dev.sixgate.notice.hook;

import dev.sixgate.notice.letter.Format;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whom to tell what, as {@code sixgate.webhooks.<name>.*}; {@link Webhooks} checks it. Addresses and secrets are texts, so that no mistake in one is told with it. */
@ConfigMapping(prefix = "sixgate")
public interface WebhooksConfig {

    /** Where people reach this service, {@code https://sixgate.example.com}: what links in notices begin with. */
    Optional<String> publicUrl();

    /** The receivers, by a name of one's own. */
    Map<String, WebhookConfig> webhooks();

    /** One receiver. */
    interface WebhookConfig {
        /** Where to POST to. It may hold a secret, as Slack's do. */
        String url();

        /** {@code whsec_} and 24 to 64 bytes in base64; during a rotation several, with spaces between. Slack and Teams need none. */
        Optional<String> secret();

        /** Actions of the audit trail, {@code change.requested}; a star may stand at the end, {@code change.*}. */
        List<String> events();

        /** {@code cloudevents}, {@code slack} or {@code teams}. */
        @WithDefault("cloudevents")
        Format format();

        /** Names, addresses or networks ({@code 10.1.0.0/16}) inside that this webhook may lead to. */
        Optional<List<String>> allowedHosts();
    }
}

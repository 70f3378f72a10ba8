package dev.sixgate.notice.hook;

import dev.sixgate.notice.letter.Format;
import dev.sixgate.notice.letter.Letter;
import dev.sixgate.notice.send.Destinations;
import dev.sixgate.notice.send.Sender.Sending;
import dev.sixgate.notice.send.Signature;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * A receiver, as it is configured.
 *
 * @param url may hold a secret: {@link #address()} is for showing
 * @param events actions, and beginnings of actions with a star behind them
 */
public record Webhook(
        String name, URI url, List<String> events, Format format, Signature signature, Destinations allowed)
        implements Recipient {

    public Webhook {
        events = List.copyOf(events);
    }

    /** Scheme, host and port; whatever stands behind them may be a secret. */
    @Override
    public String address() {
        String origin = url.getScheme() + "://" + url.getRawAuthority();
        boolean bare = url.getRawQuery() == null
                && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
        return bare ? origin : origin + "/...";
    }

    @Override
    public String form() {
        return format.name().toLowerCase(Locale.ROOT);
    }

    /** As it is sent; the id is the same whenever the same is sent again. */
    public Sending sending(String id, Letter letter) {
        return new Sending(url, allowed, signature, id, letter.contentType(), letter.body());
    }

    /** Nothing of a secret. */
    @Override
    public String toString() {
        return name;
    }
}

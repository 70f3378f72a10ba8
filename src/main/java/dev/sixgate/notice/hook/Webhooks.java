package dev.sixgate.notice.hook;

import dev.sixgate.notice.hook.WebhooksConfig.WebhookConfig;
import dev.sixgate.notice.letter.Format;
import dev.sixgate.notice.send.Destinations;
import dev.sixgate.notice.send.Signature;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The configured webhooks, checked: a mistake in them stops the start with a sentence that says what to write, and no secret. */
@ApplicationScoped
public class Webhooks {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final String KEY = "sixgate.webhooks.";

    private final Map<String, Webhook> byName = new TreeMap<>();
    private final String publicUrl;

    /** @throws IllegalArgumentException if one is configured wrongly */
    public Webhooks(WebhooksConfig config) {
        config.webhooks().forEach((name, each) -> byName.put(name, webhook(name, each)));
        this.publicUrl = config.publicUrl().map(Webhooks::publicUrl).orElse("");
    }

    /** In the order of their names. */
    public List<Webhook> all() {
        return List.copyOf(byName.values());
    }

    /** What links begin with; nothing where nobody said where people reach this service. */
    public String publicUrl() {
        return publicUrl;
    }

    private static Webhook webhook(String name, WebhookConfig config) {
        String key = KEY + name;
        requireName(key, name);
        Signature signature =
                told(key + ".secret", () -> Signature.by(config.secret().orElse("")));
        if (signature.isNone() && config.format() == Format.CLOUDEVENTS) {
            throw new IllegalArgumentException(
                    key
                            + ".secret is missing: write whsec_ and 24 to 64 bytes in base64, such as openssl rand -base64 32 makes.");
        }
        return new Webhook(
                name,
                told(key + ".url", () -> address(config.url())),
                Actions.patterns(key + ".events", config.events()),
                config.format(),
                signature,
                told(
                        key + ".allowed-hosts",
                        () -> Destinations.allowing(config.allowedHosts().orElse(List.of()))));
    }

    /** It stands in paths of the API. */
    static void requireName(String key, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    key + ": a receiver's name is of small letters, digits and hyphens, 63 at most.");
        }
    }

    private static <T> T told(String key, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + " " + e.getMessage() + ".", e);
        }
    }

    private static URI address(String written) {
        URI url;
        try {
            url = new URI(written.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL; write https://host/path");
        }
        String scheme = String.valueOf(url.getScheme());
        if (!scheme.equals("https") && !scheme.equals("http") || url.getHost() == null) {
            throw new IllegalArgumentException("is no address of a web server; write https://host/path");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("has a user or a fragment, which are not sent; leave them out");
        }
        return url;
    }

    private static String publicUrl(String written) {
        URI url = told("sixgate.public-url", () -> address(written));
        if (url.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "sixgate.public-url has a query; write https://host or https://host/path.");
        }
        return url.toString().replaceAll("/+$", "");
    }
}

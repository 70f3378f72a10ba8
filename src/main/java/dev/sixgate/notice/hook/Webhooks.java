package dev.sixgate.notice.hook;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.notice.hook.WebhooksConfig.WebhookConfig;
import dev.sixgate.notice.letter.Format;
import dev.sixgate.notice.send.Destinations;
import dev.sixgate.notice.send.Signature;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The configured receivers, checked: a mistake in them stops the start with a sentence that says what to write, and no secret. */
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

    /** Makes the check happen at the start, not at the first event. */
    void checkAtStart(@Observes StartupEvent started) {}

    /** In the order of their names. */
    public List<Webhook> all() {
        return List.copyOf(byName.values());
    }

    /** @throws Refusal {@code webhook-not-found} */
    public Webhook get(String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> new Refusal(Reason.WEBHOOK_NOT_FOUND, "No webhook of that name is configured."));
    }

    /** What links begin with; nothing where nobody said where people reach this service. */
    public String publicUrl() {
        return publicUrl;
    }

    /** Who is to be told of such an event. */
    public Collection<Webhook> wanting(String action) {
        return byName.values().stream().filter(each -> each.wants(action)).toList();
    }

    private static Webhook webhook(String name, WebhookConfig config) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    KEY + name + ": a webhook's name is of small letters, digits and hyphens, 63 at most.");
        }
        String key = KEY + name;
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
                events(key + ".events", config.events()),
                config.format(),
                signature,
                told(
                        key + ".allowed-hosts",
                        () -> Destinations.allowing(config.allowedHosts().orElse(List.of()))));
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

    private static List<String> events(String key, List<String> written) {
        List<String> patterns = new ArrayList<>();
        for (String pattern : written) {
            String text = pattern.strip();
            int star = text.indexOf('*');
            if (text.isEmpty() || star >= 0 && star < text.length() - 1) {
                throw new IllegalArgumentException(
                        key + ": a star stands at the end, as in change.*; '" + text + "' is not so.");
            }
            if (Actions.KNOWN.stream().noneMatch(action -> Webhook.covers(text, action))) {
                throw new IllegalArgumentException(key + ": nothing that is recorded is called '" + text
                        + "'; write change.* or one of " + Actions.KNOWN + ".");
            }
            patterns.add(text);
        }
        return patterns;
    }
}

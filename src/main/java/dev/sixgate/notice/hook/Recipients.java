package dev.sixgate.notice.hook;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All who are told, in whatever way: under one name there is one. */
@ApplicationScoped
public class Recipients {
    private final Map<String, Recipient> byName = new TreeMap<>();

    /** @throws IllegalArgumentException if two have the same name */
    public Recipients(Webhooks webhooks, Mailboxes mailboxes) {
        Stream.<Recipient>concat(webhooks.all().stream(), mailboxes.all().stream())
                .forEach(each -> {
                    if (byName.put(each.name(), each) != null) {
                        throw new IllegalArgumentException("sixgate.mail." + each.name()
                                + ": a webhook has that name; a delivery must be one receiver's, so take another.");
                    }
                });
    }

    /** Makes the check happen at the start, not at the first event. */
    void checkAtStart(@Observes StartupEvent started) {}

    /** In the order of their names. */
    public List<Recipient> all() {
        return List.copyOf(byName.values());
    }

    /** @throws Refusal {@code webhook-not-found} */
    public Recipient get(String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(
                        () -> new Refusal(Reason.WEBHOOK_NOT_FOUND, "Nobody of that name is configured to be told."));
    }

    /** Who is to be told of such an event. */
    public Collection<Recipient> wanting(String action) {
        return byName.values().stream().filter(each -> each.wants(action)).toList();
    }
}

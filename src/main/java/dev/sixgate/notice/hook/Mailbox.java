package dev.sixgate.notice.hook;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A receiver by e-mail, as it is configured.
 *
 * @param to one mail goes to all of them: each sees the others
 */
public record Mailbox(String name, List<String> to, List<String> events) implements Recipient {

    public Mailbox {
        to = List.copyOf(to);
        events = List.copyOf(events);
    }

    /** The hosts alone; who is before them is nobody's business. */
    @Override
    public String address() {
        return to.stream()
                .map(each -> each.substring(each.indexOf('@') + 1))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(host -> "mailto:...@" + host)
                .collect(Collectors.joining(","));
    }

    @Override
    public String form() {
        return "mail";
    }

    /** Nobody's address. */
    @Override
    public String toString() {
        return name;
    }
}

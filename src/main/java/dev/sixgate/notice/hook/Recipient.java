package dev.sixgate.notice.hook;

import java.util.List;

/** Somebody who is told, in whatever way. */
public sealed interface Recipient permits Webhook, Mailbox {
    /** Of the configuration: no two have the same. */
    String name();

    /** Actions, and beginnings of actions with a star behind them. */
    List<String> events();

    /** Where it is, for showing: nothing that may be a secret, and nobody's name. */
    String address();

    /** In which form it is told, as it is written in the configuration: {@code cloudevents}, {@code mail}. */
    String form();

    /** Whether it is to be told of such events. */
    default boolean wants(String action) {
        return events().stream().anyMatch(pattern -> Actions.covers(pattern, action));
    }
}

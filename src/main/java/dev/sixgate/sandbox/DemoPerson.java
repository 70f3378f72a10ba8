package dev.sixgate.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The people of a first run: one for each thing that can be done, and two where a second pair of eyes is asked for. */
enum DemoPerson {
    RIA("Ria Requester", "requester"),
    REMY("Remy Requester", "requester"),
    NORA("Nora Network", "approver", "network"),
    NED("Ned Network", "approver", "network"),
    SAM("Sam Security", "approver", "security"),
    OTTO("Otto Operator", "operator"),
    BEA("Bea Breakglass", "break-glass"),
    ADA("Ada Auditor", "auditor"),
    /** A service account. */
    BOT("Bot", "requester");

    /** Everybody's. */
    static final String PASSWORD = "demo";

    private final String displayName;
    private final String role;
    private final Set<String> groups;

    DemoPerson(String displayName, String role, String... groups) {
        this.displayName = displayName;
        this.role = role;
        this.groups = Set.of(groups);
    }

    /** By the name to log in with. */
    static Optional<DemoPerson> named(String login) {
        return Arrays.stream(values())
                .filter(person -> person.login().equals(login))
                .findFirst();
    }

    static List<DemoPerson> all() {
        return List.of(values());
    }

    String login() {
        return name().toLowerCase(Locale.ROOT);
    }

    String displayName() {
        return displayName;
    }

    String role() {
        return role;
    }

    Set<String> groups() {
        return groups;
    }

    /** Whether it is a machine. */
    boolean isService() {
        return this == BOT;
    }
}

package dev.sixgate.policy;

import dev.sixgate.policy.calendar.ChangeWindow;
import dev.sixgate.policy.calendar.Schedule;
import dev.sixgate.policy.yaml.Mapping;
import dev.sixgate.policy.yaml.Node;
import dev.sixgate.policy.yaml.Spelling;
import dev.sixgate.policy.yaml.YamlMistake;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the policy file's {@code windows}, and the names of them in rules. */
final class WindowReader {
    static final List<String> KEYS = List.of("cron", "duration", "zone");
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();
    private static final String CRON =
            "write minute, hour, day, month, day of the week, as in \"0 8 * * MON-FRI\", of a day that exists";

    private WindowReader() {}

    static Map<String, ChangeWindow> windows(Node node) {
        Map<String, ChangeWindow> windows = new TreeMap<>();
        for (Mapping.Entry each : node.mapping().entries().values()) {
            String name = each.key().as(ConditionReader.form(RuleReader.NAME), RuleReader.NAME_IN_WORDS);
            windows.put(name, window(name, each.value().mapping().only(KEYS)));
        }
        return windows;
    }

    private static ChangeWindow window(String name, Mapping node) {
        Node zone = node.require("zone", "write zone: Europe/Berlin, or UTC");
        ZoneId in = zone(zone);
        Schedule schedule = node.require("cron", CRON).as(text -> Schedule.of(text, in), CRON);
        return node.require("duration", "write duration: 4h")
                .as(text -> new ChangeWindow(name, schedule, Times.parse(text)), "write 30m, 4h, 2d or ISO 8601");
    }

    /** A place's zone alone knows when its clocks change; a fixed offset from UTC is mostly a mistake. */
    static ZoneId zone(Node node) {
        return node.as(
                text -> {
                    if (!ZONES.contains(text)) {
                        throw new IllegalArgumentException("the nearest is " + Spelling.nearest(text, ZONES));
                    }
                    return ZoneId.of(text);
                },
                "write a zone of the IANA database, such as Europe/Berlin or UTC");
    }

    /** The windows that a rule names, each of which must be declared. */
    static List<String> names(Node node, Set<String> declared) {
        List<String> names = PolicyReader.words(node);
        for (Node item : node.items()) {
            if (!declared.contains(item.word())) {
                throw undeclared(item, declared);
            }
        }
        return names;
    }

    private static YamlMistake undeclared(Node node, Set<String> declared) {
        String name = node.word();
        String meant = declared.isEmpty() ? "" : "did you mean \"" + Spelling.nearest(name, declared) + "\"? If not, ";
        return node.mistake(
                "the window \"" + name + "\" is not declared",
                meant + "write " + name + ": {cron: ..., duration: ..., zone: ...} under windows");
    }
}

package dev.sixgate.policy;

import dev.sixgate.policy.yaml.Mapping;
import dev.sixgate.policy.yaml.Node;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the policy file's {@code freezes}. A time without an offset is local to the freeze's zone; where the clocks show it
 * twice, the freeze is the longer one, and where they leave it out, the moment after the gap is meant.
 */
final class FreezeReader {
    static final List<String> KEYS = List.of("name", "from", "until", "zone", "reason", "match", "override");
    private static final Pattern LOCAL = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?");
    private static final Pattern WITH_OFFSET = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})");
    private static final String TIME =
            "write 2026-12-20T00:00:00+01:00, or 2026-12-20T00:00 beside a zone such as Europe/Berlin";

    private final Mapping node;
    private final Groups groups;
    private final Optional<ZoneId> zone;

    private FreezeReader(Mapping node, Groups groups) {
        this.node = node.only(KEYS);
        this.groups = groups;
        this.zone = node.find("zone").map(WindowReader::zone);
    }

    static List<Freeze> freezes(Node node, Groups groups) {
        List<Freeze> freezes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node each : node.items()) {
            Freeze freeze = new FreezeReader(each.mapping(), groups).freeze();
            if (!names.add(freeze.name())) {
                throw each.mapping()
                        .require("name", "")
                        .mistake("a second freeze is called " + freeze.name(), "give each freeze a name of its own");
            }
            freezes.add(freeze);
        }
        return freezes;
    }

    private Freeze freeze() {
        String name = node.require("name", "give it a name, as in name: year-end")
                .as(ConditionReader.form(RuleReader.NAME), RuleReader.NAME_IN_WORDS);
        Node from = node.require("from", TIME);
        Node until = node.require("until", TIME);
        requireZoneToMeanSomething(from, until);
        Instant start = from.as(text -> moment(text, true), TIME);
        Instant end = until.as(text -> moment(text, false), TIME);
        if (!start.isBefore(end)) {
            throw until.mistake(
                    "until is not after from", "write the end of the freeze, which is no longer part of it");
        }
        return new Freeze(
                name,
                start,
                end,
                node.require("reason", "say why, as in reason: The shop closes its books")
                        .sentence(),
                node.find("match")
                        .map(match -> new ConditionReader(match.mapping(), groups).condition())
                        .orElse(Condition.ALWAYS),
                node.find("override").map(this::group).orElse(null));
    }

    private String group(Node override) {
        return RuleReader.declared(override, groups);
    }

    private void requireZoneToMeanSomething(Node from, Node until) {
        if (zone.isPresent()
                && WITH_OFFSET.matcher(from.word()).matches()
                && WITH_OFFSET.matcher(until.word()).matches()) {
            throw node.require("zone", "")
                    .mistake("from and until have offsets, so that zone says nothing", "leave zone or the offsets out");
        }
    }

    private Instant moment(String text, boolean earlier) {
        try {
            if (WITH_OFFSET.matcher(text).matches()) {
                return OffsetDateTime.parse(text).toInstant();
            }
            if (LOCAL.matcher(text).matches()) {
                return local(LocalDateTime.parse(text), earlier);
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no such date or time", e);
        }
        throw new IllegalArgumentException("it has another form");
    }

    private Instant local(LocalDateTime local, boolean earlier) {
        ZoneId in = zone.orElseThrow(() -> new IllegalArgumentException("it has no offset, and the freeze no zone"));
        ZoneOffsetTransition transition = in.getRules().getTransition(local);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        List<ZoneOffset> offsets = in.getRules().getValidOffsets(local);
        return local.toInstant(offsets.get(earlier ? 0 : offsets.size() - 1));
    }
}

package dev.sixgate.invariants;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A policy file as stories mean it: its text, and what it says of a change, reckoned without any of the service's code. It
 * knows as much of the language as stories use.
 *
 * @param groups the stated members of each; empty where membership comes from claims
 */
record Rulebook(
        Map<String, Optional<Set<String>>> groups,
        Map<String, Window> windows,
        List<Freeze> freezes,
        List<Rule> rules) {
    static final String APPROVERS = "approvers";

    /** The built-in file, in force until a story puts another. */
    static final Rulebook BUILT_IN = new Rulebook(
            Map.of(),
            Map.of(),
            List.of(),
            List.of(Rule.of("four-eyes", If.ALWAYS).asking(APPROVERS, 1)));

    /** A change, as rules see it. */
    record Case(Map<String, String> tags, String to, String requester) {
        String tier() {
            return tags.getOrDefault("tier", "");
        }
    }

    /** When a rule counts. */
    enum If {
        ALWAYS(""),
        IS_RED("match: {tags: {tier: [red]}}"),
        TO_DUALSTACK("match: {to: [dualstack]}"),
        TO_IPV4("when: 'to == \"ipv4\"'"),
        IS_BLUE("when: 'has(tags.tier) && tags.tier == \"blue\"'"),
        NOT_BY_REMY("when: 'requester != \"remy\" && rolloutSize == 1'"),
        RED_TO_DUALSTACK("match: {to: [dualstack]}, when: 'has(tags.tier) && tags.tier.startsWith(\"r\")'"),
        /** Without that tag nobody can say whether it holds: the rule counts, and denies. */
        IS_GREEN_UNGUARDED("when: 'tags.tier == \"green\"'"),
        /** A clock that ticks while a change waits. */
        IN_THE_AFTERNOON("when: 'now.getHours(\"UTC\") >= 12'");

        private final String text;

        If(String text) {
            this.text = text;
        }

        boolean fails(Case of) {
            return this == IS_GREEN_UNGUARDED && !of.tags().containsKey("tier");
        }

        boolean holds(Case of, Instant now) {
            return switch (this) {
                case ALWAYS -> true;
                case IS_RED -> of.tier().equals("red");
                case TO_DUALSTACK -> of.to().equals("dualstack");
                case TO_IPV4 -> of.to().equals("ipv4");
                case IS_BLUE -> of.tier().equals("blue");
                case NOT_BY_REMY -> !of.requester().equals("remy");
                case RED_TO_DUALSTACK ->
                    of.to().equals("dualstack") && of.tier().equals("red");
                case IS_GREEN_UNGUARDED -> of.tier().equals("green") || fails(of);
                case IN_THE_AFTERNOON -> Math.floorMod(now.getEpochSecond(), 86_400L) >= 12 * 3_600L;
            };
        }
    }

    /** One rule; its durations are null where it does not state them. */
    record Rule(
            String name,
            If when,
            Map<String, Integer> require,
            boolean automatic,
            boolean deny,
            List<String> windows,
            @Nullable Duration expiresAfter,
            @Nullable Duration approvalHoldsFor,
            @Nullable Duration revertApprovedFor,
            @Nullable Duration confirmWithin) {

        static Rule of(String name, If when) {
            return new Rule(name, when, Map.of(), false, false, List.of(), null, null, null, null);
        }

        Rule asking(String group, int approvals) {
            Map<String, Integer> all = new TreeMap<>(require);
            all.put(group, approvals);
            return new Rule(
                    name,
                    when,
                    all,
                    false,
                    false,
                    windows,
                    expiresAfter,
                    approvalHoldsFor,
                    revertApprovedFor,
                    confirmWithin);
        }

        Rule isAutomatic() {
            return new Rule(name, when, Map.of(), true, false, windows, null, null, null, null);
        }

        Rule denying() {
            return new Rule(name, when, Map.of(), false, true, List.of(), null, null, null, null);
        }

        Rule onlyIn(List<String> names) {
            return new Rule(
                    name,
                    when,
                    require,
                    automatic,
                    deny,
                    names,
                    expiresAfter,
                    approvalHoldsFor,
                    revertApprovedFor,
                    confirmWithin);
        }

        Rule within(@Nullable Duration toDecide, @Nullable Duration toRun) {
            return new Rule(
                    name, when, require, automatic, deny, windows, toDecide, toRun, revertApprovedFor, confirmWithin);
        }

        Rule afterwards(@Nullable Duration toRevert, @Nullable Duration toConfirm) {
            return new Rule(
                    name, when, require, automatic, deny, windows, expiresAfter, approvalHoldsFor, toRevert, toConfirm);
        }

        private String yaml() {
            List<String> parts = new ArrayList<>(List.of("name: " + name));
            add(parts, when.text.isEmpty() ? null : when.text, "");
            add(parts, require.isEmpty() ? null : requirements(), "require: ");
            add(parts, automatic ? "true" : null, "automatic: ");
            add(parts, deny ? "Not like that." : null, "deny: ");
            add(parts, windows.isEmpty() ? null : windows.toString(), "windows: ");
            add(parts, expiresAfter, "expiresAfter: ");
            add(parts, approvalHoldsFor, "approvalHoldsFor: ");
            add(parts, revertApprovedFor, "revertApprovedFor: ");
            add(parts, confirmWithin, "confirmWithin: ");
            return "  - {" + String.join(", ", parts) + "}";
        }

        private static void add(List<String> parts, @Nullable Object value, String key) {
            if (value != null) {
                parts.add(key + value);
            }
        }

        private String requirements() {
            return require.entrySet().stream()
                    .map(each -> "{group: " + each.getKey() + ", approvals: " + each.getValue() + "}")
                    .collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** It opens at that local time, each day or from Monday to Friday. */
    record Window(int hour, int minute, boolean weekdays, Duration duration, ZoneId zone) {
        private String yaml(String name) {
            return "  " + name + ": {cron: '" + minute + " " + hour + " * * " + (weekdays ? "MON-FRI" : "*")
                    + "', duration: " + duration + ", zone: " + zone + "}";
        }

        boolean isOpen(Instant at) {
            LocalDate today = LocalDate.ofInstant(at, zone);
            return Stream.iterate(today.minusDays(2), day -> day.plusDays(1))
                    .limit(4)
                    .filter(day -> !weekdays || day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0)
                    .map(day -> start(day.atTime(hour, minute)))
                    .anyMatch(start -> !at.isBefore(start) && at.isBefore(start.plus(duration)));
        }

        /** The end of the gap where spring leaves that time out, the first time where autumn shows it twice. */
        private Instant start(LocalDateTime local) {
            return zone.getRules().getValidOffsets(local).isEmpty()
                    ? zone.getRules().getTransition(local).getInstant()
                    : local.toInstant(zone.getRules().getValidOffsets(local).get(0));
        }
    }

    record Freeze(
            String name,
            Instant from,
            Instant until,
            boolean redOnly,
            @Nullable String override) {
        private String yaml() {
            return "  - {name: " + name + ", from: '" + from + "', until: '" + until + "', reason: Books are closed"
                    + (redOnly ? ", match: {tags: {tier: [red]}}" : "")
                    + (override == null ? "" : ", override: " + override) + "}";
        }

        boolean holdsBack(Case of, Instant at) {
            return (!redOnly || of.tier().equals("red")) && !at.isBefore(from) && at.isBefore(until);
        }
    }

    /** What a file says of a change: approvals by group, and the windows of which each rule wants one to be open. */
    record Ruling(
            Map<String, Integer> asked,
            boolean denied,
            Set<List<String>> windows,
            Duration expiresAfter,
            Duration approvalHoldsFor,
            @Nullable Duration revertApprovedFor,
            @Nullable Duration confirmWithin) {

        /** The present may only add to what was pinned. */
        Ruling and(Ruling present) {
            Map<String, Integer> both = new TreeMap<>(asked);
            present.asked.forEach((group, approvals) -> both.merge(group, approvals, Math::max));
            Set<List<String>> allWindows =
                    Stream.concat(windows.stream(), present.windows.stream()).collect(Collectors.toSet());
            return new Ruling(
                    both,
                    denied || present.denied,
                    allWindows,
                    least(Stream.of(expiresAfter, present.expiresAfter)),
                    least(Stream.of(approvalHoldsFor, present.approvalHoldsFor)),
                    revertApprovedFor == null || present.revertApprovedFor == null
                            ? null
                            : least(Stream.of(revertApprovedFor, present.revertApprovedFor)),
                    shortest(
                            Stream.of(Optional.ofNullable(confirmWithin), Optional.ofNullable(present.confirmWithin))));
        }
    }

    /** What it says of a change at that moment: every rule that counts counts in full. */
    Ruling of(Case change, Instant now) {
        List<Rule> counting =
                rules.stream().filter(rule -> rule.when.holds(change, now)).toList();
        Map<String, Integer> asked = new TreeMap<>();
        counting.forEach(rule -> rule.require.forEach((group, approvals) -> asked.merge(group, approvals, Math::max)));
        boolean denied =
                counting.stream().anyMatch(rule -> rule.deny || rule.when.fails(change)) || !allows(change, now);
        List<Rule> asking =
                counting.stream().filter(rule -> !rule.require.isEmpty()).toList();
        boolean revertToo = !asking.isEmpty() && asking.stream().allMatch(rule -> rule.revertApprovedFor != null);
        return new Ruling(
                asked,
                denied,
                counting.stream()
                        .map(Rule::windows)
                        .filter(names -> !names.isEmpty())
                        .collect(Collectors.toSet()),
                least(counting.stream().map(rule -> or(rule.expiresAfter, Duration.ofDays(7))), Duration.ofDays(7)),
                least(
                        counting.stream().map(rule -> or(rule.approvalHoldsFor, Duration.ofHours(72))),
                        Duration.ofHours(72)),
                revertToo ? shortest(counting.stream().map(rule -> Optional.ofNullable(rule.revertApprovedFor))) : null,
                shortest(counting.stream().map(rule -> Optional.ofNullable(rule.confirmWithin))));
    }

    /** Whether some rule that counts lets such a change happen at all. */
    boolean allows(Case change, Instant now) {
        return rules.stream()
                .filter(rule -> rule.when.holds(change, now))
                .anyMatch(rule -> rule.automatic || !rule.require.isEmpty());
    }

    /** Whether somebody with these claims belongs to a group, by what the file says now and said when it was pinned. */
    static boolean belongs(String group, String subject, Collection<String> claims, Collection<Rulebook> books) {
        List<Optional<Set<String>>> said = books.stream()
                .filter(book -> book.groups.containsKey(group))
                .map(book -> book.groups.get(group))
                .toList();
        return !said.isEmpty()
                && said.stream()
                        .allMatch(members ->
                                members.map(all -> all.contains(subject)).orElseGet(() -> claims.contains(group)));
    }

    private static Duration or(@Nullable Duration stated, Duration otherwise) {
        return stated == null ? otherwise : stated;
    }

    private static Duration least(Stream<Duration> of, Duration ofNone) {
        return of.min(Duration::compareTo).orElse(ofNone);
    }

    private static Duration least(Stream<Duration> of) {
        return of.min(Duration::compareTo).orElseThrow();
    }

    private static @Nullable Duration shortest(Stream<Optional<Duration>> of) {
        return of.flatMap(Optional::stream).min(Duration::compareTo).orElse(null);
    }

    // ---- other files ----------------------------------------------------------------------------------------------

    Rulebook withRules(List<Rule> others) {
        return new Rulebook(groups, windows, freezes, others);
    }

    Rulebook with(Rule another) {
        List<Rule> all = new ArrayList<>(rules);
        all.add(another);
        return withRules(all);
    }

    Rulebook withGroup(String group, Set<String> members) {
        Map<String, Optional<Set<String>>> others = new TreeMap<>(groups);
        others.put(group, Optional.of(new TreeSet<>(members)));
        return new Rulebook(others, windows, freezes, rules);
    }

    String yaml() {
        List<String> lines = new ArrayList<>(List.of("version: 1"));
        section(
                lines,
                "groups:",
                groups.entrySet().stream()
                        .map(each -> "  " + each.getKey() + ": "
                                + each.getValue()
                                        .map(members -> "{members: " + members + "}")
                                        .orElse("{}")));
        section(
                lines,
                "windows:",
                windows.entrySet().stream().map(each -> each.getValue().yaml(each.getKey())));
        section(lines, "freezes:", freezes.stream().map(Freeze::yaml));
        section(lines, "rules:", rules.stream().map(Rule::yaml));
        return String.join("\n", lines) + "\n";
    }

    private static void section(List<String> lines, String title, Stream<String> of) {
        List<String> content = of.toList();
        if (!content.isEmpty()) {
            lines.add(title);
            lines.addAll(content);
        }
    }
}

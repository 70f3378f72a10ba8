package dev.sixgate.invariants;

import dev.sixgate.invariants.Rulebook.Freeze;
import dev.sixgate.invariants.Rulebook.If;
import dev.sixgate.invariants.Rulebook.Rule;
import dev.sixgate.invariants.Rulebook.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Random policy files, and stricter ones of the same. */
final class Rulebooks {
    static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/New_York"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("UTC"));
    private static final List<If> CONDITIONS = List.of(If.values());
    private static final Set<String> EVERYBODY = Set.of("nora", "ned", "sam");

    private final SplittableRandom random;
    private int rules;

    Rulebooks(SplittableRandom random) {
        this.random = random;
    }

    /**
     * Any file. Many changes can be approved under it, and a good part of the time they may run.
     *
     * @param now near which its freezes are
     * @param clocks what change of clocks its windows are near to, if any
     */
    Rulebook any(Instant now, Optional<ZoneOffsetTransition> clocks, ZoneId zone) {
        Map<String, Optional<Set<String>>> groups = new TreeMap<>();
        groups.put("network", one(Optional.empty(), Optional.empty(), Optional.of(Set.of("nora", "sam"))));
        groups.put("security", one(Optional.empty(), Optional.of(Set.of("sam")), Optional.of(Set.of("sam", "ned"))));
        groups.put("core", Optional.of(one(Set.of("nora", "sam"), EVERYBODY)));
        Map<String, Window> windows = windows(clocks, zone);
        List<Freeze> freezes = freezes(now);
        boolean timed = clocks.isPresent() || random.nextInt(3) == 0;
        List<Rule> all = new ArrayList<>();
        Rule base = timesOf(random.nextInt(8) == 0 ? rule(If.ALWAYS).isAutomatic() : asking(rule(If.ALWAYS)));
        all.add(timed ? base.onlyIn(someOf(windows)) : base);
        int more = random.nextInt(3);
        for (int i = 0; i < more; i++) {
            all.add(another(windows));
        }
        if (random.nextInt(6) == 0) {
            // Without a rule for the rest, the rest is denied.
            all.set(
                    0,
                    new Rule(
                            base.name(),
                            If.NOT_BY_REMY,
                            base.require(),
                            base.automatic(),
                            base.deny(),
                            all.get(0).windows(),
                            base.expiresAfter(),
                            base.approvalHoldsFor(),
                            base.revertApprovedFor(),
                            base.confirmWithin()));
        }
        return new Rulebook(groups, windows, freezes, all);
    }

    private List<Freeze> freezes(Instant now) {
        if (random.nextBoolean()) {
            return List.of();
        }
        Instant from = now.plus(Duration.ofMinutes(one(-30, -5, 0, 2, 20)));
        return List.of(new Freeze(
                "books",
                from,
                from.plus(Duration.ofMinutes(one(45, 90, 300))),
                random.nextInt(3) == 0,
                orNothing("security", "network")));
    }

    /** One that lets everything run with the least ado, but watches what comes afterwards. */
    Rulebook easy(Instant now) {
        Rule rule = rule(If.ALWAYS)
                .asking(Rulebook.APPROVERS, 1)
                .afterwards(
                        orNothing(Duration.ofHours(6), Duration.ofHours(30)),
                        orNothing(Duration.ofMinutes(10), Duration.ofMinutes(2)));
        return new Rulebook(
                Map.of("network", Optional.empty(), "security", Optional.of(Set.of("sam"))),
                Map.of(),
                random.nextBoolean() ? freezes(now) : List.of(),
                List.of(rule));
    }

    private Rule rule(If when) {
        rules++;
        return Rule.of("rule-" + rules, when);
    }

    private Rule another(Map<String, Window> windows) {
        If when = any(CONDITIONS);
        return switch (random.nextInt(6)) {
            case 0 -> rule(when == If.ALWAYS ? If.IS_BLUE : when).denying();
            case 1 -> rule(when).isAutomatic();
            case 2 ->
                windows.isEmpty()
                        ? rule(when).isAutomatic()
                        : asking(rule(when)).onlyIn(someOf(windows));
            default -> timesOf(asking(rule(when)));
        };
    }

    private Rule asking(Rule rule) {
        return switch (random.nextInt(8)) {
            case 0 -> rule.asking("network", 1).asking("security", 1);
            case 1 -> rule.asking("core", 1).asking("network", 1);
            case 2 -> rule.asking("network", 2);
            case 3 -> rule.asking("security", 1);
            case 4 -> rule.asking(Rulebook.APPROVERS, 2);
            case 5 -> rule.asking("network", 1);
            default -> rule.asking(Rulebook.APPROVERS, 1);
        };
    }

    private Rule timesOf(Rule rule) {
        Rule stated = random.nextInt(3) == 0
                ? rule.within(
                        orNothing(Duration.ofHours(20), Duration.ofDays(3)),
                        orNothing(Duration.ofMinutes(90), Duration.ofHours(30)))
                : rule;
        return random.nextInt(2) == 0 && !rule.automatic()
                ? stated.afterwards(one(Duration.ofHours(3), Duration.ofHours(40)), orNothing(Duration.ofMinutes(5)))
                : stated;
    }

    private Map<String, Window> windows(Optional<ZoneOffsetTransition> clocks, ZoneId zone) {
        Map<String, Window> windows = new TreeMap<>();
        windows.put("day", new Window(6, 0, random.nextBoolean(), Duration.ofHours(9), any(ZONES)));
        windows.put("night", new Window(20, 30, false, Duration.ofHours(7), any(ZONES)));
        windows.put(
                "clocks",
                clocks.map(it -> {
                            // A time of day that exists twice on that day, or not at all.
                            LocalDateTime odd = it.isGap() ? it.getDateTimeBefore() : it.getDateTimeAfter();
                            LocalDateTime start = odd.plusMinutes(one(-30, 0, 15));
                            return new Window(
                                    start.getHour(),
                                    start.getMinute(),
                                    false,
                                    Duration.ofMinutes(one(20, 40, 90)),
                                    zone);
                        })
                        .orElseGet(() -> new Window(2, 15, false, Duration.ofHours(10), any(ZONES))));
        return windows;
    }

    private List<String> someOf(Map<String, Window> windows) {
        return any(
                List.of(List.of("clocks"), List.of("clocks"), List.of("day", "night"), List.copyOf(windows.keySet())));
    }

    /** The same, with a rule more, a number raised or a group narrowed. */
    Rulebook stricter(Rulebook than) {
        Map<String, Optional<Set<String>>> groups = new TreeMap<>(than.groups());
        groups.putIfAbsent("network", Optional.empty());
        groups.putIfAbsent("security", Optional.of(Set.of("sam")));
        groups.putIfAbsent("core", Optional.of(EVERYBODY));
        Rulebook known = new Rulebook(groups, than.windows(), than.freezes(), than.rules());
        return switch (random.nextInt(4)) {
            case 0 -> known.with(another(known.windows()));
            case 1 -> raised(known);
            default -> narrowed(known);
        };
    }

    private Rulebook raised(Rulebook than) {
        List<Rule> raised = than.rules().stream()
                .map(rule -> rule.require().containsKey(Rulebook.APPROVERS)
                        ? rule.asking(Rulebook.APPROVERS, rule.require().get(Rulebook.APPROVERS) + 1)
                        : rule)
                .toList();
        return than.withRules(raised);
    }

    /** Only as far as the file itself stays possible: it refuses to ask more of a group than the group has. */
    private Rulebook narrowed(Rulebook than) {
        return than.groups().getOrDefault("network", Optional.of(Set.of())).isEmpty()
                ? than.withGroup("network", one(Set.of("ned", "sam"), Set.of("nora", "sam"), Set.of("nora", "ned")))
                : than.with(rule(any(CONDITIONS)).asking("security", 1));
    }

    /** The same rules in another order. */
    Rulebook shuffled(Rulebook of) {
        List<Rule> rest = new ArrayList<>(of.rules());
        List<Rule> shuffled = new ArrayList<>();
        while (!rest.isEmpty()) {
            shuffled.add(rest.remove(random.nextInt(rest.size())));
        }
        return of.withRules(shuffled);
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @SafeVarargs
    private final <T> T one(T... of) {
        return of[random.nextInt(of.length)];
    }

    @SafeVarargs
    private final <T> @Nullable T orNothing(T... of) {
        int at = random.nextInt(of.length + 1);
        return at == of.length ? null : of[at];
    }
}

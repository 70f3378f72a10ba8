package dev.sixgate.policy;

import dev.sixgate.policy.yaml.Mapping;
import dev.sixgate.policy.yaml.Node;
import dev.sixgate.policy.yaml.Spelling;
import dev.sixgate.policy.yaml.YamlMistake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one rule of the policy file. */
final class RuleReader {
    private static final List<String> CONSEQUENCES = List.of(
            "require",
            "deny",
            "automatic",
            "windows",
            "checklist",
            "expiresAfter",
            "approvalHoldsFor",
            "revertApprovedFor",
            "confirmWithin",
            "promote");
    static final List<String> KEYS = Stream.concat(Stream.of("name", "match", "when"), CONSEQUENCES.stream())
            .toList();
    static final List<String> REQUIREMENT_KEYS = List.of("group", "approvals");
    private static final String REQUIRED = "required";
    static final String NAME_IN_WORDS = "write 1 to 64 lower-case letters, digits and inner hyphens";
    static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

    private final Mapping node;
    private final Groups groups;
    private final Set<String> windows;
    private final WhenReader expressions;

    RuleReader(Mapping node, Groups groups, Set<String> windows, WhenReader expressions) {
        this.node = node.only(KEYS);
        this.groups = groups;
        this.windows = windows;
        this.expressions = expressions;
    }

    Rule rule() {
        String name = node.require("name", "give it a name, as in name: four-eyes")
                .as(ConditionReader.form(NAME), NAME_IN_WORDS);
        requireConsequence(name);
        boolean automatic = node.find("automatic").map(RuleReader::isAutomatic).orElse(false);
        return new Rule(
                name,
                node.find("match")
                        .map(match -> new ConditionReader(match.mapping(), groups).condition())
                        .orElse(Condition.ALWAYS),
                node.find("when").map(expressions::read).orElse(null),
                node.find("require").map(require -> requirements(require, name)).orElse(List.of()),
                node.find("deny").map(Node::sentence).orElse(null),
                automatic,
                node.find("windows")
                        .map(names -> WindowReader.names(names, windows))
                        .orElse(List.of()),
                node.find("checklist").map(RuleReader::isRequired).orElse(false),
                new Times(
                        duration("expiresAfter").orElse(Times.DEFAULT.expiresAfter()),
                        duration("approvalHoldsFor").orElse(Times.DEFAULT.approvalHoldsFor()),
                        duration("revertApprovedFor").orElse(null),
                        duration("confirmWithin").orElse(null)),
                node.find("promote").map(group -> declared(group, groups)).orElse(null));
    }

    private void requireConsequence(String name) {
        List<String> given =
                CONSEQUENCES.stream().filter(key -> node.find(key).isPresent()).toList();
        if (given.isEmpty()) {
            throw node.mistake(
                    "the rule " + name + " has no consequence", "give it one of " + String.join(", ", CONSEQUENCES));
        }
        if (given.contains("deny") && given.size() > 1) {
            throw node.mistake(
                    "the rule " + name + " denies and has other consequences too: " + String.join(", ", given),
                    "keep deny alone, and make another rule of the rest");
        }
        if (given.contains("require") && given.contains("automatic")) {
            throw node.mistake("the rule " + name + " is automatic and requires approvals", "keep one of the two");
        }
    }

    private static boolean isAutomatic(Node node) {
        if (!node.flag()) {
            throw node.mistake("automatic: false means nothing", "write automatic: true, or leave it out");
        }
        return true;
    }

    private static boolean isRequired(Node node) {
        String word = node.word();
        if (!word.equals(REQUIRED)) {
            throw node.mistake("checklist is " + word, "write checklist: " + REQUIRED + ", or leave it out");
        }
        return true;
    }

    private Optional<Duration> duration(String key) {
        return node.find(key)
                .map(written -> written.as(Times::parse, "write 30s, 5m, 2h, 7d or ISO 8601 such as PT36H"));
    }

    private List<Requirement> requirements(Node require, String rule) {
        List<Requirement> requirements = new ArrayList<>();
        Set<String> asked = new TreeSet<>();
        for (Node each : require.items()) {
            var item = each.mapping().only(REQUIREMENT_KEYS);
            Node group = item.require("group", "write {group: approvers, approvals: 1}");
            String name = declared(group, groups);
            if (!asked.add(name)) {
                throw group.mistake("the group " + name + " is asked twice", "keep the larger number");
            }
            Node approvals = item.require("approvals", "write approvals: 1");
            var requirement = new Requirement(name, number(approvals), List.of(rule));
            requireEnoughMembers(List.of(requirement), approvals);
            requirements.add(requirement);
        }
        requireEnoughMembers(requirements, require);
        return requirements;
    }

    private static int number(Node approvals) {
        int number = approvals.wholeNumber();
        if (number < 1 || number > Requirement.MOST) {
            throw approvals.mistake("approvals is " + number, "write a number from 1 to " + Requirement.MOST);
        }
        return number;
    }

    private void requireEnoughMembers(List<Requirement> requirements, Node at) {
        if (!groups.canBeMet(requirements, Set.of())) {
            String names = requirements.stream().map(Requirement::group).collect(Collectors.joining(", "));
            throw at.mistake(
                    "the stated members of " + names + " are too few, as each person counts once",
                    "add members, or lower approvals");
        }
    }

    /** The name of a group that is declared, or of the one that is always there. */
    static String declared(Node node, Groups groups) {
        String group = node.word();
        if (!group.equals(Groups.APPROVERS) && !groups.declared().containsKey(group)) {
            Set<String> names = new TreeSet<>(groups.declared().keySet());
            names.add(Groups.APPROVERS);
            throw undeclared(node, names);
        }
        return group;
    }

    static YamlMistake undeclared(Node node, Set<String> names) {
        String group = node.word();
        String meant = names.isEmpty() ? "" : "did you mean \"" + Spelling.nearest(group, names) + "\"? If not, ";
        return node.mistake(
                "the group \"" + group + "\" is not declared", meant + "write " + group + ": {} under groups");
    }
}

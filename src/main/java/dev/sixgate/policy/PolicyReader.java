package dev.sixgate.policy;

import dev.sixgate.policy.calendar.ChangeWindow;
import dev.sixgate.policy.yaml.Mapping;
import dev.sixgate.policy.yaml.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The policy file's outline: version, groups, windows, freezes, and the rules that {@link RuleReader} reads. */
record PolicyReader(Groups groups, Map<String, ChangeWindow> windows, List<Freeze> freezes, List<Rule> rules) {
    static final List<String> KEYS = List.of("version", "groups", "windows", "freezes", "rules");
    static final List<String> GROUP_KEYS = List.of("members");
    private static final int VERSION = 1;

    static PolicyReader read(Node root) {
        var file = root.mapping().only(KEYS);
        Node version = file.require("version", "write version: " + VERSION);
        if (version.wholeNumber() != VERSION) {
            throw version.mistake("this version is not known here", "write version: " + VERSION);
        }
        Groups groups = file.find("groups").map(PolicyReader::groups).orElseGet(() -> new Groups(Map.of()));
        Map<String, ChangeWindow> windows =
                file.find("windows").map(WindowReader::windows).orElse(Map.of());
        List<Freeze> freezes = file.find("freezes")
                .map(node -> FreezeReader.freezes(node, groups))
                .orElse(List.of());
        Node rules = file.require("rules", "write rules: with at least one rule; none would allow nothing");
        return new PolicyReader(groups, windows, freezes, rules(rules, groups, windows.keySet()));
    }

    private static Groups groups(Node node) {
        Map<String, Groups.Group> declared = new TreeMap<>();
        for (var each : node.mapping().entries().values()) {
            String group = each.key().word();
            if (group.equals(Groups.APPROVERS)) {
                throw each.key()
                        .mistake(
                                "the group approvers is built in: everybody who has the approver role",
                                "leave it out here, or choose another name");
            }
            declared.put(group, group(each.value()));
        }
        return new Groups(declared);
    }

    private static Groups.Group group(Node node) {
        if (!(node instanceof Mapping stated)) {
            throw node.mistake(
                    "the group " + node.name() + " is " + node.described(),
                    "write {} where membership comes from claims, or {members: [...]}");
        }
        stated.only(GROUP_KEYS);
        return stated.find("members")
                .map(members -> Groups.Group.of(words(members)))
                .orElseGet(Groups.Group::byClaim);
    }

    private static List<Rule> rules(Node node, Groups groups, Set<String> windows) {
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        var expressions = new WhenReader(groups);
        for (Node each : node.items()) {
            Rule rule = new RuleReader(each.mapping(), groups, windows, expressions).rule();
            if (!names.add(rule.name())) {
                throw each.mapping()
                        .require("name", "")
                        .mistake("a second rule is called " + rule.name(), "give each rule a name of its own");
            }
            rules.add(rule);
        }
        return List.copyOf(rules);
    }

    /** The words of a list, each of which stands there once. */
    static List<String> words(Node node) {
        Set<String> words = new LinkedHashSet<>();
        for (Node item : node.items()) {
            if (!words.add(item.word())) {
                throw item.mistake("\"" + item.word() + "\" stands twice", "keep one of them");
            }
        }
        return List.copyOf(words);
    }
}

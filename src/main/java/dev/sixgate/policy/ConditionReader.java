package dev.sixgate.policy;

import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.Owner;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.policy.yaml.Mapping;
import dev.sixgate.policy.yaml.Node;
import dev.sixgate.policy.yaml.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the {@code match} of a rule. */
final class ConditionReader {
    static final List<String> MEMBERS =
            List.of("domain", "target", "account", "region", "endpointType", "to", "tags", "requesterGroup", "owner");
    private static final Set<String> ENDPOINT_TYPES = Set.of("REGIONAL", "EDGE", "PRIVATE");
    private static final List<String> OWNERS = Owner.Kind.all();
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)+");

    private final Mapping match;
    private final Groups groups;

    ConditionReader(Mapping match, Groups groups) {
        this.match = match.only(MEMBERS);
        this.groups = groups;
    }

    Condition condition() {
        if (match.entries().isEmpty()) {
            throw match.mistake("match says nothing", "leave match out for a rule that always matches");
        }
        return new Condition(
                all("domain", DomainGlob::new, "write whole labels, as in \"*.example.com\" or \"**.example.com\""),
                all("target", TargetName::new, "write a target's name as it is configured"),
                all("account", form(ACCOUNT), "write the 12 digits of an account"),
                all("region", form(REGION), "write a Region such as eu-central-1"),
                all("endpointType", ConditionReader::endpointType, "write REGIONAL, EDGE or PRIVATE"),
                all("to", IpAddressType::parse, "write ipv4 or dualstack"),
                match.find("tags").map(ConditionReader::tags).orElse(Map.of()),
                match.find("requesterGroup").map(this::requesterGroups).orElse(List.of()),
                all(
                        "owner",
                        ConditionReader::owner,
                        "write " + String.join(", ", OWNERS.subList(0, OWNERS.size() - 1)) + " or "
                                + OWNERS.get(OWNERS.size() - 1)));
    }

    private <T> List<T> all(String member, Function<String, T> reading, String remedy) {
        return match.find(member).stream()
                .peek(PolicyReader::words)
                .flatMap(node -> node.items().stream())
                .map(item -> item.as(reading, remedy))
                .toList();
    }

    private static Map<String, List<String>> tags(Node node) {
        Map<String, List<String>> tags = new TreeMap<>();
        node.mapping().entries().forEach((key, entry) -> tags.put(key, PolicyReader.words(entry.value())));
        if (tags.isEmpty()) {
            throw node.mistake("tags says nothing", "write {env: [prod]}, or leave tags out");
        }
        return tags;
    }

    private List<String> requesterGroups(Node node) {
        for (Node item : node.items()) {
            if (item.word().equals(Groups.APPROVERS)) {
                throw item.mistake(
                        "approvers is a role of those who are asked, and no group of requesters",
                        "declare a group under groups and write its name");
            }
            if (!groups.declared().containsKey(item.word())) {
                throw RuleReader.undeclared(item, groups.declared().keySet());
            }
        }
        return PolicyReader.words(node);
    }

    private static String endpointType(String text) {
        if (!ENDPOINT_TYPES.contains(text)) {
            throw new IllegalArgumentException("the nearest is " + Spelling.nearest(text, ENDPOINT_TYPES));
        }
        return text;
    }

    private static String owner(String text) {
        if (!OWNERS.contains(text)) {
            throw new IllegalArgumentException("the nearest is " + Spelling.nearest(text, Set.copyOf(OWNERS)));
        }
        return text;
    }

    static Function<String, String> form(Pattern pattern) {
        return text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException("it has another form");
            }
            return text;
        };
    }
}

package dev.sixgate.policy.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys with values, in the order in which they stand. */
public record Mapping(String name, Position at, Map<String, Entry> entries) implements Node {

    /** A key, which is a value of its own where the file's author chooses it, and what stands under it. */
    public record Entry(Scalar key, Node value) {}

    public Mapping {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String described() {
        return "keys with values";
    }

    @Override
    public Mapping mapping() {
        return this;
    }

    /** Refuses any other key than these, naming the nearest. */
    public Mapping only(List<String> known) {
        for (Entry each : entries.values()) {
            String key = each.key().word();
            if (!known.contains(key)) {
                throw each.key()
                        .mistake(
                                "unknown key \"" + key + "\" in " + name,
                                "did you mean \"" + Spelling.nearest(key, known) + "\"? Known here: "
                                        + String.join(", ", known));
            }
        }
        return this;
    }

    public Optional<Node> find(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    public Node require(String key, String remedy) {
        return find(key).orElseThrow(() -> mistake("no " + key + " in " + name, remedy));
    }
}

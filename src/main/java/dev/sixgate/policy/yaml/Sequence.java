package dev.sixgate.policy.yaml;

import java.util.List;

/** A list. */
public record Sequence(String name, Position at, List<Node> all) implements Node {
    public Sequence {
        all = List.copyOf(all);
    }

    @Override
    public String described() {
        return "a list";
    }

    @Override
    public List<Node> items() {
        if (all.isEmpty()) {
            throw mistake(name + " is an empty list", "write at least one item, or leave " + name + " out");
        }
        return all;
    }
}

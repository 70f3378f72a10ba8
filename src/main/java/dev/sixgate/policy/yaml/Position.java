package dev.sixgate.policy.yaml;

/** A place in a text; lines and columns count from 1. */
public record Position(int line, int column) {
    public static final Position START = new Position(1, 1);
}

package dev.sixgate.policy;

import dev.sixgate.policy.yaml.Position;

/** A policy file that is refused as a whole: where, what is wrong, and what to write instead. */
public final class PolicyFileProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final int column;
    private final String problem;
    private final String remedy;

    PolicyFileProblem(String file, Position at, String problem, String remedy) {
        super(file + ":" + at.line() + ":" + at.column() + ": " + problem + "; " + remedy);
        this.file = file;
        this.line = at.line();
        this.column = at.column();
        this.problem = problem;
        this.remedy = remedy;
    }

    public String file() {
        return file;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** From 1. */
    public int column() {
        return column;
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** What to write. */
    public String remedy() {
        return remedy;
    }
}

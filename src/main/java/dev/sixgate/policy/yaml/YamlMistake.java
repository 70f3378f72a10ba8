package dev.sixgate.policy.yaml;

/** A mistake in a file, where it stands, and what to write instead. Whoever knows the file's name adds that. */
public final class YamlMistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position at;
    private final String remedy;

    public YamlMistake(Position at, String problem, String remedy) {
        super(problem);
        this.at = at;
        this.remedy = remedy;
    }

    public Position at() {
        return at;
    }

    /** What is wrong. */
    public String problem() {
        return String.valueOf(getMessage());
    }

    /** What to write. */
    public String remedy() {
        return remedy;
    }
}

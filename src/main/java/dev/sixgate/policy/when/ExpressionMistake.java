package dev.sixgate.policy.when;

/** A text that is no expression over the {@link Vocabulary}: where, what is wrong, and what to write instead. */
public final class ExpressionMistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int index;
    private final String remedy;

    ExpressionMistake(int index, String problem, String remedy) {
        super(problem);
        this.index = index;
        this.remedy = remedy;
    }

    /** The place in the text, in code points from 0. */
    public int index() {
        return index;
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

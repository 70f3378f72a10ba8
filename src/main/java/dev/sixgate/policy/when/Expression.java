package dev.sixgate.policy.when;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.Program;
import java.util.Map;
import java.util.regex.Pattern;

/** A condition that was checked: it asks of the {@link Vocabulary} alone, and is true or false. Equal to any of the same text. */
public final class Expression {
    private static final Pattern WHERE = Pattern.compile("^evaluation error( at <input>:[0-9]+)?: ");

    private final String text;
    private final Sieve sieve;
    private final Program program;
    private final Map<String, Integer> groups;

    private Expression(String text, CelAbstractSyntaxTree checked, Program program) {
        this.text = text;
        this.sieve = Sieve.of(checked.getExpr());
        this.program = program;
        this.groups = Limits.groupsNamed(checked);
    }

    /**
     * Checks a text.
     *
     * @throws ExpressionMistake at the first mistake
     */
    public static Expression compile(String text) {
        CelAbstractSyntaxTree checked = Language.check(text);
        return new Expression(text, checked, Language.program(checked));
    }

    /**
     * Whether a glance is enough to say that it is false of these facts.
     *
     * @param facts a value for each name of the {@link Vocabulary}
     */
    public boolean excludes(Map<String, Object> facts) {
        return sieve.excludes(facts);
    }

    /**
     * Whether it is true of these facts.
     *
     * @param facts a value for each name of the {@link Vocabulary}
     * @throws ExpressionFailure if it is neither true nor false of them
     */
    public boolean holds(Map<String, Object> facts) throws ExpressionFailure {
        try {
            return (Boolean) program.eval(facts);
        } catch (CelEvaluationException | RuntimeException e) {
            throw new ExpressionFailure(clause(String.valueOf(e.getMessage())), e);
        }
    }

    private static String clause(String message) {
        String clause = WHERE.matcher(message)
                .replaceFirst("")
                .replace("/ by zero", "division by zero")
                .strip();
        return clause.endsWith(".") ? clause.substring(0, clause.length() - 1) : clause;
    }

    /** The groups that it names in {@code "name" in groups}, and where, in code points from 0. */
    public Map<String, Integer> groups() {
        return groups;
    }

    /** As it was written. */
    @JsonValue
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expression same && same.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

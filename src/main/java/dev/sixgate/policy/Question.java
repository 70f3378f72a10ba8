package dev.sixgate.policy;

import dev.sixgate.policy.when.Expression;
import dev.sixgate.policy.when.ExpressionFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The facts of one change, put to one rule after the other. What rules share is worked out once. */
final class Question {
    private static final int MOST_SHOWN = 120;

    private final Facts facts;
    private final Groups groups;
    private final Map<Expression, Outcome> outcomes = new HashMap<>();
    private @Nullable Map<String, Object> values;

    Question(Facts facts, Groups groups) {
        this.facts = facts;
        this.groups = groups;
    }

    /**
     * That a rule counts.
     *
     * @param because what of the change matched, in words
     * @param failure why nobody can say whether it matched, a sentence with the rule's name
     */
    record Answer(String because, Optional<String> failure) {}

    /** What came of an expression: true, false, or the failure. */
    private record Outcome(boolean holds, @Nullable String failure) {}

    /** The cheap part of the condition first; empty where the rule does not count. */
    Optional<Answer> ask(Rule rule) {
        Optional<String> because = rule.match().because(facts, groups);
        Expression when = rule.when();
        if (when == null || because.isEmpty()) {
            return because.map(words -> new Answer(words, Optional.empty()));
        }
        if (when.excludes(values())) {
            return Optional.empty();
        }
        Outcome outcome = outcomes.computeIfAbsent(when, this::evaluate);
        if (outcome.failure() != null) {
            String failure = "Rule " + rule.name() + ": when cannot be evaluated: " + outcome.failure() + ".";
            return Optional.of(new Answer("when fails: " + shown(when), Optional.of(failure)));
        }
        return outcome.holds()
                ? Optional.of(new Answer(joined(rule, because.get(), shown(when)), Optional.empty()))
                : Optional.empty();
    }

    /** What a rule says, whether it matches or not. One whose expression fails counts, and denies. */
    Explained explain(Rule rule) {
        return ask(rule)
                .map(answer ->
                        new Explained(rule.name(), true, answer.failure().orElse(answer.because()), rule.consequence()))
                .orElseGet(() -> new Explained(rule.name(), false, misfit(rule), rule.consequence()));
    }

    private String misfit(Rule rule) {
        return rule.match()
                .misfit(facts, groups)
                .orElseGet(() -> "not when " + shown(Objects.requireNonNull(rule.when(), rule.name())));
    }

    private Outcome evaluate(Expression when) {
        try {
            return new Outcome(when.holds(values()), null);
        } catch (ExpressionFailure e) {
            return new Outcome(false, e.getMessage());
        }
    }

    private Map<String, Object> values() {
        if (values == null) {
            values = facts.forExpressions(groups);
        }
        return values;
    }

    private static String joined(Rule rule, String because, String when) {
        return rule.match().equals(Condition.ALWAYS) ? "when " + when : because + ", when " + when;
    }

    private static String shown(Expression when) {
        String line = when.text().strip().replaceAll("\\s+", " ");
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "...";
    }
}

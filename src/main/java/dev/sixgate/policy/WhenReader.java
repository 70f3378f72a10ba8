package dev.sixgate.policy;

import dev.sixgate.policy.when.Expression;
import dev.sixgate.policy.when.ExpressionMistake;
import dev.sixgate.policy.yaml.Node;
import java.util.HashMap;
import java.util.Map;

/** Reads the {@code when} of rules; the same text is compiled once a file. */
final class WhenReader {
    private final Groups groups;
    private final Map<String, Expression> known = new HashMap<>();

    WhenReader(Groups groups) {
        this.groups = groups;
    }

    Expression read(Node when) {
        Expression expression = known.get(when.text());
        if (expression == null) {
            expression = compile(when);
            known.put(expression.text(), expression);
        }
        return expression;
    }

    private Expression compile(Node when) {
        try {
            Expression expression = Expression.compile(when.text());
            expression.groups().forEach((group, index) -> requireDeclared(group, when, index));
            return expression;
        } catch (ExpressionMistake e) {
            throw when.mistakeWithin(e.index(), e.problem(), e.remedy());
        }
    }

    private void requireDeclared(String group, Node when, int index) {
        if (!groups.declared().containsKey(group)) {
            throw when.mistakeWithin(
                    index,
                    "the group \"" + group + "\" is not declared",
                    "write " + group + ": {} under groups; groups holds declared groups alone");
        }
    }
}

package dev.sixgate.policy.when;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Refuses what type checking lets pass and could run long. */
final class Limits {
    private static final int LONGEST_PATTERN = 200;

    private final CelAbstractSyntaxTree checked;

    private Limits(CelAbstractSyntaxTree checked) {
        this.checked = checked;
    }

    /** @throws ExpressionMistake at what could run long */
    static void require(CelAbstractSyntaxTree checked) {
        new Limits(checked).require(checked.getExpr(), false);
    }

    private void require(CelExpr expr, boolean inLoop) {
        switch (expr.getKind()) {
            case COMPREHENSION -> requireOneLoop(expr, inLoop);
            case STRUCT -> throw mistake(expr, "a message is built", "use texts, numbers, lists and the facts alone");
            case CALL -> requirePattern(expr);
            default -> {}
        }
        boolean loop = expr.getKind() == Kind.COMPREHENSION;
        parts(expr).forEach(part -> require(part, inLoop || loop));
    }

    private void requireOneLoop(CelExpr expr, boolean inLoop) {
        if (inLoop) {
            throw mistake(
                    expr,
                    "all, exists or exists_one inside another one",
                    "use in, as in groups.exists(g, g in [\"a\", \"b\"])");
        }
    }

    private void requirePattern(CelExpr expr) {
        if (!expr.call().function().equals("matches")) {
            return;
        }
        List<CelExpr> arguments = expr.call().args();
        CelExpr pattern = arguments.get(arguments.size() - 1);
        if (pattern.getKind() != Kind.CONSTANT) {
            throw mistake(pattern, "the pattern of matches is no literal", "write it out in quotes");
        }
        String text = pattern.constant().stringValue();
        if (text.contains("{") || text.length() > LONGEST_PATTERN) {
            throw mistake(
                    pattern,
                    "the pattern has braces, or more than " + LONGEST_PATTERN + " characters",
                    "write repetitions out, or with * and +");
        }
        requireRegular(pattern, text);
    }

    private void requireRegular(CelExpr at, String pattern) {
        try {
            com.google.re2j.Pattern.compile(pattern);
        } catch (com.google.re2j.PatternSyntaxException e) {
            throw mistake(
                    at,
                    "no regular expression: " + e.getDescription(),
                    "write RE2 syntax, as in domain.matches(\"^api-[0-9]+[.]\")");
        }
    }

    /** The literals of {@code "name" in groups}, and where they stand. */
    static Map<String, Integer> groupsNamed(CelAbstractSyntaxTree checked) {
        Map<String, Integer> named = new LinkedHashMap<>();
        new Limits(checked).eachCall(checked.getExpr(), call -> {
            List<CelExpr> arguments = call.call().args();
            if (call.call().function().equals("@in") && isGroups(arguments.get(1)) && isText(arguments.get(0))) {
                CelExpr name = arguments.get(0);
                named.putIfAbsent(name.constant().stringValue(), index(checked, name));
            }
        });
        return named;
    }

    private void eachCall(CelExpr expr, Consumer<CelExpr> seen) {
        if (expr.getKind() == Kind.CALL) {
            seen.accept(expr);
        }
        parts(expr).forEach(part -> eachCall(part, seen));
    }

    private static boolean isGroups(CelExpr expr) {
        return expr.getKind() == Kind.IDENT && expr.ident().name().equals(Vocabulary.GROUPS);
    }

    private static boolean isText(CelExpr expr) {
        return expr.getKind() == Kind.CONSTANT && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }

    private static List<CelExpr> parts(CelExpr expr) {
        List<CelExpr> parts = new ArrayList<>();
        switch (expr.getKind()) {
            case SELECT -> parts.add(expr.select().operand());
            case CALL -> {
                expr.call().target().ifPresent(parts::add);
                parts.addAll(expr.call().args());
            }
            case LIST -> parts.addAll(expr.list().elements());
            case MAP ->
                expr.map().entries().forEach(entry -> {
                    parts.add(entry.key());
                    parts.add(entry.value());
                });
            case COMPREHENSION -> {
                parts.add(expr.comprehension().iterRange());
                parts.add(expr.comprehension().accuInit());
                parts.add(expr.comprehension().loopCondition());
                parts.add(expr.comprehension().loopStep());
                parts.add(expr.comprehension().result());
            }
            case NOT_SET, CONSTANT, IDENT, STRUCT -> {}
        }
        return parts;
    }

    private static int index(CelAbstractSyntaxTree checked, CelExpr expr) {
        return checked.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
    }

    private ExpressionMistake mistake(CelExpr at, String problem, String remedy) {
        return new ExpressionMistake(index(checked, at), problem, remedy);
    }
}

package dev.sixgate.policy.when;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an expression is surely false of, told without evaluating it: by its comparisons of a fact with a literal, as far as
 * {@code &&} and {@code ||} join them. A conjunction with one part that is false is false in this language, even where
 * another part fails. A sieve that excludes nothing is never wrong.
 */
@FunctionalInterface
interface Sieve {
    /** Whether the expression is surely false of the facts: it would neither hold nor fail. */
    boolean excludes(Map<String, Object> facts);

    /** The sieve of a checked expression. */
    static Sieve of(CelExpr expr) {
        return switch (expr.getKind()) {
            case CALL -> ofCall(expr.call());
            case SELECT -> ofPresence(expr.select());
            default -> nothing();
        };
    }

    private static Sieve nothing() {
        return facts -> false;
    }

    private static Sieve ofCall(CelCall call) {
        List<CelExpr> arguments = call.args();
        return switch (call.function()) {
            case "_&&_" -> either(of(arguments.get(0)), of(arguments.get(1)));
            case "_||_" -> both(of(arguments.get(0)), of(arguments.get(1)));
            case "_==_" -> ofEquality(arguments.get(0), arguments.get(1));
            case "@in" -> ofMembership(arguments.get(0), arguments.get(1));
            case "startsWith" -> ofTexts(call, String::startsWith);
            case "endsWith" -> ofTexts(call, String::endsWith);
            case "contains" -> ofTexts(call, String::contains);
            default -> nothing();
        };
    }

    private static Sieve either(Sieve one, Sieve other) {
        return facts -> one.excludes(facts) || other.excludes(facts);
    }

    private static Sieve both(Sieve one, Sieve other) {
        return facts -> one.excludes(facts) && other.excludes(facts);
    }

    private static Sieve ofEquality(CelExpr left, CelExpr right) {
        @Nullable Object literal = literal(right).orElse(literal(left).orElse(null));
        var fact = fact(left).or(() -> fact(right));
        return literal == null || fact.isEmpty() ? nothing() : excluding(fact.get(), literal::equals);
    }

    /** {@code fact in ["a", "b"]}, {@code "a" in list}, {@code "key" in tags}. */
    private static Sieve ofMembership(CelExpr member, CelExpr all) {
        var fact = fact(member);
        if (fact.isPresent() && all.getKind() == Kind.LIST) {
            List<Optional<Object>> literals =
                    all.list().elements().stream().map(Sieve::literal).toList();
            return literals.stream().allMatch(Optional::isPresent)
                    ? excluding(
                            fact.get(),
                            literals.stream().map(Optional::orElseThrow).toList()::contains)
                    : nothing();
        }
        var literal = literal(member);
        if (literal.isEmpty() || all.getKind() != Kind.IDENT) {
            return nothing();
        }
        Object key = literal.get();
        return isTags(all)
                ? facts -> !tags(facts).containsKey(key)
                : facts -> facts.get(all.ident().name()) instanceof List<?> list && !list.contains(key);
    }

    private static Sieve ofPresence(CelExpr.CelSelect select) {
        return select.testOnly() && isTags(select.operand())
                ? facts -> !tags(facts).containsKey(select.field())
                : nothing();
    }

    private static Sieve ofTexts(CelCall call, BiPredicate<String, String> fits) {
        var fact = call.target().flatMap(Sieve::fact);
        var literal = literal(call.args().get(0));
        return fact.isEmpty() || literal.isEmpty()
                ? nothing()
                : excluding(fact.get(), value -> fits.test((String) value, (String) literal.get()));
    }

    /** A fact that is missing makes the expression fail, so it is not excluded. */
    private static Sieve excluding(Function<Map<String, Object>, @Nullable Object> fact, Predicate<Object> fits) {
        return facts -> {
            Object value = fact.apply(facts);
            return value != null && !fits.test(value);
        };
    }

    private static Optional<Object> literal(CelExpr expr) {
        if (expr.getKind() != Kind.CONSTANT) {
            return Optional.empty();
        }
        CelConstant constant = expr.constant();
        return switch (constant.getKind()) {
            case STRING_VALUE -> Optional.of(constant.stringValue());
            case INT64_VALUE -> Optional.of(constant.int64Value());
            default -> Optional.empty();
        };
    }

    /** A name of the vocabulary, {@code tags.key} or {@code tags["key"]}; null where the domain has no such tag. */
    private static Optional<Function<Map<String, Object>, @Nullable Object>> fact(CelExpr expr) {
        return switch (expr.getKind()) {
            case IDENT -> Optional.of(facts -> facts.get(expr.ident().name()));
            case SELECT ->
                expr.select().testOnly() || !isTags(expr.select().operand())
                        ? Optional.empty()
                        : Optional.of(facts -> tags(facts).get(expr.select().field()));
            case CALL -> ofIndex(expr.call());
            default -> Optional.empty();
        };
    }

    private static Optional<Function<Map<String, Object>, @Nullable Object>> ofIndex(CelCall call) {
        if (!call.function().equals("_[_]") || !isTags(call.args().get(0))) {
            return Optional.empty();
        }
        return literal(call.args().get(1)).map(key -> facts -> tags(facts).get(key));
    }

    private static boolean isTags(CelExpr expr) {
        return expr.getKind() == Kind.IDENT && expr.ident().name().equals("tags");
    }

    private static Map<?, ?> tags(Map<String, Object> facts) {
        return (Map<?, ?>) facts.getOrDefault("tags", Map.of());
    }
}

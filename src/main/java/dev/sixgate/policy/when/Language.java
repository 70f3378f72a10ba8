package dev.sixgate.policy.when;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The part of the language that rules may use, and its limits. */
final class Language {
    /** Characters of an expression. */
    static final int LONGEST = 1_000;

    /** Levels of parentheses, calls and lists in each other, as the parser counts them. */
    static final int DEEPEST = 32;

    /** Rounds of all loops of one evaluation together. */
    static final int MOST_ITERATIONS = 200;

    private static final Set<StandardFunction> MISSING = Set.of(
            StandardFunction.DYN,
            StandardFunction.TYPE,
            StandardFunction.BYTES,
            StandardFunction.UINT,
            StandardFunction.DOUBLE,
            StandardFunction.BOOL,
            StandardFunction.STRING);
    private static final Pattern MISSING_OVERLOADS =
            Pattern.compile("add_(string|bytes|list)|.*(uint64|double|bytes).*");

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .maxParseRecursionDepth(DEEPEST)
            .maxParseErrorRecoveryLimit(1)
            .comprehensionMaxIterations(MOST_ITERATIONS)
            .enableHomogeneousLiterals(true)
            .enableTimestampEpoch(false)
            .evaluateCanonicalTypesToNativeValues(true)
            .errorOnDuplicateMapKeys(true)
            .errorOnIntWrap(true)
            .build();
    private static final CelCompiler COMPILER = compiler();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    private Language() {}

    private static CelCompiler compiler() {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(
                        CelStandardMacro.HAS,
                        CelStandardMacro.ALL,
                        CelStandardMacro.EXISTS,
                        CelStandardMacro.EXISTS_ONE)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                        .filterFunctions((function, overload) -> !MISSING.contains(function)
                                && !MISSING_OVERLOADS
                                        .matcher(overload.celOverloadDecl().overloadId())
                                        .matches())
                        .build())
                .setResultType(SimpleType.BOOL);
        Vocabulary.types().forEach(builder::addVar);
        return builder.build();
    }

    /** @throws ExpressionMistake at the first mistake */
    static CelAbstractSyntaxTree check(String text) {
        if (text.codePointCount(0, text.length()) > LONGEST) {
            throw new ExpressionMistake(
                    0,
                    "the expression is longer than " + LONGEST + " characters",
                    "split the rule, or use match for lists of names");
        }
        try {
            CelAbstractSyntaxTree checked = COMPILER.compile(text).getAst();
            Limits.require(checked);
            return checked;
        } catch (CelValidationException e) {
            List<CelIssue> issues = e.getErrors();
            throw Issues.mistake(text, issues);
        }
    }

    static CelRuntime.Program program(CelAbstractSyntaxTree checked) {
        try {
            return RUNTIME.createProgram(checked);
        } catch (CelEvaluationException e) {
            throw new ExpressionMistake(
                    0, "the expression cannot be evaluated: " + e.getMessage(), "write a simpler one");
        }
    }
}

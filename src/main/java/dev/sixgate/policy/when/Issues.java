package dev.sixgate.policy.when;

import dev.cel.common.CelIssue;
import dev.sixgate.policy.yaml.Spelling;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the compiler says of a text, in the words of a policy file's problems. */
final class Issues {
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");
    private static final Pattern TAIL =
            Pattern.compile(" \\(candidates: .*| expecting .*| \\(in container .*", Pattern.DOTALL);

    private Issues() {}

    static ExpressionMistake mistake(String text, List<CelIssue> issues) {
        CelIssue first = issues.get(0);
        String message = String.valueOf(first.getMessage());
        String said = TAIL.matcher(message).replaceFirst("").strip();
        int index = index(text, first);
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.lookingAt()) {
            return new ExpressionMistake(index, said, named(undeclared.group(1)));
        }
        if (message.contains("expected type 'bool'")) {
            return new ExpressionMistake(index, said, "write a comparison, which is true or false");
        }
        if (message.contains("no matching overload")) {
            return new ExpressionMistake(
                    index, said, "compare and call with the types that the facts have, as in tags.env == \"prod\"");
        }
        return new ExpressionMistake(
                index, "no expression: " + said, "write CEL, as in has(tags.env) && tags.env == \"prod\"");
    }

    private static String named(String unknown) {
        return "did you mean \"" + Spelling.nearest(unknown, Vocabulary.names()) + "\"? Known here: "
                + String.join(", ", Vocabulary.names());
    }

    /** Lines of an issue count from 1, its columns from 0. */
    private static int index(String text, CelIssue issue) {
        int line = issue.getSourceLocation().getLine();
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = text.indexOf('\n', start) + 1;
        }
        int index = text.codePointCount(0, start)
                + Math.max(0, issue.getSourceLocation().getColumn());
        return Math.min(index, text.codePointCount(0, text.length()));
    }
}

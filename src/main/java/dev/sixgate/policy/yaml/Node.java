package dev.sixgate.policy.yaml;

import dev.sixgate.Refusal;
import java.util.List;
import java.util.function.Function;

/**
 * A value in a file that knows where it stands. Asked for something that it is not, it throws {@link YamlMistake} at its
 * own place.
 */
public sealed interface Node permits Scalar, Sequence, Mapping {
    /** The key that the value stands under, for messages. */
    String name();

    Position at();

    /** What it is, for messages. */
    String described();

    /** A sentence: one line of text with single blanks, however it was folded. */
    default String sentence() {
        throw insteadOf("text", "write a sentence in quotes");
    }

    /** A text as it is written, with its lines and blanks. */
    default String text() {
        throw insteadOf("text", "write it in quotes, or after a |");
    }

    /** A name: as written, at most 256 characters, neither blank at an end nor holding control characters. */
    default String word() {
        throw insteadOf("a single value", "write one value");
    }

    /** A whole number without quotes, sign or leading zero is read; anything else is refused. */
    default int wholeNumber() {
        throw insteadOf("a whole number", "write digits without quotes");
    }

    /** Whether {@code true} is written; {@code false} is no mistake of form. */
    default boolean flag() {
        throw insteadOf("true or false", "write true without quotes");
    }

    /** The items of a list that has at least one. */
    default List<Node> items() {
        throw insteadOf("a list", "write [...], or one item a line after a hyphen");
    }

    default Mapping mapping() {
        throw insteadOf("keys with values", "write {...}, or one key a line and indented");
    }

    /** Reads the word in a form that {@code reading} knows and otherwise refuses, as an illegal argument or a {@link Refusal}. */
    default <T> T as(Function<String, T> reading, String remedy) {
        String word = word();
        try {
            return reading.apply(word);
        } catch (IllegalArgumentException | Refusal e) {
            throw mistake("\"" + word + "\" is no " + name() + ": " + e.getMessage(), remedy);
        }
    }

    default YamlMistake mistake(String problem, String remedy) {
        return new YamlMistake(at(), problem, remedy);
    }

    /** A mistake at a character of the {@link #text}, counted in code points from 0. */
    default YamlMistake mistakeWithin(int index, String problem, String remedy) {
        return mistake(problem, remedy);
    }

    private YamlMistake insteadOf(String wanted, String remedy) {
        return mistake(name() + " is " + described() + " and should be " + wanted, remedy);
    }
}

/**
 * The {@code when} of a rule: an expression in the Common Expression Language over a fixed {@linkplain
 * dev.sixgate.policy.when.Vocabulary vocabulary}, checked for its types when the file is read. It knows nothing of rules.
 *
 * <p>Why can no expression run long, or for ever? The language has no recursion and no loop but over a list. Here such loops
 * do not stand inside each other, yield true or false alone (there is no {@code map} and no {@code filter}), and end after
 * {@value dev.sixgate.policy.when.Language#MOST_ITERATIONS} rounds. Texts and lists cannot be joined, so no value is larger
 * than the facts and the text. A regular expression is a literal without counted repetition, and runs in linear time. The
 * text is at most {@value dev.sixgate.policy.when.Language#LONGEST} characters and nested at most {@value
 * dev.sixgate.policy.when.Language#DEEPEST} deep.
 *
 * <p>Why is {@code dyn} missing, and all else that hides a type? A mistake is to be found when the file is read, and not at
 * night by the first change that it denies.
 *
 * <p>Why a {@link dev.sixgate.policy.when.Sieve} before the evaluation? An evaluation takes microseconds, and of ten thousand
 * rules almost all are about something else. What a comparison with a literal rules out needs no evaluation.
 *
 * <p>The library takes a second to load. Nothing here loads it before the first expression is compiled, and a file without
 * {@code when} compiles none.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">Language definition</a>
 */
@NullMarked
package dev.sixgate.policy.when;

import org.jspecify.annotations.NullMarked;

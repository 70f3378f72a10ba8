/**
 * The law: which change needs whose approval, which is denied, which may go by itself. Pure rules: a text is parsed, facts
 * come in, a verdict comes out. No injection, no SQL, no clock, no files.
 *
 * <p>It owns the policy file ({@link dev.sixgate.policy.PolicyFile}), what the file says of a change
 * ({@link dev.sixgate.policy.Verdict}), who belongs to a group ({@link dev.sixgate.policy.Groups}) and whether the people
 * who approved are enough ({@link dev.sixgate.policy.Tally}). Who may review at all, that nobody reviews a change of their
 * own, and when an approval ends is the change's business: whoever may not count must not be handed in.
 *
 * <p>Why the strictest of all matching rules, and not the first? Then a rule can be read by itself: what it asks for is
 * asked for, wherever it stands. Adding a rule, raising a number or narrowing a group that is asked never turns unmet into
 * met. Two things are outside that promise because their very purpose is to allow: the first rule that allows a change
 * which no rule allowed before, and a wider {@code match} of a rule. {@code automatic} yields to every requirement.
 *
 * <p>Why does each rule's time to live have a default of its own, rather than the verdict? Otherwise a rule that states 30
 * days would lengthen the 7 that another rule left unsaid, and adding it would weaken.
 *
 * <p>Why a maximum matching? One person fills one place over all requirements. Whoever counts first come, first served
 * finds {@code security: sam, approvers: nora} met and {@code approvers: sam, security: nobody left} unmet, from the same
 * two reviews.
 *
 * <p>Why is a giver's right in one delegate's hands at a time ({@link dev.sixgate.policy.Counting})? A delegation moves a
 * voice; it must not make two of it. With people, givers and groups all at most once this would be a matching in three
 * dimensions, for which no quick way is known; which delegate uses which right is therefore tried, within bounds, and the rest
 * is the matching in two.
 *
 * <p>Why does one mistake refuse the whole file? Half a law allows what the other half forbids. For the same reason groups
 * must be declared, also those of a {@code match}: a misspelt group in a deny would deny nobody.
 *
 * <p>Why does a condition deny that can be neither told true nor false? Nobody knows whether the rule would have forbidden the
 * change. Ignoring the rule would let a missing tag open what the tag was to close.
 *
 * <p>Which moment is {@code now}? That of asking: of the request, whose verdict is pinned, and of every later look until the
 * change runs, which may add to it. So with time a rule may come to count, and cease to;
 * what was asked at the request stays asked.
 *
 * <p>Allowed neighbours: {@code domainname}, the root package, Jackson for YAML and for the form of its records, CEL in
 * {@code when}.
 */
@NullMarked
package dev.sixgate.policy;

import org.jspecify.annotations.NullMarked;

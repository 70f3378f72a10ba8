package dev.sixgate.policy;

/**
 * What one rule says of a change, and why; also of one that it does not match.
 *
 * @param because what of the change matches, or the first condition that does not, in words
 * @param consequence what follows from the rule where it matches, in words
 */
public record Explained(String rule, boolean matched, String because, String consequence) {}

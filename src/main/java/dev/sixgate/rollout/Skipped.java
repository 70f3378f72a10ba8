package dev.sixgate.rollout;

/**
 * A domain that was selected, and that the rollout leaves out.
 *
 * @param code why, as the refusal of a change of it alone would say: {@code change-open}, {@code policy-denied}
 */
public record Skipped(String domain, String target, String code, String because) {}

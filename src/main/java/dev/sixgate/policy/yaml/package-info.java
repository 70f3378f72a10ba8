/**
 * A strict reading of YAML for files that people write and others depend on: text in, a tree whose every node knows its
 * line and column out. It knows nothing of policies.
 *
 * <p>It refuses what makes a file say something else than it seems to: anchors and aliases (and with them every bomb made
 * of them), tags, duplicate keys, several documents, control characters, deep nesting.
 *
 * <p>Why not data binding? It finds the first wrong member, but not always its line, takes {@code "1"} for a number and a
 * missing value for null, and reads the account {@code 012345678901} as an octal number. Here a scalar is what was
 * written.
 */
@NullMarked
package dev.sixgate.policy.yaml;

import org.jspecify.annotations.NullMarked;

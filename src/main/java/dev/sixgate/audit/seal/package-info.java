/**
 * Seals the log: grows the Merkle tree over the numbered events, and signs how far it has grown. What was signed can be held
 * against the database by whoever kept it; the database alone proves nothing about itself.
 *
 * <p>One sealer at a time over all replicas: a lock keeps the others from trying, and a comparison of the size keeps one that
 * was thought dead from writing over its successor. Nothing is signed before it is committed, so that no crash leaves a
 * signature over a tree that never was.
 */
@NullMarked
package dev.sixgate.audit.seal;

import org.jspecify.annotations.NullMarked;

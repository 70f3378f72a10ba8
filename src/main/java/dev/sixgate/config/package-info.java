/**
 * Refuses to start with a key under {@code sixgate.} that nothing reads: a setting that somebody believes to be in force must
 * be.
 *
 * <p><em>Why is there no list of keys?</em> The mapping interfaces of the features are the list; whoever adds one has added its
 * keys here.
 *
 * <p>It depends on no feature, and no feature on it.
 */
@NullMarked
package dev.sixgate.config;

import org.jspecify.annotations.NullMarked;

/**
 * When this service began and ended to answer, in the audit trail: with which version, whose policies and on which targets.
 *
 * <p>And what time it is while it lives: the database's, by which replicas compare leases and turns.
 *
 * <p><em>Why not at the first line of the start?</em> A start that is refused never served anybody; its reason stands in the
 * log file, and may be that there is no database to write to. An instance that began and did not end was killed.
 */
@NullMarked
package dev.sixgate.lifetime;

import org.jspecify.annotations.NullMarked;

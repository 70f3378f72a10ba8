/**
 * Looks every hour whether the trail is whole, is what was signed, and is still protected as it was shipped. It finds what an
 * owner of the database did by mistake or without care; who does it with care is found by checkpoints outside of it.
 */
@NullMarked
package dev.sixgate.audit.reconcile;

import org.jspecify.annotations.NullMarked;

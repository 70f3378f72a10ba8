/**
 * The change: a request to move one domain from one IP address type to the other, its states, its plan, its reviews and
 * its attempts. The states and where each leads stand in one table, {@link dev.sixgate.change.ChangeStatus}; guards, the
 * allowed actions that a caller sees, and the pictures come from it.
 *
 * <p>The aggregate is the mapped class: private fields, verbs, no setters. The use cases, one class and one transaction
 * each, stand in {@code change.verb}.
 *
 * <p>It knows nothing of AWS: the live state of a domain comes in as an argument.
 */
@NullMarked
package dev.sixgate.change;

import org.jspecify.annotations.NullMarked;

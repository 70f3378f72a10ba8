/** What can be done with a rollout: one class a use case, one transaction. */
@NullMarked
package dev.sixgate.rollout.verb;

import org.jspecify.annotations.NullMarked;

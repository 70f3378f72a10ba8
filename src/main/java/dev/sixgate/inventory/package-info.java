/**
 * The domains that we know and when we last saw them. A copy of what AWS said, kept so that a list needs no call to AWS and
 * a request none while the copy is fresh; right before anything is changed, AWS is asked again.
 *
 * <p>Why not Hibernate? A row is a whole observation, written in bulk and read as it was written; there is no aggregate.
 */
@NullMarked
package dev.sixgate.inventory;

import org.jspecify.annotations.NullMarked;

/**
 * What clients see of applied changes: what DNS answered after each, kept beside the change and told in its history.
 *
 * <p>Why no part of the change's own row? A change has ended when it is applied, and stays as it was ended; that DNS is looked at
 * for half an hour after that is nobody's transition. The row here is begun in the transaction that applies the change, so that
 * no crash loses it, and is claimed like everything else that is due.
 */
@NullMarked
package dev.sixgate.change.reach;

import org.jspecify.annotations.NullMarked;

/**
 * Who is told what, and where they are: the configured receivers. Their secrets are here, and go nowhere but into a signature.
 *
 * <p>Why a list of all actions? A subscription to one that is misspelt would be silence, which nobody notices until it matters.
 */
@NullMarked
package dev.sixgate.notice.hook;

import org.jspecify.annotations.NullMarked;

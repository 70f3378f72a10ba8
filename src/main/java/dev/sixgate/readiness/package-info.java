/**
 * Is the world ready for the change? What can be seen of a domain before it is changed, told as findings that are part of
 * the plan, so that whoever approves it has seen them.
 */
@NullMarked
package dev.sixgate.readiness;

import org.jspecify.annotations.NullMarked;

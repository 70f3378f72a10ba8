/** What must hold whatever happens: random people, commands and clocks, an AWS that fails, workers that die. */
@NullMarked
package dev.sixgate.invariants;

import org.jspecify.annotations.NullMarked;

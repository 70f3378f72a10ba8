/** Tests of the whole house; the world that they run in is {@link dev.sixgate.TestWorld}. */
@NullMarked
package dev.sixgate;

import org.jspecify.annotations.NullMarked;

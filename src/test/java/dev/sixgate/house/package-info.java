/** The rules that the house stands by, each with its remedy. */
@NullMarked
package dev.sixgate.house;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sixgate.cli;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sixgate.readiness;

import org.jspecify.annotations.NullMarked;

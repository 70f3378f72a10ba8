@NullMarked
package dev.sixgate.api.problem;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sixgate.dns;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sixgate.lifetime;

import org.jspecify.annotations.NullMarked;

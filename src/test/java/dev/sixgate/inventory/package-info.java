@NullMarked
package dev.sixgate.inventory;

import org.jspecify.annotations.NullMarked;

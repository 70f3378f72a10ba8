@NullMarked
package dev.sixgate.api;

import org.jspecify.annotations.NullMarked;

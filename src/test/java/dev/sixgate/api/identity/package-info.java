@NullMarked
package dev.sixgate.api.identity;

import org.jspecify.annotations.NullMarked;

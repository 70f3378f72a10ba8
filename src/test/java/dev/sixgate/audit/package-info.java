@NullMarked
package dev.sixgate.audit;

import org.jspecify.annotations.NullMarked;

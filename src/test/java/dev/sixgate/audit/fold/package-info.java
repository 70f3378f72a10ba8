@NullMarked
package dev.sixgate.audit.fold;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sixgate.audit.witness;

import org.jspecify.annotations.NullMarked;

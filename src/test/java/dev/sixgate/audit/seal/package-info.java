@NullMarked
package dev.sixgate.audit.seal;

import org.jspecify.annotations.NullMarked;

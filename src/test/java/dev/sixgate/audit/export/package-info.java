@NullMarked
package dev.sixgate.audit.export;

import org.jspecify.annotations.NullMarked;

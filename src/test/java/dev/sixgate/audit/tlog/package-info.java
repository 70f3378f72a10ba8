@NullMarked
package dev.sixgate.audit.tlog;

import org.jspecify.annotations.NullMarked;

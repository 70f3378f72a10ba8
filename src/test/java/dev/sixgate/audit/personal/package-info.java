@NullMarked
package dev.sixgate.audit.personal;

import org.jspecify.annotations.NullMarked;

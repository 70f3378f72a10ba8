@NullMarked
package dev.sixgate.worker.watch;

import org.jspecify.annotations.NullMarked;

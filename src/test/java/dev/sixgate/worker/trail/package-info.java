@NullMarked
package dev.sixgate.worker.trail;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sixgate.notice;

import org.jspecify.annotations.NullMarked;

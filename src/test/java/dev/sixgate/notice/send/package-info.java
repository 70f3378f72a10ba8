@NullMarked
package dev.sixgate.notice.send;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sixgate.notice.hook;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sixgate.notice.letter;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.sixgate.notice.mail;

import org.jspecify.annotations.NullMarked;

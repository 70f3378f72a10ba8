@NullMarked
package dev.sixgate.domainname;

import org.jspecify.annotations.NullMarked;

/**
 * Asks DNS. What comes out is whether a name has addresses of each family and where a CNAME leads; the addresses change by
 * themselves and are nobody's business here. Nobody's silence, and no resolver's trouble, is ever taken for an answer.
 *
 * <p><b>Why not the JDK's resolver?</b> It tells a name that is not there from a resolver that is not there by the words of an
 * exception, shows no CNAME, keeps answers for as long as it likes, and knows no time limit.
 */
@NullMarked
package dev.sixgate.dns;

import org.jspecify.annotations.NullMarked;

/**
 * Sends a signed request to a receiver, and to no address inside that nobody allowed.
 *
 * <p>Why Apache's client and not the JDK's? It asks us for the addresses of a name, so that the address that was looked at is the one
 * that is connected to: a name that is asked for twice may lead elsewhere the second time.
 *
 * <p>It goes through no proxy, whatever the environment says: a proxy would resolve the name again, where we do not see it.
 */
@NullMarked
package dev.sixgate.notice.send;

import org.jspecify.annotations.NullMarked;

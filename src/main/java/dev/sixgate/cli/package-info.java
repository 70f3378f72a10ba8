/**
 * What the jar does for a pipeline without starting the service: {@code policies check FILE}, {@code policies evaluate FILE},
 * {@code key NAME} and {@code verify WHAT}. No server, no database, no simulator, no container: arguments in, two streams and an exit status out.
 *
 * <p>Why does {@code Verify} share nothing with {@code audit.tlog}, nor with this package? It is handed out as one source file to
 * people who do not trust the service; and a mistake in the one implementation of the tree shows in the other.
 *
 * <p>Allowed neighbours: {@code policy}, {@code audit.tlog}, {@code domainname}, and Jackson to print.
 */
@NullMarked
package dev.sixgate.cli;

import org.jspecify.annotations.NullMarked;

/**
 * What the jar does for a pipeline without starting the service: {@code policies check FILE} and {@code policies evaluate FILE}.
 * No server, no database, no simulator, no container: arguments in, two streams and an exit status out.
 *
 * <p>Allowed neighbours: {@code policy}, {@code domainname}, and Jackson to print.
 */
@NullMarked
package dev.sixgate.cli;

import org.jspecify.annotations.NullMarked;

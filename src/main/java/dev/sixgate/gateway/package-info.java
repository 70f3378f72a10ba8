/**
 * The AWS SDK, fenced: reads domains ({@link dev.sixgate.gateway.DomainReader}), writes one thing to them ({@link
 * dev.sixgate.gateway.DomainWriter}), and keeps each account's pace.
 *
 * <p>SDK types and errors never leave; what went wrong comes out as {@link dev.sixgate.gateway.GatewayFailure}. {@code
 * DomainWriter} is the one import that can change production, and only {@code worker} has it.
 */
@NullMarked
package dev.sixgate.gateway;

import org.jspecify.annotations.NullMarked;

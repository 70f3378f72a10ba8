/**
 * The AWS SDK, fenced: reads domains ({@link dev.sixgate.gateway.DomainReader}), writes one thing to them ({@link
 * dev.sixgate.gateway.DomainWriter}), and keeps each account's pace ({@link dev.sixgate.gateway.Pace}). {@link
 * dev.sixgate.gateway.Targets} says which accounts and Regions there are, and how their changes are watched.
 *
 * <p>SDK types and errors never leave; what went wrong comes out as {@link dev.sixgate.gateway.GatewayFailure}. {@code
 * DomainWriter} is the one import that can change production, and only {@code worker} has it.
 *
 * <p><b>Why both of AWS's APIs?</b> Version 2 manages REGIONAL domains alone, and its model has no endpoint access mode and
 * none of the newer security policies, so that writing a whole configuration through it might take them away. Version 1 shows
 * everything; it is asked first and decides. Where it manages the domain, one patch operation touches nothing else.
 *
 * <p><b>Why is a write sent once?</b> The SDK's repetitions last some seconds and AWS's quota half a minute, so they only
 * spend calls; and after a lost answer only reading tells whether to send again, which is for the worker to do.
 *
 * <p><b>Why is the pace in the database?</b> AWS counts per account, not per replica, and a throttled call may have been
 * somebody else's deployment. No call to AWS is made within a transaction: a row would stay locked while AWS takes its time.
 *
 * <p><b>Why the Apache client?</b> UpdateDomainName is a PATCH, which the SDK's client on the JDK's connections cannot send.
 */
@NullMarked
package dev.sixgate.gateway;

import org.jspecify.annotations.NullMarked;

/**
 * Tells others what happened here: a row for each webhook and event that it is subscribed to, put in by the transaction that appends
 * the event, and sent, signed, by whichever replica takes it next.
 *
 * <p>Why does it use {@code audit}? What is told is what stands in the audit trail, and nothing else: the row has the event's id, and
 * the body is made of the recorded event when it is sent. So no name and no reason lies in a second place, and nobody who was erased
 * meanwhile is told of. {@code audit} does not know this package; it tells whoever follows it.
 *
 * <p>At least once, and in no order: a replica that dies between the receiver's answer and its record of it leaves a row whose claim
 * ends, and another sends it again under the same id. No transaction is open while a receiver is spoken to.
 *
 * <p>Each webhook has a task of its own in each replica, so that a receiver that hangs delays nobody else's notices.
 *
 * <p>{@code letter} makes what is sent, {@code send} sends it, and never to an address inside that nobody allowed.
 */
@NullMarked
package dev.sixgate.notice;

import org.jspecify.annotations.NullMarked;

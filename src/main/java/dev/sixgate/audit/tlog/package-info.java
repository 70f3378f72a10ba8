/**
 * A transparency log's arithmetic and file formats, to the letter of the open specifications, so that tools that nobody here
 * wrote can check the log. Pure: no database, no clock, no network.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, section 2.1: Merkle hash trees</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1">RFC 9162, section 2.1: verifying proofs</a>
 * @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
 * @see <a href="https://c2sp.org/tlog-checkpoint">C2SP tlog-checkpoint</a>
 * @see <a href="https://c2sp.org/signed-note">C2SP signed-note</a>
 */
@NullMarked
package dev.sixgate.audit.tlog;

import org.jspecify.annotations.NullMarked;

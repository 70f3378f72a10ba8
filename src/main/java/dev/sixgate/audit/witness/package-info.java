/**
 * Has each checkpoint cosigned by witnesses: others, who remember how large the log was when they last saw it, and sign only what
 * it has grown to since. A database that is restored from an old backup, or rewritten and signed anew, is one that they refuse.
 *
 * <p>Why does nothing wait for them? An event counts once it is committed. A witness that is down leaves checkpoints unwitnessed,
 * which is counted, and made up for with the next one that it sees: it vouches for all that came before.
 *
 * <p>Why is only the newest checkpoint offered, and the same one to all? A witness refuses one that is older than what it has
 * seen, and a quorum is of one checkpoint, not of neighbours.
 *
 * <p>Why is a refusal by a witness not the end of the service? It is somebody else's word. It is told to whoever operates the
 * service, in the trail too, and they have to judge it: what the witness knows cannot be unknown by stopping.
 *
 * @see <a href="https://c2sp.org/tlog-witness">C2SP tlog-witness</a>
 * @see <a href="https://c2sp.org/tlog-cosignature">C2SP tlog-cosignature</a>
 */
@NullMarked
package dev.sixgate.audit.witness;

import org.jspecify.annotations.NullMarked;

package dev.sixgate.worker;

import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.worker.watch.Subject;
import java.time.Instant;

/**
 * The right to work on a change until a moment.
 *
 * @param token rises with every lease of the change, so that an old lease is recognised
 */
record Lease(Subject subject, ChangeStatus status, long token, Instant until) {
    ChangeId change() {
        return subject.change();
    }
}

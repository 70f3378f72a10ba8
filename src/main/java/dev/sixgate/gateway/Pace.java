package dev.sixgate.gateway;

import java.time.Instant;

/**
 * The pace of UpdateDomainName per account: one call in an interval (AWS: 30 seconds, for all Regions of the account, not
 * to be raised), kept in the database so that all replicas together keep it.
 *
 * <p>The interval is counted from the moment the last call <em>ended</em>: a call that is slow on its way may reach AWS
 * late, and the next one early.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway quotas</a>
 */
public interface Pace {

    /** A turn: granted, or the earliest moment at which to ask again. */
    record Turn(boolean granted, Instant at) {}

    /** When the account's next turn comes, as it looks now; not after {@code now} where it is free. */
    Instant nextTurn(String account, Instant now);

    /** Takes the turn if it is free; within the caller's transaction, so that the turn and the intent stand or fall together. */
    Turn takeTurn(String account, Instant now);

    /** The call of the turn was answered, or given up, at that moment: the next turn comes one interval later. */
    void turnEnded(String account, Instant endedAt);

    /** Nothing was sent: the turn is free again. */
    void turnUnused(String account, Instant now);

    /** AWS throttled us, so somebody else spent the quota: no turn before that moment. */
    void postpone(String account, Instant until);
}

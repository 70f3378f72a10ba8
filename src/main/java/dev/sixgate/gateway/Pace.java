package dev.sixgate.gateway;

import java.time.Instant;

/**
 * The pace of UpdateDomainName per account: one call in an interval (AWS: 30 seconds, for all Regions of the account, not
 * to be raised), kept in the database so that all replicas together keep it.
 *
 * <p>The interval is counted from the moment the last call <em>ended</em>: a call that is slow on its way may reach AWS
 * late, and the next one early. While a call runs its turn is held for the longest time that it may take, so that a crash
 * does not shorten the pace either. The replicas' clocks must agree; by what they differ the pace may be shorter.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway quotas</a>
 */
public interface Pace {

    /**
     * A turn of an account; to be given back once, as ended or as unused. One that is given back after it lapsed, when
     * another may hold the account's turn, changes nothing.
     *
     * @param at if granted, the moment by which the call must have begun, else it is to be given back as unused; if not, the
     *     earliest moment at which to ask again
     * @param number of the account's turns so far, this one included; 0 if not granted
     */
    record Turn(String account, boolean granted, Instant at, long number) {}

    /** When the account's next turn comes, as it looks now; not after {@code now} where it is free. */
    Instant nextTurn(String account, Instant now);

    /**
     * Takes the turn if it is free; within the caller's transaction, so that the turn and the intent stand or fall together.
     *
     * @throws IllegalArgumentException if no target is in that account
     */
    Turn takeTurn(String account, Instant now);

    /** The call of the turn was answered, or given up, at that moment: the next turn comes one interval later. */
    void turnEnded(Turn turn, Instant endedAt);

    /** Nothing was sent: the turn is free again. */
    void turnUnused(Turn turn, Instant now);

    /** AWS throttled us, so somebody else spent the quota: no turn before that moment. */
    void postpone(String account, Instant until);
}

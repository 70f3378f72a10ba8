package dev.sixgate.gateway;

import java.time.Duration;
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
     * How long before it begins a turn may be taken, so that all that precedes the call is done when AWS takes the next one.
     */
    Duration AHEAD = Duration.ofSeconds(1);

    /**
     * A turn of an account; to be given back once, as ended or as unused. One that is given back after it lapsed, when
     * another may hold the account's turn, changes nothing.
     *
     * @param from if granted, the moment before which the call must not begin; if not, the earliest moment at which the next
     *     turn may begin
     * @param until if granted, the moment by which the call must have begun, else the turn is to be given back as unused; if
     *     not, the same as {@code from}
     * @param number of the account's turns so far, this one included; 0 if not granted
     */
    record Turn(String account, boolean granted, Instant from, Instant until, long number) {}

    /**
     * The time between the end of one call and the beginning of the next.
     *
     * @throws IllegalArgumentException if no target is in that account
     */
    Duration interval(String account);

    /** When the account's next turn comes, as it looks now; not after {@code now} where it is free. */
    Instant nextTurn(String account, Instant now);

    /**
     * Takes the turn if it is free, or will be within {@link #AHEAD}; within the caller's transaction, so that the turn and the intent stand or fall together.
     *
     * @throws IllegalArgumentException if no target is in that account
     */
    Turn takeTurn(String account, Instant now);

    /** The call of the turn was answered, or given up, at that moment: the next turn comes one interval later. */
    void turnEnded(Turn turn, Instant endedAt);

    /** Nothing was sent: the turn is free again, not before it began. */
    void turnUnused(Turn turn, Instant now);

    /** AWS throttled us, so somebody else spent the quota: no turn before that moment. */
    void postpone(String account, Instant until);
}

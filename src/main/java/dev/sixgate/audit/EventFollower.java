package dev.sixgate.audit;

import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Whoever is told of each event in the very transaction that appends it; what it does commits with the event, or neither does. */
public interface EventFollower {

    /**
     * An event was appended. It can be read by its id once the transaction has committed.
     *
     * @param change that it is about, where it is about one
     * @throws SQLException if it cannot follow: the event is then not recorded
     */
    void appended(UUID event, String action, Optional<UUID> change) throws SQLException;
}

package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Hash;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Proves that the log only grew. */
@ApplicationScoped
public class ConsistencyProofs {
    private final DataSource dataSource;

    ConsistencyProofs(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What proves that the tree of the larger size grew out of the one of the smaller size; nothing needs to be proven of a
     * tree without leaves, nor of one and the same.
     *
     * @param larger no more than is sealed
     * @throws IllegalArgumentException unless the smaller size is the smaller one
     */
    public List<Hash> between(long smaller, long larger) throws SQLException {
        if (smaller == 0 && larger >= 0) {
            return List.of();
        }
        try (Connection connection = dataSource.getConnection()) {
            return new StoredTree(connection, larger).tree().consistencyProof(smaller);
        }
    }
}

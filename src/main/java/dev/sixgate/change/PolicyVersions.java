package dev.sixgate.change;

import dev.sixgate.policy.PolicyFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** The policy files that changes were pinned to, whole, by the digest of their bytes. */
@ApplicationScoped
public class PolicyVersions {
    private final DataSource dataSource;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    PolicyVersions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Keeps a policy file, so that what was decided under it can be understood later. */
    @Transactional(Transactional.TxType.REQUIRED)
    public void keep(PolicyFile file, Instant now) {
        if (known.contains(file.digest())) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO policy_version (digest, name, content, first_used) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (digest) DO NOTHING")) {
            insert.setString(1, file.digest());
            insert.setString(2, file.name());
            insert.setString(3, file.text());
            insert.setObject(4, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            if (insert.executeUpdate() == 0) {
                // It was there, so it is committed; what we add ourselves may still be rolled back.
                known.add(file.digest());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the policy file cannot be kept", e);
        }
    }

    PolicyFile read(String digest) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT content, name FROM policy_version WHERE digest = ?")) {
            select.setString(1, digest);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("no policy file has the digest " + digest);
                }
                return PolicyFile.parse(row.getString(1), row.getString(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the pinned policy file cannot be read", e);
        }
    }
}

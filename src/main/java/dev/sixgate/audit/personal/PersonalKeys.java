package dev.sixgate.audit.personal;

import dev.sixgate.IdSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The keys of people. None is remembered: one that was destroyed is gone from the next request on, on every replica. */
@ApplicationScoped
class PersonalKeys {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;

    // Until the transaction ends, nobody erases the person.
    private static final String IN_USE = "SELECT id, key FROM personal_key_in_use(?)";
    private static final String MAKE =
            "INSERT INTO personal_key (id, subject, key) VALUES (?, ?, ?) ON CONFLICT (subject) WHERE destroyed_at IS NULL DO NOTHING";
    private static final String OF = "SELECT id, key FROM personal_key WHERE id = ANY (?) AND key IS NOT NULL";
    // The oldest: whoever has the service's own user can add one that is none, and cannot add it before them.
    private static final String ENCRYPTED =
            "SELECT id, key FROM personal_key WHERE get_byte(key, 0) = 1 ORDER BY created_at LIMIT 20";
    private static final String PLAIN = "SELECT id, key FROM personal_key WHERE get_byte(key, 0) = 0";
    private static final String ENCRYPT = "SELECT encrypt_personal_key(?, ?)";

    private final DataSource dataSource;
    private final KeyWrapping wrapping;
    private final IdSource ids;

    PersonalKeys(DataSource dataSource, KeyWrapping wrapping, IdSource ids) {
        this.dataSource = dataSource;
        this.wrapping = wrapping;
        this.ids = ids;
    }

    /** A key and its name. */
    record Named(UUID id, byte[] key) {}

    /** @throws ConfigurationException if the configured key is not the one by which people's keys were encrypted */
    void checkAtStart(@Observes StartupEvent started) throws SQLException {
        int undecryptable = 0;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(ENCRYPTED);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                if (decrypted(rows).isPresent()) {
                    return;
                }
                undecryptable++;
            }
        }
        if (undecryptable > 0) {
            throw new ConfigurationException(
                    "sixgate.audit.personal-data-key is not the key by which people's keys in this"
                            + " database were encrypted, or is not set; or somebody put a row into personal_key that is none.");
        }
    }

    private Optional<Named> decrypted(ResultSet row) throws SQLException {
        try {
            return Optional.of(named(row));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /**
     * Encrypts the keys that were made before there was a key for that; with none configured, they stay as they are.
     *
     * @return how many
     */
    int encryptPlain() throws SQLException, GeneralSecurityException {
        int encrypted = 0;
        if (wrapping.isConfigured()) {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement select = connection.prepareStatement(PLAIN);
                    PreparedStatement encrypt = connection.prepareStatement(ENCRYPT);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Named plain = named(rows);
                    encrypt.setObject(1, plain.id());
                    encrypt.setBytes(2, wrapping.wrapped(plain.id(), plain.key()));
                    encrypted += isTrue(encrypt) ? 1 : 0;
                }
            }
        }
        return encrypted;
    }

    private static boolean isTrue(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Somebody's key in use; made, and committed, where there is none. */
    Named inUse(String subject) throws SQLException, GeneralSecurityException {
        Optional<Named> known = find(subject);
        if (known.isEmpty()) {
            // On its own: others who need it must not wait for this transaction.
            try {
                QuarkusTransaction.requiringNew().call(() -> make(subject));
            } catch (QuarkusTransactionException e) {
                throw new SQLException("a person's key cannot be made: " + e.getMessage(), e);
            }
            known = find(subject);
        }
        return known.orElseThrow(() -> new SQLException("a person's key was destroyed as it was made"));
    }

    /** Those of these keys that still are there; what cannot be decrypted is not. */
    Map<UUID, byte[]> of(Collection<UUID> ids) throws SQLException {
        Map<UUID, byte[]> keys = new HashMap<>();
        if (ids.isEmpty()) {
            return keys;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(OF)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    // One that cannot be decrypted is nobody's: what it sealed is as if it were destroyed.
                    decrypted(rows).ifPresent(named -> keys.put(named.id(), named.key()));
                }
            }
        }
        return keys;
    }

    private Optional<Named> find(String subject) throws SQLException, GeneralSecurityException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(IN_USE)) {
            select.setString(1, subject);
            return first(select);
        }
    }

    private Optional<Named> first(PreparedStatement select) throws SQLException, GeneralSecurityException {
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(named(row)) : Optional.empty();
        }
    }

    private Named named(ResultSet row) throws SQLException, GeneralSecurityException {
        UUID id = row.getObject(1, UUID.class);
        return new Named(id, wrapping.unwrapped(id, row.getBytes(2)));
    }

    private boolean make(String subject) throws SQLException {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        UUID id = ids.next();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(MAKE)) {
            insert.setObject(1, id);
            insert.setString(2, subject);
            insert.setBytes(3, wrapping.wrapped(id, key));
            return insert.executeUpdate() == 1;
        }
    }
}

package dev.sixgate.inventory;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.GatewayFailure;
import dev.sixgate.gateway.Target;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the inventory fresh: each target as a whole, by one replica at a time. Several are read side by side, so that one
 * that is slow, or cannot be read, harms no other.
 */
@ApplicationScoped
public class InventoryRefresh {
    /** After the first failure; after the next ones, a target that does not answer is asked no more often than the others. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

    private static final String SURVEY_SOONER =
            "UPDATE domain SET survey_due_at = ? WHERE target = ? AND survey_due_at > ?";

    private static final String READINGS = """
            SELECT r.target, r.refreshed_at, r.failure, d.known, d.dualstack
            FROM inventory_refresh r CROSS JOIN LATERAL (
                SELECT count(*) AS known, count(*) FILTER (WHERE ip_address_type = 'dualstack') AS dualstack
                FROM domain WHERE target = r.target) d
            """;

    private final DomainReader reader;
    private final ReadingTurns turns;
    private final Inventory inventory;
    private final Census census;
    private final InventoryConfig config;
    private final DataSource dataSource;
    private final InstantSource clock;

    InventoryRefresh(
            DomainReader reader,
            ReadingTurns turns,
            Inventory inventory,
            Census census,
            InventoryConfig config,
            DataSource dataSource,
            InstantSource clock) {
        this.reader = reader;
        this.turns = turns;
        this.inventory = inventory;
        this.census = census;
        this.config = config;
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** Asks for every target to be read again as soon as a worker can, and for every domain to be looked behind. */
    @Transactional
    public void ask() {
        for (Target target : reader.targets()) {
            execute(
                    "INSERT INTO inventory_refresh (target, due_at) VALUES (?, ?)"
                            + " ON CONFLICT (target) DO UPDATE SET due_at = least(inventory_refresh.due_at, excluded.due_at)",
                    target.name().value(),
                    clock.instant());
            execute(SURVEY_SOONER, clock.instant(), target.name().value(), clock.instant());
        }
    }

    /**
     * Reads every target that is due, one after the other.
     *
     * @return the targets that were read
     */
    @Transactional(Transactional.TxType.NEVER)
    public List<TargetName> refreshDue() {
        List<TargetName> refreshed = new ArrayList<>();
        int most = reader.targets().size();
        for (int i = 0; i < most && refreshNext(refreshed::add); i++) {}
        return refreshed;
    }

    /**
     * Reads the target that has been due longest, of those in accounts that this replica is not reading now if there is one. Any
     * number of threads may do so at once.
     *
     * @param read is told the target, if it could be read
     * @return false where none is due
     */
    @Transactional(Transactional.TxType.NEVER)
    public boolean refreshNext(Consumer<TargetName> read) {
        Instant now = clock.instant();
        Optional<Target> next = turns.take(reader.targets(), now);
        next.ifPresent(target -> {
            try {
                if (refresh(target, now)) {
                    read.accept(target.name());
                }
            } finally {
                turns.ended(target);
            }
        });
        return next.isPresent();
    }

    /**
     * Reads one domain from AWS now and keeps what was seen; what answers behind it is what the last survey saw.
     *
     * @throws GatewayFailure if it cannot be read, {@code NOT_FOUND} if it is not there
     */
    @Transactional(Transactional.TxType.NEVER)
    public ObservedDomain read(TargetName target, DomainName name) {
        ObservedDomain seen = reader.read(target, name);
        inventory.save(seen);
        return inventory
                .find(target, name)
                .map(known -> seen.within(known.surroundings()).changedBy(known.lastChangedBy()))
                .orElse(seen);
    }

    /**
     * How a target was last read.
     *
     * @param refreshedAt when all of it was; null where it never was
     * @param failure why it could not be the last time, AWS's error code; null where it could
     * @param domains how many are known
     * @param dualstack how many of them are dualstack
     */
    public record Reading(
            @Nullable Instant refreshedAt, @Nullable String failure, long domains, long dualstack) {}

    /** How each target was last read, by its name. */
    @Transactional(Transactional.TxType.SUPPORTS)
    public Map<String, Reading> readings() {
        Map<String, Reading> readings = new TreeMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(READINGS);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                OffsetDateTime refreshed = rows.getObject(2, OffsetDateTime.class);
                readings.put(
                        rows.getString(1),
                        new Reading(
                                refreshed == null ? null : refreshed.toInstant(),
                                rows.getString(3),
                                rows.getLong(4),
                                rows.getLong(5)));
            }
            return readings;
        } catch (SQLException e) {
            throw new IllegalStateException("the inventory cannot be read", e);
        }
    }

    /** Whether an observation is good enough to plan on. */
    public boolean isFresh(ObservedDomain observed) {
        return observed.observedAt().plus(config.freshFor()).isAfter(clock.instant());
    }

    private boolean refresh(Target read, Instant now) {
        TargetName target = read.name();
        try {
            inventory.replaceAll(target, reader.list(target), now);
            census.note(read, now);
            execute(
                    "UPDATE inventory_refresh SET due_at = ?, refreshed_at = ?, failure = NULL WHERE target = ?",
                    now.plus(config.refreshEvery()),
                    now,
                    target.value());
            return true;
        } catch (GatewayFailure e) {
            Log.warnf("inventory not refreshed: target=%s code=%s %s", target, e.code(), e.detail());
            failed(target, now, e.code());
            return false;
        }
    }

    private void failed(TargetName target, Instant now, String code) {
        execute(
                "UPDATE inventory_refresh SET due_at = CASE WHEN failure IS NULL THEN ?::timestamptz ELSE ? END, failure = ?"
                        + " WHERE target = ?",
                now.plus(AFTER_FAILURE),
                now.plus(config.refreshEvery()),
                code,
                target.value());
    }

    private int execute(String sql, @Nullable Object... arguments) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                Object argument = arguments[i];
                statement.setObject(
                        i + 1,
                        argument instanceof Instant instant
                                ? OffsetDateTime.ofInstant(instant, ZoneOffset.UTC)
                                : argument);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the inventory cannot be written", e);
        }
    }
}

package dev.sixgate.inventory;

import dev.sixgate.dns.DnsLookup;
import dev.sixgate.domainname.Dns;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.GatewayFailure;
import dev.sixgate.gateway.GatewayFailure.Kind;
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
import java.util.Optional;
import javax.sql.DataSource;

/** Looks behind the domains, one after the other, the one that has waited longest first; all replicas share the work. */
@ApplicationScoped
public class Survey {
    /** How long one replica may be busy with one domain before another tries. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private static final Duration AFTER_FAILURE = Duration.ofMinutes(2);

    private static final String TAKE = """
            WITH due AS MATERIALIZED (
                SELECT name, target FROM domain WHERE survey_due_at <= ?
                ORDER BY survey_due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            UPDATE domain SET survey_due_at = ? FROM due WHERE domain.name = due.name AND domain.target = due.target
            RETURNING domain.name, domain.target
            """;
    private static final String AGAIN = "UPDATE domain SET survey_due_at = ? WHERE target = ? AND name = ?";
    private static final String SOONER =
            "UPDATE domain SET survey_due_at = ? WHERE target = ? AND name = ? AND survey_due_at > ?";
    private static final String ALL_LATER =
            "UPDATE domain SET survey_due_at = ? WHERE target = ? AND survey_due_at < ?";

    private final DomainReader reader;
    private final DnsLookup dns;
    private final Inventory inventory;
    private final InventoryConfig config;
    private final DataSource dataSource;
    private final InstantSource clock;

    Survey(
            DomainReader reader,
            DnsLookup dns,
            Inventory inventory,
            InventoryConfig config,
            DataSource dataSource,
            InstantSource clock) {
        this.reader = reader;
        this.dns = dns;
        this.inventory = inventory;
        this.config = config;
        this.dataSource = dataSource;
        this.clock = clock;
    }

    private record Due(TargetName target, DomainName name) {}

    /**
     * Looks behind the domain that has waited longest.
     *
     * @return false where none is due
     */
    @Transactional(Transactional.TxType.NEVER)
    public boolean next() throws SQLException {
        Instant now = clock.instant();
        Optional<Due> due = take(now);
        if (due.isEmpty()) {
            return false;
        }
        look(due.get(), now);
        return true;
    }

    /** Has a domain looked behind again as soon as a worker can: something else is known by now than its survey says. */
    @Transactional
    public void ask(TargetName target, DomainName name) {
        Instant now = clock.instant();
        try {
            update(SOONER, now, target.value(), name.value(), now);
        } catch (SQLException e) {
            throw new IllegalStateException("the inventory cannot be written", e);
        }
    }

    private void look(Due due, Instant now) throws SQLException {
        String target = due.target().value();
        String name = due.name().value();
        try {
            ObservedDomain seen = reader.read(due.target(), due.name());
            inventory.save(seen.within(around(seen)));
            update(AGAIN, now.plus(config.surveyEvery()), target, name);
        } catch (GatewayFailure e) {
            Log.warnf("not surveyed: target=%s domain=%s code=%s %s", target, name, e.code(), e.detail());
            update(AGAIN, now.plus(AFTER_FAILURE), target, name);
            if (e.kind() != Kind.NOT_FOUND && e.kind() != Kind.UNSUPPORTED) {
                // It is the target that does not answer: the others are not kept waiting for each of its domains.
                Instant later = now.plus(AFTER_FAILURE);
                update(ALL_LATER, later, target, later);
            }
        }
    }

    private Surroundings around(ObservedDomain seen) {
        Surroundings around = reader.surroundings(seen);
        Dns zones = around.dns();
        // Who reaches a private domain reaches it by the names of a VPC endpoint.
        return zones == null || seen.isPrivate() ? around : around.with(zones.with(dns.of(seen)));
    }

    private Optional<Due> take(Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setObject(1, at(now));
            take.setObject(2, at(now.plus(CLAIM)));
            try (ResultSet row = take.executeQuery()) {
                return row.next()
                        ? Optional.of(new Due(new TargetName(row.getString(2)), new DomainName(row.getString(1))))
                        : Optional.empty();
            }
        }
    }

    private void update(String sql, Instant due, Object... arguments) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, at(due));
            for (int i = 0; i < arguments.length; i++) {
                update.setObject(i + 2, arguments[i] instanceof Instant instant ? at(instant) : arguments[i]);
            }
            update.executeUpdate();
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}

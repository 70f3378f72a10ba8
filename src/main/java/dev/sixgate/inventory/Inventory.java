package dev.sixgate.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.LastChange;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Owner;
import dev.sixgate.domainname.TargetName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The observed domains, by name and target. */
@ApplicationScoped
public class Inventory {
    private static final String UPSERT = """
            INSERT INTO domain (name, target, account, region, ip_address_type, fingerprint, tags, observed, observed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?)
            ON CONFLICT (name, target) DO UPDATE SET account = excluded.account, region = excluded.region,
                ip_address_type = excluded.ip_address_type, fingerprint = excluded.fingerprint, tags = excluded.tags,
                observed = jsonb_strip_nulls(jsonb_build_object('surroundings', domain.observed -> 'surroundings',
                                                                'lastChangedBy', domain.observed -> 'lastChangedBy'))
                           || excluded.observed || CASE WHEN ? THEN '{}'
                           ELSE jsonb_build_object('mappings', domain.observed -> 'mappings') END,
                observed_at = excluded.observed_at
            WHERE domain.observed_at <= excluded.observed_at
            """;

    private static final String CHANGED_BY =
            "UPDATE domain SET observed = observed || jsonb_build_object('lastChangedBy', ?::jsonb)"
                    + " WHERE name = ? AND target = ?";

    private final DataSource dataSource;
    private final ObjectMapper mapper;
    private final Drift drift;

    Inventory(DataSource dataSource, ObjectMapper mapper, Drift drift) {
        this.dataSource = dataSource;
        this.drift = drift;
        this.mapper = mapper;
    }

    /**
     * Which domains to list; absent members mean any.
     *
     * @param q a part of the name
     * @param tags each must be there with that value
     * @param stack the name of CloudFormation's stack that owns it; a star is any
     * @param changedOutsideSince when it was last changed without us, as far as CloudTrail told
     */
    public record Filter(
            @Nullable String ipAddressType,
            @Nullable String target,
            @Nullable String q,
            Map<String, String> tags,
            @Nullable String stack,
            @Nullable Instant changedOutsideSince) {
        static final String ANY = "*";
    }

    /** The place after which a page begins. */
    public record Cursor(String name, String target) {}

    /** Every target's observation of a name. */
    @Transactional(Transactional.TxType.SUPPORTS)
    public List<ObservedDomain> find(DomainName name) {
        return query("SELECT observed FROM domain WHERE name = ? ORDER BY target", List.of(name.value()));
    }

    @Transactional(Transactional.TxType.SUPPORTS)
    public Optional<ObservedDomain> find(TargetName target, DomainName name) {
        return query("SELECT observed FROM domain WHERE name = ? AND target = ?", List.of(name.value(), target.value()))
                .stream()
                .findFirst();
    }

    /** The next domains after a place, by name and target. */
    @Transactional(Transactional.TxType.SUPPORTS)
    public List<ObservedDomain> page(Filter filter, @Nullable Cursor after, int limit) {
        StringBuilder where = new StringBuilder("true");
        List<Object> arguments = new ArrayList<>();
        narrow(where, arguments, "ip_address_type = ?", filter.ipAddressType());
        narrow(where, arguments, "target = ?", filter.target());
        narrow(where, arguments, "position(? in name) > 0", filter.q());
        if (!filter.tags().isEmpty()) {
            narrow(where, arguments, "tags @> ?::jsonb", json(filter.tags()));
        }
        if (Filter.ANY.equals(filter.stack())) {
            narrow(where, arguments, "jsonb_exists(tags, ?)", Owner.STACK_NAME);
        } else {
            narrow(where, arguments, "tags ->> '" + Owner.STACK_NAME + "' = ?", filter.stack());
        }
        if (filter.changedOutsideSince() != null) {
            where.append(" AND (observed #>> '{lastChangedBy,at}')::timestamptz >= ?");
            arguments.add(at(filter.changedOutsideSince()));
        }
        if (after != null) {
            where.append(" AND (name, target) > (?, ?)");
            arguments.add(after.name());
            arguments.add(after.target());
        }
        arguments.add(limit);
        return query("SELECT observed FROM domain WHERE " + where + " ORDER BY name, target LIMIT ?", arguments);
    }

    /**
     * Keeps what was observed of one domain, unless something later is known already. What is known of its surroundings, and by
     * what it was last changed, stays where the observation has none.
     */
    @Transactional
    public void save(ObservedDomain domain) {
        List<ObservedDomain> known = query(
                "SELECT observed FROM domain WHERE name = ? AND target = ? FOR UPDATE",
                List.of(domain.name().value(), domain.target().value()));
        tellDrift(known, List.of(domain));
        saveAll(List.of(domain), true);
    }

    /**
     * Keeps what was observed of a whole target: what it no longer has is forgotten.
     *
     * @param domains without their mappings; those that are known stay
     * @param asOf when the reading began
     */
    @Transactional
    public void replaceAll(TargetName target, Collection<ObservedDomain> domains, Instant asOf) {
        List<ObservedDomain> known =
                query("SELECT observed FROM domain WHERE target = ? ORDER BY name FOR UPDATE", List.of(target.value()));
        tellDrift(known, domains);
        saveAll(domains, false);
        query(
                        "DELETE FROM domain WHERE target = ? AND observed_at < ? RETURNING observed",
                        List.of(target.value(), at(asOf)))
                .forEach(gone -> drift.seen(gone, null));
    }

    /** Keeps by what a domain was last changed without us, unless something later is known already. */
    @Transactional
    public void changedBy(TargetName target, DomainName name, LastChange change) {
        find(target, name)
                .filter(known -> known.lastChangedBy() == null
                        || !known.lastChangedBy().at().isAfter(change.at()))
                .ifPresent(known -> keep(target, name, change));
    }

    private void keep(TargetName target, DomainName name, LastChange change) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(CHANGED_BY)) {
            update.setString(1, json(change));
            update.setString(2, name.value());
            update.setString(3, target.value());
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the inventory cannot be written", e);
        }
    }

    /** Of each domain that is known, and was not seen later than this. */
    private void tellDrift(Collection<ObservedDomain> known, Collection<ObservedDomain> seen) {
        Map<DomainName, ObservedDomain> before =
                known.stream().collect(Collectors.toMap(ObservedDomain::name, domain -> domain));
        for (ObservedDomain after : seen) {
            ObservedDomain was = before.get(after.name());
            if (was != null
                    && !was.observedAt().isAfter(after.observedAt())
                    && !was.fingerprint().equals(after.fingerprint())) {
                drift.seen(was, after);
            }
        }
    }

    private void saveAll(Collection<ObservedDomain> domains, boolean withMappings) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            for (ObservedDomain domain : domains) {
                upsert.setString(1, domain.name().value());
                upsert.setString(2, domain.target().value());
                upsert.setString(3, domain.account());
                upsert.setString(4, domain.region());
                upsert.setString(5, domain.ipAddressType().wire());
                upsert.setString(6, domain.fingerprint().value());
                upsert.setString(7, json(domain.tags()));
                upsert.setString(8, json(domain));
                upsert.setObject(9, at(domain.observedAt()));
                upsert.setBoolean(10, withMappings);
                upsert.addBatch();
            }
            upsert.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException("the inventory cannot be written", e);
        }
    }

    private static void narrow(
            StringBuilder where, List<Object> arguments, String condition, @Nullable String argument) {
        if (argument != null) {
            where.append(" AND ").append(condition);
            arguments.add(argument);
        }
    }

    private List<ObservedDomain> query(String sql, List<Object> arguments) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.size(); i++) {
                select.setObject(i + 1, arguments.get(i));
            }
            List<ObservedDomain> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(mapper.readValue(rows.getString(1), ObservedDomain.class));
                }
            }
            return found;
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("the inventory cannot be read", e);
        }
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON form of an observation", e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}

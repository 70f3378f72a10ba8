package dev.sixgate.audit.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What keeps the service's own user from rewriting the trail: who owns its tables, who may do what with them, their triggers, and
 * the functions that run as the owner. Compared with what the migrations make, which is shipped beside this class.
 *
 * @see <a href="https://www.postgresql.org/docs/15/ddl-priv.html">PostgreSQL, privileges</a>
 */
@ApplicationScoped
class Protection {
    private static final String AS_SHIPPED = "protection.txt";

    // One line for a table, so that a partition which differs from its siblings stands out.
    private static final String AS_IT_IS = """
            SELECT DISTINCT concat(
                'table ', coalesce(parent.relname || ' partition', c.relname),
                CASE WHEN pg_has_role(current_user, c.relowner, 'USAGE') THEN ' owned by the service' END,
                ' service:', (SELECT string_agg(p, ',' ORDER BY p)
                              FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
                              WHERE has_table_privilege(current_user, c.oid, p)),
                ' columns:', (SELECT string_agg(a.attname || '=' || x.privilege_type, ',' ORDER BY a.attname, x.privilege_type)
                              FROM pg_attribute a, aclexplode(a.attacl) x WHERE a.attrelid = c.oid),
                ' others:', (SELECT string_agg(DISTINCT x.privilege_type, ',') FROM aclexplode(c.relacl) x
                             WHERE x.privilege_type <> 'SELECT' AND x.grantee <> c.relowner
                               AND x.grantee <> (SELECT oid FROM pg_roles WHERE rolname = current_user)),
                ' triggers:', (SELECT string_agg(concat(f.proname, '/', t.tgtype, '/', t.tgenabled), ',' ORDER BY f.proname, t.tgtype)
                               FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid
                               WHERE t.tgrelid = c.oid AND NOT t.tgisinternal))
            FROM pg_class c
            LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
            LEFT JOIN pg_class parent ON parent.oid = i.inhparent
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
              AND coalesce(parent.relname, c.relname) LIKE 'audit\\_%'
            UNION ALL
            SELECT concat('function ', f.proname, '/', f.pronargs,
                CASE WHEN pg_has_role(current_user, f.proowner, 'USAGE') THEN ' owned by the service' END,
                CASE WHEN f.prosecdef THEN ' as owner' END,
                CASE WHEN has_function_privilege(current_user, f.oid, 'EXECUTE') THEN ' by the service' END,
                ' ', md5(f.prosrc))
            FROM pg_proc f WHERE f.pronamespace = current_schema()::regnamespace AND f.proname LIKE 'audit\\_%'
            UNION ALL
            SELECT concat('the service may ', r.what) FROM pg_roles p
            CROSS JOIN LATERAL (VALUES (p.rolsuper, 'everything'), (p.rolcreaterole, 'make roles'),
                                       (p.rolreplication, 'replicate'), (p.rolbypassrls, 'bypass row security')) r (may, what)
            WHERE p.rolname = current_user AND r.may
            """;

    /** Each as one line, in their order. */
    List<String> asItIs(Connection connection) throws SQLException {
        TreeSet<String> facts = new TreeSet<>();
        try (PreparedStatement select = connection.prepareStatement(AS_IT_IS);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                facts.add(rows.getString(1));
            }
        }
        return List.copyOf(facts);
    }

    /** Each as one line, in their order. */
    List<String> asShipped() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Protection.class.getResourceAsStream(AS_SHIPPED)), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is otherwise than it was shipped, in a sentence each. */
    List<String> drift(Connection connection) throws SQLException {
        List<String> is = asItIs(connection);
        List<String> shipped = asShipped();
        List<String> drift = new ArrayList<>();
        shipped.stream().filter(fact -> !is.contains(fact)).forEach(fact -> drift.add("No longer: " + fact));
        is.stream().filter(fact -> !shipped.contains(fact)).forEach(fact -> drift.add("Instead: " + fact));
        return drift;
    }
}

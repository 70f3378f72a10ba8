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
 * What keeps the service's own user from rewriting the trail: who owns its tables, who may do what with them, their triggers and
 * constraints, and the functions that run as the owner, whatever they are called. Compared with what the migrations make, which is shipped beside this class.
 *
 * @see <a href="https://www.postgresql.org/docs/15/ddl-priv.html">PostgreSQL, privileges</a>
 */
@ApplicationScoped
class Protection {
    private static final String AS_SHIPPED = "protection.txt";

    // One line for a table, so that a partition which differs from its siblings stands out.
    private static final String AS_IT_IS = """
            SELECT DISTINCT concat(
                CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END, coalesce(parent.relname || ' partition', c.relname),
                CASE WHEN pg_has_role(current_user, c.relowner, 'MEMBER') THEN ' owned by the service' END,
                ' service:', (SELECT string_agg(p, ',' ORDER BY p)
                              FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
                              WHERE has_table_privilege(current_user, c.oid, p)),
                ' columns:', (SELECT string_agg(a.attname || '=' || x.privilege_type, ',' ORDER BY a.attname, x.privilege_type)
                              FROM pg_attribute a, aclexplode(a.attacl) x WHERE a.attrelid = c.oid),
                ' others:', (SELECT string_agg(DISTINCT x.privilege_type, ',') FROM aclexplode(c.relacl) x
                             WHERE x.privilege_type <> 'SELECT' AND x.grantee <> c.relowner
                               AND x.grantee <> (SELECT oid FROM pg_roles WHERE rolname = current_user)),
                ' triggers:', (SELECT string_agg(concat(f.proname, '/', t.tgtype, '/', t.tgenabled,
                                                        CASE WHEN t.tgqual IS NOT NULL THEN '/when' END,
                                                        CASE WHEN t.tgattr <> '' THEN '/of columns' END),
                                                 ',' ORDER BY f.proname, t.tgtype)
                               FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid
                               WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
                ' checks:', (SELECT string_agg(concat(k.conname, '=', left(md5(pg_get_constraintdef(k.oid)), 8),
                                                      CASE WHEN NOT k.convalidated THEN '/not valid' END), ',' ORDER BY k.conname)
                             FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f')),
                ' not null:', (SELECT string_agg(a.attname, ',' ORDER BY a.attname) FROM pg_attribute a
                               WHERE a.attrelid = c.oid AND a.attnotnull AND a.attnum > 0),
                ' defaults:', (SELECT string_agg(pg_get_expr(d.adbin, d.adrelid), ',' ORDER BY d.adnum)
                               FROM pg_attrdef d WHERE d.adrelid = c.oid),
                (SELECT ' rules:' || string_agg(r.rulename, ',' ORDER BY r.rulename)
                 FROM pg_rewrite r WHERE r.ev_class = c.oid AND c.relkind <> 'v'),
                CASE WHEN c.relrowsecurity THEN ' row security' END)
            FROM pg_class c
            LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
            LEFT JOIN pg_class parent ON parent.oid = i.inhparent
            WHERE c.relnamespace = current_schema()::regnamespace
              AND (c.relkind IN ('r', 'p') AND (coalesce(parent.relname, c.relname) LIKE 'audit\\_%'
                                                OR c.relname = 'personal_key')
                   OR c.relkind = 'v' AND has_table_privilege(current_user, c.oid, 'INSERT, UPDATE, DELETE'))
            UNION ALL
            SELECT concat('function ', f.proname, '/', f.pronargs,
                CASE WHEN pg_has_role(current_user, f.proowner, 'MEMBER') THEN ' owned by the service' END,
                CASE WHEN f.prosecdef THEN ' as owner' END,
                CASE WHEN has_function_privilege(current_user, f.oid, 'EXECUTE') THEN ' by the service' END,
                ' ', md5(f.prosrc), ' ', replace(array_to_string(f.proconfig, ' '), current_schema(), 'SCHEMA'))
            FROM pg_proc f
            WHERE f.pronamespace = current_schema()::regnamespace AND f.proname LIKE 'audit\\_%'
               OR f.prosecdef AND f.proowner = (SELECT relowner FROM pg_class WHERE oid = 'audit_event'::regclass)
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

package dev.sixgate.invariants;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Who is an approver and who stands in for whom at one moment, as it is stored; and how far approvals go, by trying everything. */
record Roll(Map<String, Set<String>> claimsOfApprovers, List<Lent> lent) {
    private static final Duration COUNTS_FOR = Duration.ofDays(30);

    /** What somebody has put into another's hands. */
    record Lent(String giver, String receiver, Set<String> groups) {}

    static Roll at(DataSource database, Instant now) {
        Map<String, Set<String>> claims = new HashMap<>();
        List<Lent> lent = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT subject, groups, seen_at FROM person"
                    + " WHERE 'APPROVER' = ANY (roles) AND NOT is_service AND removed_at IS NULL")) {
                while (row.next()) {
                    if (!row.getObject(3, OffsetDateTime.class)
                            .toInstant()
                            .plus(COUNTS_FOR)
                            .isBefore(now)) {
                        claims.put(row.getString(1), texts(row, 2));
                    }
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "SELECT giver, receiver, groups, starts_at, least(until_at, ended_at) FROM delegation")) {
                while (row.next()) {
                    if (!now.isBefore(row.getObject(4, OffsetDateTime.class).toInstant())
                            && now.isBefore(
                                    row.getObject(5, OffsetDateTime.class).toInstant())) {
                        lent.add(new Lent(row.getString(1), row.getString(2), texts(row, 3)));
                    }
                }
            }
            return new Roll(claims, lent);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> texts(ResultSet row, int column) throws SQLException {
        return Set.of((String[]) row.getArray(column).getArray());
    }

    /** Whether somebody belongs to a group by their own right. */
    boolean belongs(String group, String subject, Collection<Rulebook> books) {
        Set<String> claims = claimsOfApprovers.get(subject);
        return claims != null && (group.equals(Rulebook.APPROVERS) || Rulebook.belongs(group, subject, claims, books));
    }

    /**
     * The most places that these approvals can fill, one person each, and each right once.
     *
     * @param approving without those who had a hand in the change
     * @param without in whose right nobody acts: those who had a hand in it
     */
    int mostFilled(
            Map<String, Integer> asked, Set<String> approving, Collection<String> without, Collection<Rulebook> books) {
        List<String> people = new TreeSet<>(approving)
                .stream().filter(claimsOfApprovers::containsKey).toList();
        return fill(new HashMap<>(asked), people, 0, new HashSet<>(without), Set.copyOf(people), books);
    }

    private int fill(
            Map<String, Integer> left,
            List<String> people,
            int next,
            Set<String> used,
            Set<String> inPerson,
            Collection<Rulebook> books) {
        if (next == people.size()) {
            return 0;
        }
        int most = fill(left, people, next + 1, used, inPerson, books);
        String person = people.get(next);
        for (String group : List.copyOf(left.keySet())) {
            int places = left.getOrDefault(group, 0);
            if (places == 0) {
                continue;
            }
            left.put(group, places - 1);
            if (belongs(group, person, books)) {
                most = Math.max(most, 1 + fill(left, people, next + 1, used, inPerson, books));
            }
            for (Lent each : lent) {
                boolean usable = each.receiver().equals(person)
                        && each.groups().contains(group)
                        && !group.equals(Rulebook.APPROVERS)
                        && !inPerson.contains(each.giver())
                        && !used.contains(each.giver())
                        && belongs(group, each.giver(), books);
                if (usable) {
                    used.add(each.giver());
                    most = Math.max(most, 1 + fill(left, people, next + 1, used, inPerson, books));
                    used.remove(each.giver());
                }
            }
            left.put(group, places);
        }
        return most;
    }
}

package dev.sixgate.readiness;

import dev.sixgate.domainname.Dns.RecordSet;
import dev.sixgate.domainname.Dns.Resolved;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a domain's name leads.
 *
 * @param v4 whether an A alias leads to API Gateway's name
 * @param v6 whether an AAAA alias does
 * @param cname whether a CNAME does, so that both families follow
 * @param elsewhere what else A, AAAA and CNAME records lead to, in words; null if to nothing else
 */
record Directions(
        boolean v4, boolean v6, boolean cname, @Nullable String elsewhere) {

    /** By the record sets of the name, as a hosted zone has them. */
    static Directions of(List<RecordSet> records, String ours) {
        String elsewhere = records.stream()
                .flatMap(set -> Stream.ofNullable(elsewhere(set, ours)))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return new Directions(
                leads(records, "A", ours),
                leads(records, "AAAA", ours),
                leads(records, "CNAME", ours),
                elsewhere.isEmpty() ? null : elsewhere);
    }

    /** By what DNS answered: a CNAME shows where the name leads, an alias does not. */
    static Directions of(Resolved answered, String ours) {
        String cname = answered.cname();
        return new Directions(false, false, ours.equals(cname), cname == null || cname.equals(ours) ? null : cname);
    }

    private static boolean leads(List<RecordSet> records, String type, String ours) {
        return records.stream().anyMatch(set -> set.type().equals(type) && ours.equals(set.leadsTo()));
    }

    private static @Nullable String elsewhere(RecordSet set, String ours) {
        String leadsTo = set.leadsTo();
        return leadsTo == null ? set.type() + " records with addresses" : leadsTo.equals(ours) ? null : leadsTo;
    }

    /** Whether it leads to API Gateway by any way. */
    boolean toOurs() {
        return v4 || v6 || cname;
    }
}

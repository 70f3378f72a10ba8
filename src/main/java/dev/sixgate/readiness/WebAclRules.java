package dev.sixgate.readiness;

import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.WebAcl;
import dev.sixgate.domainname.WebAcl.Action;
import dev.sixgate.domainname.WebAcl.Reach;
import dev.sixgate.domainname.WebAcl.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a web ACL's rules, asked one after the other, make of callers of the family that a change is about: IPv6 callers, who come
 * with dualstack, or IPv4 callers, whom ipv4 leaves alone with rules that were made for others.
 */
final class WebAclRules {
    private final MappedApi api;
    private final WebAcl acl;
    private final boolean toDualstack;
    private final String theirs;
    private final String others;
    private final List<Finding> findings = new ArrayList<>();

    WebAclRules(MappedApi api, WebAcl acl, IpAddressType to) {
        this.api = api;
        this.acl = acl;
        this.toDualstack = to == IpAddressType.DUALSTACK;
        this.theirs = toDualstack ? "IPv6" : "IPv4";
        this.others = toDualstack ? "IPv4" : "IPv6";
    }

    /** What is worth saying; none where both families are treated alike. */
    List<Finding> findings() {
        for (int place = 0; place < acl.rules().size(); place++) {
            Rule rule = acl.rules().get(place);
            if (rule.action() != Action.COUNT || rule.labels()) {
                judge(rule, place);
            }
        }
        return findings;
    }

    private void judge(Rule rule, int place) {
        if (rule.header() != null) {
            warn(
                    rule,
                    "takes addresses from the header " + rule.header()
                            + ", so that the domain's type does not tell whom it means",
                    "Check who writes that header, and whether its addresses are of both families.");
        }
        if (rule.perAddress() && toDualstack) {
            warn(
                    rule,
                    "counts requests by address, and an IPv6 client has 2^64 of them or more",
                    "Count by another key too, or lower what passes uncounted.");
        }
        if (rule.addressList() && rule.action() == Action.MANAGED && toDualstack) {
            add(
                    Level.UNKNOWN,
                    rule,
                    "knows callers by lists of addresses that are not shown",
                    "Look at its sampled requests once IPv6 callers come; keep out by other means who must not come.");
        }
        Reach reach = of(rule);
        Reach otherwise = ofOthers(rule);
        if (reach != null && otherwise != null && isAnother(rule.action(), reach, otherwise)) {
            differs(rule, place, reach.compareTo(otherwise) > 0);
        }
    }

    /** Whether that makes a difference to callers of this family: a list of theirs, whatever the others have, makes none. */
    private static boolean isAnother(Action action, Reach reach, Reach otherwise) {
        return reach == Reach.SOME ? otherwise == Reach.ALL && action == Action.ALLOW : reach != otherwise;
    }

    /** @param more whether it means more callers of this family than of the other */
    private void differs(Rule rule, int place, boolean more) {
        if (!more && hasCounterpart(rule)) {
            return;
        }
        if (rule.rated() || rule.action() == Action.MANAGED || rule.action() == Action.COUNT) {
            warn(
                    rule,
                    more ? "spares " + others + " addresses alone" : "looks at " + others + " addresses alone",
                    more
                            ? "Spare the same callers' " + theirs + " addresses."
                            : "Let it look at " + theirs + " callers too.");
        } else if (rule.action() == Action.ALLOW) {
            allows(rule, place, more);
        } else {
            hinders(rule, place, more);
        }
    }

    private void hinders(Rule rule, int place, boolean more) {
        boolean blocks = rule.action() == Action.BLOCK;
        String does = blocks ? "blocks" : "holds up";
        if (!more) {
            warn(
                    rule,
                    does + " " + others + " addresses only: whoever is meant passes by " + theirs,
                    "Name their " + theirs + " ranges too, in an IP set of that family.");
        } else if (!admittedBefore(place)) {
            add(
                    blocks ? Level.FAIL : Level.WARN,
                    rule,
                    does + " every " + theirs + " caller, but not every " + others + " caller",
                    "Spare the callers' " + theirs + " ranges too, in an IP set of that family.");
        }
    }

    private void allows(Rule rule, int place, boolean more) {
        if (more) {
            warn(
                    rule,
                    "lets in all but some " + others + " addresses: whoever is kept out comes in by " + theirs,
                    "Name their " + theirs + " ranges too, in an IP set of that family.");
        } else if (acl.blocksByDefault() && noneAdmits()) {
            add(
                    Level.FAIL,
                    rule,
                    "lets in " + others + " addresses only, and the web ACL blocks everybody else: every " + theirs
                            + " caller gets 403",
                    "Let in the callers' " + theirs + " ranges too, by an IP set of that family.");
        } else if (acl.blocksByDefault()) {
            warn(
                    rule,
                    "lets in " + others + " addresses only: by " + theirs + ", the same callers are blocked",
                    "Let in their " + theirs + " ranges too, by an IP set of that family.");
        } else if (acl.rules().stream()
                .skip(place + 1L)
                .anyMatch(later -> later.action().hinders())) {
            warn(
                    rule,
                    "lets " + others + " addresses only past the rules after it; nobody is locked out by that, but by "
                            + theirs + " the same callers meet them",
                    "Let their " + theirs + " ranges past too, if they need it.");
        }
    }

    /** Whether callers of this family whom a rule before lets in never come to this one. */
    private boolean admittedBefore(int place) {
        return acl.rules().stream()
                .limit(place)
                .anyMatch(rule -> rule.action() == Action.ALLOW && !rule.conditional() && reaches(rule));
    }

    private boolean noneAdmits() {
        return acl.rules().stream().noneMatch(rule -> rule.action() == Action.ALLOW && reaches(rule));
    }

    private boolean reaches(Rule rule) {
        return of(rule) != Reach.NONE;
    }

    /** One IP set has one family, so that many write two rules that do the same. The first is paired with the first, and so on. */
    private boolean hasCounterpart(Rule rule) {
        Predicate<Rule> alike = other -> other.action() == rule.action()
                && other.rated() == rule.rated()
                && other.conditional() == rule.conditional();
        List<Rule> oneSided = acl.rules().stream()
                .filter(alike)
                .filter(other -> of(other) == Reach.NONE && ofOthers(other) != null && ofOthers(other) != Reach.NONE)
                .toList();
        long counterparts = acl.rules().stream()
                .filter(alike)
                .filter(other -> ofOthers(other) == Reach.NONE && of(other) != null && of(other) != Reach.NONE)
                .count();
        return IntStream.range(0, oneSided.size()).anyMatch(i -> oneSided.get(i) == rule && i < counterparts);
    }

    private @Nullable Reach of(Rule rule) {
        return toDualstack ? rule.ipv6() : rule.ipv4();
    }

    private @Nullable Reach ofOthers(Rule rule) {
        return toDualstack ? rule.ipv4() : rule.ipv6();
    }

    private void warn(Rule rule, String does, String fix) {
        add(Level.WARN, rule, does, fix);
    }

    private void add(Level level, Rule rule, String does, String fix) {
        findings.add(WebAcls.finding(
                api,
                level,
                "is behind the web ACL " + WebAcls.named(acl.arn()) + ", whose rule " + rule.name() + " " + does
                        + (rule.conditional() && !rule.rated() && of(rule) != null
                                ? ", where its other conditions hold."
                                : "."),
                fix));
    }
}

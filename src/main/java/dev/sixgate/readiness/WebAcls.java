package dev.sixgate.readiness;

import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.WebAcl;
import dev.sixgate.domainname.WebAcl.Action;
import dev.sixgate.domainname.WebAcl.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom the web ACL of a REST stage keeps out by address.
 *
 * <p>Why is a managed rule group no finding of its own? What it looks at is its vendor's secret, and almost all look at the request
 * and not at where it comes from; a warning that nobody can act on is soon read by nobody. It is named in what passes. A list of
 * addresses is another thing: whether it knows those of IPv6 decides who comes in, so that it is {@code UNKNOWN}.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-ip-set-managing.html">IP sets</a>
 */
final class WebAcls {
    static final String CHECK = "web-acl";

    private WebAcls() {}

    static List<Finding> assess(MappedApi api, Surroundings around, IpAddressType to) {
        String arn = api.webAcl();
        if (arn == null) {
            return List.of(finding(api, Level.PASS, "is behind no web ACL.", null));
        }
        if (!arn.contains(":wafv2:")) {
            return List.of(finding(
                    api,
                    Level.UNKNOWN,
                    "is behind the web ACL " + arn + " of WAF Classic, which is not looked at.",
                    "Check that each IP set of it has addresses of both families."));
        }
        return Stream.ofNullable(around.guards())
                .flatMap(guards -> guards.webAcls().stream())
                .filter(acl -> acl.arn().equals(arn))
                .findFirst()
                .map(acl -> assess(api, acl, to))
                .orElseGet(() -> List.of(finding(
                        api,
                        Level.UNKNOWN,
                        "is behind the web ACL " + named(arn) + ", which was not looked at yet.",
                        "Wait for the next survey, and plan anew.")));
    }

    private static List<Finding> assess(MappedApi api, WebAcl acl, IpAddressType to) {
        List<Finding> findings = new ArrayList<>();
        acl.unread().forEach(unread -> findings.add(Unseen.of(CHECK, unread, api)));
        findings.addAll(new WebAclRules(api, acl, to).findings());
        if (findings.isEmpty()) {
            String families = to == IpAddressType.DUALSTACK ? "IPv4 and IPv6" : "all IPv4";
            findings.add(finding(
                    api,
                    Level.PASS,
                    "is behind the web ACL " + named(acl.arn()) + ", which treats " + families + " callers alike"
                            + managed(acl) + ".",
                    null));
        }
        return findings;
    }

    private static String managed(WebAcl acl) {
        String groups = acl.rules().stream()
                .filter(rule -> rule.action() == Action.MANAGED)
                .map(Rule::name)
                .collect(Collectors.joining(", "));
        return groups.isEmpty() ? "" : "; what its managed rule groups look at is not shown: " + groups;
    }

    /** By its name; the ARN ends with that and the id. */
    static String named(String arn) {
        String[] path = arn.split("/", -1);
        return path.length < 2 ? arn : path[path.length - 2];
    }

    static Finding finding(MappedApi api, Level level, String detail, @Nullable String fix) {
        return new Finding(CHECK, level, Behind.named(api) + " " + detail, fix, api.apiId());
    }
}

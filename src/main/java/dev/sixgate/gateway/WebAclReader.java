package dev.sixgate.gateway;

import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.domainname.WebAcl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.wafv2.model.FirewallManagerRuleGroup;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * Reads the web ACLs of the stages behind a domain, each once, with the IP sets and rule groups that they refer to.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing.html">How AWS WAF evaluates rules</a>
 */
final class WebAclReader {
    private final GuardClients clients;
    private final SideCalls calls = new SideCalls();

    WebAclReader(GuardClients clients) {
        this.clients = clients;
    }

    /** Those of WAF Classic are another service's, and are left out. */
    List<WebAcl> of(List<MappedApi> apis) {
        return apis.stream()
                .flatMap(api -> Stream.ofNullable(api.webAcl()))
                .filter(arn -> arn.contains(":wafv2:"))
                .distinct()
                .sorted()
                .map(this::webAcl)
                .toList();
    }

    private WebAcl webAcl(String arn) {
        List<Unread> unread = new ArrayList<>();
        var seen = calls.ask(
                "the web ACL " + arn,
                "wafv2:GetWebACL on " + arn,
                () -> clients.waf().getWebACL(r -> r.arn(arn)).webACL());
        if (seen.unread() != null) {
            return new WebAcl(arn, false, List.of(), List.of(seen.unread()));
        }
        WebACL acl = Objects.requireNonNull(seen.value());
        var statements = new WafRules(clients, calls, unread);
        List<WebAcl.Rule> rules = inOrder(acl).flatMap(statements::of).toList();
        return new WebAcl(arn, acl.defaultAction().block() != null, rules, unread);
    }

    /** As WAF asks them: Firewall Manager's first rule groups, the account's own rules, Firewall Manager's last ones. */
    private static Stream<Rule> inOrder(WebACL acl) {
        return Stream.of(
                        managed(acl.preProcessFirewallManagerRuleGroups()),
                        acl.rules().stream(),
                        managed(acl.postProcessFirewallManagerRuleGroups()))
                .flatMap(part -> part.sorted(Comparator.comparing(Rule::priority)));
    }

    private static Stream<Rule> managed(List<FirewallManagerRuleGroup> groups) {
        return groups.stream()
                .map(group -> Rule.builder()
                        .name(group.name())
                        .priority(group.priority())
                        .overrideAction(group.overrideAction())
                        .statement(Statement.builder()
                                .managedRuleGroupStatement(
                                        group.firewallManagerStatement().managedRuleGroupStatement())
                                .ruleGroupReferenceStatement(
                                        group.firewallManagerStatement().ruleGroupReferenceStatement())
                                .build())
                        .build());
    }
}

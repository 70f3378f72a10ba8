package dev.sixgate.gateway;

import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.domainname.WebAcl;
import dev.sixgate.domainname.WebAcl.Action;
import dev.sixgate.gateway.SideCalls.Seen;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.ExcludedRule;
import software.amazon.awssdk.services.wafv2.model.ManagedRuleGroupStatement;
import software.amazon.awssdk.services.wafv2.model.OverrideAction;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleAction;
import software.amazon.awssdk.services.wafv2.model.RuleActionOverride;
import software.amazon.awssdk.services.wafv2.model.RuleGroupReferenceStatement;

/** What the rules of one web ACL come to, with those of its own rule groups in their place; the insides of managed ones are not shown. */
final class WafRules {
    /** AWS's groups that know callers by their address; of vendors', those that say so in their name. */
    private static final Set<String> ADDRESS_LISTS =
            Set.of("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesAnonymousIpList");

    private final GuardClients clients;
    private final SideCalls calls;
    private final List<Unread> unread;
    private final WafAddresses addresses;
    private final Map<String, List<Rule>> groups = new HashMap<>();

    /** @param unread gets what could not be read */
    WafRules(GuardClients clients, SideCalls calls, List<Unread> unread) {
        this.clients = clients;
        this.calls = calls;
        this.unread = unread;
        this.addresses = new WafAddresses(clients, calls, unread);
    }

    /** One rule of the web ACL; a reference to a rule group is all of the group's. */
    Stream<WebAcl.Rule> of(Rule rule) {
        boolean counted = isCounted(rule.overrideAction());
        RuleGroupReferenceStatement group = rule.statement().ruleGroupReferenceStatement();
        if (group != null) {
            return inGroup(rule.name(), group, counted);
        }
        ManagedRuleGroupStatement managed = rule.statement().managedRuleGroupStatement();
        return managed != null
                ? Stream.of(managed(rule, managed, counted ? Action.COUNT : Action.MANAGED))
                : Stream.of(plain(rule.name(), rule, action(rule.action())));
    }

    private Stream<WebAcl.Rule> inGroup(String name, RuleGroupReferenceStatement group, boolean counted) {
        Map<String, RuleAction> others = group.ruleActionOverrides().stream()
                .collect(Collectors.toMap(RuleActionOverride::name, RuleActionOverride::actionToUse, (a, b) -> a));
        Set<String> excluded =
                group.excludedRules().stream().map(ExcludedRule::name).collect(Collectors.toSet());
        return groups.computeIfAbsent(group.arn(), this::rules).stream().map(rule -> {
            Action action = counted || excluded.contains(rule.name())
                    ? Action.COUNT
                    : action(others.getOrDefault(rule.name(), rule.action()));
            return plain(name + "/" + rule.name(), rule, action);
        });
    }

    private List<Rule> rules(String arn) {
        Seen<List<Rule>> seen = calls.ask(
                "the rule group " + arn,
                "wafv2:GetRuleGroup on " + arn,
                () -> clients.waf().getRuleGroup(r -> r.arn(arn)).ruleGroup().rules().stream()
                        .sorted(Comparator.comparing(Rule::priority))
                        .toList());
        Stream.ofNullable(seen.unread()).forEach(unread::add);
        return seen.value() == null ? List.of() : seen.value();
    }

    private WebAcl.Rule plain(String name, Rule rule, Action action) {
        return rule(
                name, action, addresses.of(rule.statement()), !rule.ruleLabels().isEmpty(), false);
    }

    private WebAcl.Rule managed(Rule rule, ManagedRuleGroupStatement group, Action action) {
        boolean list = ADDRESS_LISTS.contains(group.name())
                || group.name().toLowerCase(Locale.ROOT).contains("reputation");
        WafAddresses.Meaning meaning = group.scopeDownStatement() == null
                ? WafAddresses.Meaning.OTHER
                : addresses.of(group.scopeDownStatement());
        return rule(rule.name() + " (" + group.vendorName() + " " + group.name() + ")", action, meaning, true, list);
    }

    private static WebAcl.Rule rule(
            String name, Action action, WafAddresses.Meaning meaning, boolean labels, boolean addressList) {
        return new WebAcl.Rule(
                name,
                action,
                meaning.ipv4(),
                meaning.ipv6(),
                meaning.conditional(),
                meaning.rated(),
                meaning.perAddress(),
                labels,
                meaning.header(),
                addressList);
    }

    private static boolean isCounted(@Nullable OverrideAction override) {
        return override != null && override.count() != null;
    }

    private static Action action(@Nullable RuleAction action) {
        if (action == null || action.count() != null) {
            return Action.COUNT;
        }
        if (action.allow() != null) {
            return Action.ALLOW;
        }
        if (action.captcha() != null) {
            return Action.CAPTCHA;
        }
        return action.challenge() != null ? Action.CHALLENGE : Action.BLOCK;
    }
}

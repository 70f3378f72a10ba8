package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.TargetName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The {@code match} of a rule: every member that is given must fit, and it fits where any of its values does. A member that
 * is not given is an empty list here.
 *
 * @param tags a tag's key to the values that it may have
 * @param requesterGroup a group that the requester belongs to
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Condition(
        List<DomainGlob> domain,
        List<TargetName> target,
        List<String> account,
        List<String> region,
        List<String> endpointType,
        List<IpAddressType> to,
        Map<String, List<String>> tags,
        List<String> requesterGroup) {
    /** Every change. */
    static final Condition ALWAYS =
            new Condition(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), List.of());

    private static final Optional<String> EVERY_CHANGE = Optional.of("every change");

    public Condition {
        domain = List.copyOf(domain);
        target = List.copyOf(target);
        account = List.copyOf(account);
        region = List.copyOf(region);
        endpointType = List.copyOf(endpointType);
        to = List.copyOf(to);
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        requesterGroup = List.copyOf(requesterGroup);
    }

    /** Why it matches, in words; empty where it does not. */
    Optional<String> because(Facts facts, Groups groups) {
        if (this == ALWAYS) {
            return EVERY_CHANGE;
        }
        if (!domain.isEmpty() && !isOfDomain(facts.domain())) {
            return Optional.empty();
        }
        var findings = new Findings();
        findings.add("domain", domain, glob -> glob.matches(facts.domain()));
        findings.add("target", target, facts.target()::equals);
        findings.add("account", account, facts.account()::equals);
        findings.add("region", region, facts.region()::equals);
        findings.add("endpointType", endpointType, facts.endpointTypes()::contains);
        findings.add("to", to, facts.to()::equals);
        tags.forEach((key, values) -> findings.add(
                "tag " + key, values, value -> value.equals(facts.tags().get(key))));
        findings.add(
                "requesterGroup",
                requesterGroup,
                group -> groups.has(group, facts.requester(), facts.requesterGroups()));
        return findings.inWords();
    }

    /** Asked first and apart: of very many rules, most are about other domains. */
    private boolean isOfDomain(DomainName name) {
        for (DomainGlob glob : domain) {
            if (glob.matches(name)) {
                return true;
            }
        }
        return false;
    }

    private static final class Findings {
        private final List<String> fitting = new ArrayList<>();
        private boolean allFit = true;

        <T> void add(String member, List<T> values, Predicate<T> fits) {
            if (values.isEmpty() || !allFit) {
                return;
            }
            allFit = false;
            for (T value : values) {
                if (fits.test(value)) {
                    fitting.add(member + " " + value);
                    allFit = true;
                    return;
                }
            }
        }

        Optional<String> inWords() {
            if (!allFit) {
                return Optional.empty();
            }
            return Optional.of(fitting.isEmpty() ? "every change" : String.join(", ", fitting));
        }
    }
}

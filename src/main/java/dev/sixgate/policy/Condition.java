package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.TargetName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code match} of a rule: every member that is given must fit, and it fits where any of its values does. A member that
 * is not given is an empty list here.
 *
 * @param tags a tag's key to the values that it may have
 * @param requesterGroup a group that the requester belongs to
 * @param owner what keeps the domain's configuration, {@code terraform} for example
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
        List<String> requesterGroup,
        List<String> owner) {
    /** Every change. */
    static final Condition ALWAYS = new Condition(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), List.of(), List.of());

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
        owner = List.copyOf(owner);
    }

    /** Why it matches, in words; empty where it does not. */
    Optional<String> because(Facts facts, Groups groups) {
        if (this == ALWAYS) {
            return EVERY_CHANGE;
        }
        if (!domain.isEmpty() && !isOfDomain(facts.domain())) {
            return Optional.empty();
        }
        return findings(facts, groups).inWords();
    }

    /** Why it does not match, in words: the first member that does not fit; empty where all do. */
    Optional<String> misfit(Facts facts, Groups groups) {
        return Optional.ofNullable(findings(facts, groups).misfit);
    }

    private Findings findings(Facts facts, Groups groups) {
        var findings = new Findings();
        findings.add("domain", domain, facts::domain, glob -> glob.matches(facts.domain()));
        findings.add("target", target, facts::target, facts.target()::equals);
        findings.add("account", account, facts::account, facts.account()::equals);
        findings.add("region", region, facts::region, facts.region()::equals);
        findings.add(
                "endpointType",
                endpointType,
                () -> facts.endpointTypes().stream().sorted().collect(Collectors.joining(" and ")),
                facts.endpointTypes()::contains);
        findings.add("to", to, facts::to, facts.to()::equals);
        tags.forEach((key, values) -> findings.add(
                "tag " + key,
                values,
                () -> facts.tags().getOrDefault(key, ""),
                value -> value.equals(facts.tags().get(key))));
        findings.add(
                "requesterGroup",
                requesterGroup,
                () -> "none that " + facts.requester() + " belongs to",
                group -> groups.has(group, facts.requester(), facts.requesterGroups()));
        findings.add("owner", owner, facts::owner, facts.owner()::equals);
        return findings;
    }

    /** Which changes it matches, in words. */
    String inWords() {
        Map<String, List<?>> members = new LinkedHashMap<>();
        members.put("domain", domain);
        members.put("target", target);
        members.put("account", account);
        members.put("region", region);
        members.put("endpointType", endpointType);
        members.put("to", to);
        tags.forEach((key, values) -> members.put("tag " + key, values));
        members.put("requesterGroup", requesterGroup);
        members.put("owner", owner);
        String words = members.entrySet().stream()
                .filter(member -> !member.getValue().isEmpty())
                .map(member -> member.getKey() + " " + member.getValue())
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "every change" : words;
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
        private static final int MOST_NAMED = 5;

        private final List<String> fitting = new ArrayList<>();
        private @Nullable String misfit;

        <T> void add(String member, List<T> values, Supplier<?> actual, Predicate<T> fits) {
            if (values.isEmpty() || misfit != null) {
                return;
            }
            for (T value : values) {
                if (fits.test(value)) {
                    fitting.add(member + " " + value);
                    return;
                }
            }
            misfit = unlike(member, values, actual.get().toString());
        }

        private static String unlike(String member, List<?> values, String actual) {
            String wanted =
                    values.stream().limit(MOST_NAMED).map(Object::toString).collect(Collectors.joining(" or "));
            int more = values.size() - MOST_NAMED;
            return member + " is " + (actual.isEmpty() ? "missing" : actual) + ", not " + wanted
                    + (more > 0 ? " or one of " + more + " more" : "");
        }

        Optional<String> inWords() {
            if (misfit != null) {
                return Optional.empty();
            }
            return Optional.of(fitting.isEmpty() ? "every change" : String.join(", ", fitting));
        }
    }
}

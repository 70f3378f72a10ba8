package dev.sixgate.gateway;

import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.domainname.WebAcl.Reach;
import dev.sixgate.gateway.SideCalls.Seen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.IPAddressVersion;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.IPSetReferenceStatement;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatement;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatementAggregateKeyType;
import software.amazon.awssdk.services.wafv2.model.Statement;

/**
 * Which callers of which family a statement means by their address. Its other conditions are set aside: whoever fulfils them is
 * then told apart by address alone.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html">Rule statements</a>
 */
final class WafAddresses {
    private final GuardClients clients;
    private final SideCalls calls;
    private final List<Unread> unread;
    private final Map<String, Meaning> sets = new HashMap<>();

    WafAddresses(GuardClients clients, SideCalls calls, List<Unread> unread) {
        this.clients = clients;
        this.calls = calls;
        this.unread = unread;
    }

    /**
     * What a statement comes to.
     *
     * @param ipv4 null, as {@code ipv6}, where it asks for no address
     */
    record Meaning(
            @Nullable Reach ipv4,
            @Nullable Reach ipv6,
            boolean conditional,
            boolean rated,
            boolean perAddress,
            @Nullable String header) {
        /** A statement that asks for anything but addresses. */
        static final Meaning OTHER = new Meaning(null, null, true, false, false, null);

        static Meaning by(@Nullable String header) {
            return new Meaning(null, null, true, false, false, header);
        }

        Meaning inverted() {
            return new Meaning(inverted(ipv4), inverted(ipv6), conditional, rated, perAddress, header);
        }

        private static @Nullable Reach inverted(@Nullable Reach reach) {
            return reach == null ? null : Reach.values()[Reach.ALL.ordinal() - reach.ordinal()];
        }

        private Meaning with(Meaning other, BinaryOperator<Reach> both) {
            return new Meaning(
                    combined(ipv4, other.ipv4, both),
                    combined(ipv6, other.ipv6, both),
                    conditional || other.conditional,
                    rated || other.rated,
                    perAddress || other.perAddress,
                    header == null ? other.header : header);
        }

        private static @Nullable Reach combined(@Nullable Reach a, @Nullable Reach b, BinaryOperator<Reach> both) {
            return a == null ? b : b == null ? a : both.apply(a, b);
        }
    }

    Meaning of(Statement statement) {
        if (statement.ipSetReferenceStatement() != null) {
            return of(statement.ipSetReferenceStatement());
        }
        if (statement.notStatement() != null) {
            return of(statement.notStatement().statement()).inverted();
        }
        if (statement.andStatement() != null) {
            return all(statement.andStatement().statements(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
        }
        if (statement.orStatement() != null) {
            return all(statement.orStatement().statements(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
        }
        return statement.rateBasedStatement() != null ? of(statement.rateBasedStatement()) : Meaning.OTHER;
    }

    private Meaning all(List<Statement> statements, BinaryOperator<Reach> both) {
        return statements.stream()
                .map(this::of)
                .reduce((a, b) -> a.with(b, both))
                .orElse(Meaning.OTHER);
    }

    private Meaning of(RateBasedStatement rate) {
        Meaning scope =
                Optional.ofNullable(rate.scopeDownStatement()).map(this::of).orElse(Meaning.OTHER);
        String header = rate.forwardedIPConfig() == null
                ? scope.header()
                : rate.forwardedIPConfig().headerName();
        boolean perAddress = rate.aggregateKeyType() == RateBasedStatementAggregateKeyType.IP
                || rate.customKeys().stream().anyMatch(key -> key.ip() != null);
        return new Meaning(scope.ipv4(), scope.ipv6(), true, true, perAddress, header);
    }

    private Meaning of(IPSetReferenceStatement reference) {
        return reference.ipSetForwardedIPConfig() == null
                ? sets.computeIfAbsent(reference.arn(), this::set)
                : Meaning.by(reference.ipSetForwardedIPConfig().headerName());
    }

    private Meaning set(String arn) {
        // arn:aws:wafv2:REGION:ACCOUNT:regional/ipset/NAME/ID; a set is found by the last two, and not by its ARN.
        String[] path = arn.split("/", -1);
        Seen<IPSet> seen = calls.ask(
                "the IP set " + arn,
                "wafv2:GetIPSet on " + arn,
                () -> clients.waf()
                        .getIPSet(r -> r.scope(arn.contains(":global/") ? "CLOUDFRONT" : "REGIONAL")
                                .name(path[path.length - 2])
                                .id(path[path.length - 1]))
                        .ipSet());
        Stream.ofNullable(seen.unread()).forEach(unread::add);
        IPSet set = seen.value();
        if (set == null) {
            return Meaning.OTHER;
        }
        return set.ipAddressVersion() == IPAddressVersion.IPV6
                ? new Meaning(Reach.NONE, reach(set), false, false, false, null)
                : new Meaning(reach(set), Reach.NONE, false, false, false, null);
    }

    /** WAF takes no range of length zero: whoever means everybody lists the two halves, and there are no others of length one. */
    private static Reach reach(IPSet set) {
        if (set.addresses().isEmpty()) {
            return Reach.NONE;
        }
        long halves = set.addresses().stream()
                .filter(range -> range.endsWith("/1"))
                .distinct()
                .count();
        return halves == 2 ? Reach.ALL : Reach.SOME;
    }
}

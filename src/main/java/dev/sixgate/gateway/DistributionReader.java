package dev.sixgate.gateway;

import dev.sixgate.domainname.Guards.Distribution;
import dev.sixgate.domainname.Guards.Front;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.domainname.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.DistributionList;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.Origin;

/**
 * Reads an account's distributions of CloudFront. There is no asking for those of one domain, so all are listed, by each replica
 * once an hour and target at most; what is found behind a domain is an hour old anyway.
 *
 * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html">ListDistributions</a>
 */
final class DistributionReader {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final String PERMISSION = "cloudfront:ListDistributions on *";

    private final AwsClients clients;
    private final Map<TargetName, Listing> listings = new ConcurrentHashMap<>();

    DistributionReader(AwsClients clients) {
        this.clients = clients;
    }

    /** An enabled distribution and the name of one of its origins, in lower case. */
    private record Leading(String origin, Distribution distribution) {}

    private record Listing(List<Leading> leading, @Nullable Unread unread, Instant readAt) {}

    /** What is before a domain; null where the partition has no CloudFront. */
    @Nullable
    Front before(ObservedDomain domain, Instant at) {
        CloudFrontClient client =
                clients.of(domain.target()).guards().cloudFront().orElse(null);
        if (client == null) {
            return null;
        }
        Listing listing = Objects.requireNonNull(listings.compute(
                domain.target(),
                (target, known) ->
                        known != null && known.readAt().plus(KEPT).isAfter(at) ? known : listed(client, at)));
        return new Front(
                listing.leading().stream()
                        .filter(leading -> leadsTo(domain, leading.origin()))
                        .map(Leading::distribution)
                        .distinct()
                        .toList(),
                listing.unread());
    }

    private static Listing listed(CloudFrontClient client, Instant at) {
        var seen = new SideCalls()
                .ask(
                        "the distributions of CloudFront",
                        PERMISSION,
                        () -> all(client).stream()
                                .filter(summary -> Boolean.TRUE.equals(summary.enabled()))
                                .flatMap(DistributionReader::leading)
                                .sorted(Comparator.comparing((Leading leading) ->
                                                leading.distribution().id())
                                        .thenComparing(Leading::origin))
                                .toList());
        return new Listing(seen.value() == null ? List.of() : seen.value(), seen.unread(), at);
    }

    private static List<DistributionSummary> all(CloudFrontClient client) {
        var all = new ArrayList<DistributionSummary>();
        String from = null;
        do {
            String marker = from;
            DistributionList page =
                    client.listDistributions(r -> r.marker(marker)).distributionList();
            all.addAll(page.items());
            from = Boolean.TRUE.equals(page.isTruncated()) ? page.nextMarker() : null;
        } while (from != null);
        return all;
    }

    private static Stream<Leading> leading(DistributionSummary summary) {
        return summary.origins().items().stream()
                .map(origin -> new Leading(
                        origin.domainName().toLowerCase(Locale.ROOT),
                        new Distribution(
                                summary.id(),
                                summary.domainName(),
                                Boolean.TRUE.equals(summary.isIPV6Enabled()),
                                ipAddressType(origin))));
    }

    /** CloudFront's own default is IPv4. */
    private static String ipAddressType(Origin origin) {
        var custom = origin.customOriginConfig();
        return custom == null || custom.ipAddressTypeAsString() == null ? "ipv4" : custom.ipAddressTypeAsString();
    }

    private static boolean leadsTo(ObservedDomain domain, String origin) {
        String name = domain.name().value();
        String alias = domain.apiGatewayDomainName();
        boolean underWildcard = name.startsWith("*.")
                && origin.indexOf('.') == origin.length() - name.length() + 1
                && origin.endsWith(name.substring(1));
        return origin.equals(name) || underWildcard || origin.equalsIgnoreCase(alias);
    }
}

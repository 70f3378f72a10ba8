package dev.sixgate.gateway;

import dev.sixgate.domainname.Dns;
import dev.sixgate.domainname.Dns.RecordSet;
import dev.sixgate.domainname.Dns.Visibility;
import dev.sixgate.domainname.Dns.Zone;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.GatewayFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.AliasTarget;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Reads what the account's hosted zones say of a domain's name. Route 53 has a quota of its own, so that no call here counts
 * against API Gateway's; and where it does not answer, that is said of the domain's DNS and of nothing else.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html">Route 53: five requests a
 *     second and account</a>
 */
final class HostedZones {
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final int BURST = 4;

    /** A Route 53 that could not be reached is left alone for so long: surveys go on without it. */
    private static final Duration REST = Duration.ofMinutes(10);

    /** More zones of one name than this are not looked at. */
    private static final int MOST_ZONES = 20;

    private static final Set<String> TYPES = Set.of("A", "AAAA", "CNAME");
    private static final String LIST_ZONES = "route53:ListHostedZonesByName";
    private static final String LIST_RECORDS = "route53:ListResourceRecordSets on arn:%s:route53:::hostedzone/%s";

    private static final Comparator<Zone> PUBLIC_FIRST =
            Comparator.comparing(Zone::visibility).thenComparing(Zone::id);

    private final AwsClients clients;
    private final InstantSource clock;
    private final CallRate rate;
    private final Map<TargetName, Instant> resting = new ConcurrentHashMap<>();

    HostedZones(AwsClients clients, InstantSource clock) {
        this.clients = clients;
        this.clock = clock;
        this.rate = new CallRate(INTERVAL, BURST, System::nanoTime, time -> Thread.sleep(time.toMillis() + 1));
    }

    Dns of(Target target, ObservedDomain domain) {
        if (domain.isPrivate()) {
            return new Dns(List.of(), List.of(), null);
        }
        if (resting.getOrDefault(target.name(), Instant.MIN).isAfter(clock.instant())) {
            return unreached();
        }
        return new Reading(target).of(domain.name().value());
    }

    private static Dns unreached() {
        return new Dns(
                List.of(),
                List.of(new Unread("Route 53", "this service to reach Route 53's endpoint", "NotReached")),
                null);
    }

    /** One reading, of one domain. */
    private final class Reading {
        private final Target target;
        private final Route53Client route53;
        private final List<Unread> unread = new ArrayList<>();

        Reading(Target target) {
            this.target = target;
            this.route53 = clients.of(target.name()).route53();
        }

        Dns of(String name) {
            try {
                List<Zone> zones = nearest(name).stream()
                        .map(zone -> read(zone, name))
                        .sorted(PUBLIC_FIRST)
                        .toList();
                return new Dns(zones, unread, null);
            } catch (GatewayFailure e) {
                if (e.kind() != Kind.DENIED) {
                    resting.put(target.name(), clock.instant().plus(REST));
                    return unreached();
                }
                unread.add(new Unread("the account's hosted zones", LIST_ZONES, e.code()));
                return new Dns(List.of(), unread, null);
            }
        }

        /** The zones of the longest name that the domain is in: public ones up to the first such name, and private ones. */
        private List<HostedZone> nearest(String name) {
            List<HostedZone> found = new ArrayList<>();
            boolean isPrivateFound = false;
            for (String above = name; !above.isEmpty(); above = above(above)) {
                for (HostedZone zone : named(above)) {
                    if (isPublic(zone)) {
                        found.add(zone);
                    } else if (!isPrivateFound) {
                        found.add(zone);
                    }
                }
                isPrivateFound = found.stream().anyMatch(zone -> !isPublic(zone));
                if (found.stream().anyMatch(HostedZones::isPublic)) {
                    break;
                }
            }
            return found;
        }

        /** A listing that begins at a name goes on with other names. */
        private List<HostedZone> named(String name) {
            return call(() -> route53.listHostedZonesByName(r -> r.dnsName(name).maxItems(String.valueOf(MOST_ZONES))))
                    .hostedZones()
                    .stream()
                    .filter(zone -> plain(zone.name()).equals(name))
                    .toList();
        }

        private Zone read(HostedZone zone, String name) {
            String id = zone.id().substring(zone.id().lastIndexOf('/') + 1);
            List<RecordSet> records = List.of();
            try {
                records = records(id, name);
            } catch (GatewayFailure e) {
                if (e.kind() != Kind.DENIED) {
                    throw e;
                }
                unread.add(new Unread(
                        "the records of hosted zone " + plain(zone.name()),
                        LIST_RECORDS.formatted(Partition.of(target.region()), id),
                        e.code()));
            }
            return new Zone(id, plain(zone.name()), isPublic(zone) ? Visibility.PUBLIC : Visibility.PRIVATE, records);
        }

        /** A listing that begins at a name goes on with other names; it is read as long as it is that name. */
        private List<RecordSet> records(String id, String name) {
            List<ResourceRecordSet> sets = new ArrayList<>();
            ListResourceRecordSetsResponse page = records(id, name, null, null);
            while (true) {
                page.resourceRecordSets().stream()
                        .filter(set -> plain(set.name()).equals(name))
                        .forEach(sets::add);
                if (!page.isTruncated() || !plain(page.nextRecordName()).equals(name)) {
                    break;
                }
                page = records(id, name, page.nextRecordTypeAsString(), page.nextRecordIdentifier());
            }
            return sets.stream()
                    .filter(set -> TYPES.contains(set.typeAsString()))
                    .map(HostedZones::record)
                    .distinct()
                    .sorted(Comparator.comparing(RecordSet::type)
                            .thenComparing(set -> String.valueOf(set.leadsTo()))
                            .thenComparing(RecordSet::routed))
                    .toList();
        }

        private ListResourceRecordSetsResponse records(
                String id, String name, @Nullable String type, @Nullable String identifier) {
            return call(() -> route53.listResourceRecordSets(r -> r.hostedZoneId(id)
                    .startRecordName(name)
                    .startRecordType(type)
                    .startRecordIdentifier(identifier)));
        }

        private <T> T call(Supplier<T> call) {
            rate.await(target.account());
            try {
                return call.get();
            } catch (SdkException e) {
                throw AwsErrors.ofRead(e);
            }
        }
    }

    private static boolean isPublic(HostedZone zone) {
        return zone.config() == null || !Boolean.TRUE.equals(zone.config().privateZone());
    }

    private static RecordSet record(ResourceRecordSet set) {
        Stream<String> leadsTo = Stream.concat(
                Stream.ofNullable(set.aliasTarget()).map(AliasTarget::dnsName),
                set.typeAsString().equals("CNAME")
                        ? set.resourceRecords().stream().map(ResourceRecord::value)
                        : Stream.empty());
        return new RecordSet(
                set.typeAsString(),
                leadsTo.findFirst().map(HostedZones::plain).orElse(null),
                set.setIdentifier() != null);
    }

    /** A name as we write it: Route 53 ends it with a dot and writes a wildcard's asterisk as an octal number. */
    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace("\\052", "*");
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String above(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}

package dev.sixgate.readiness;

import dev.sixgate.domainname.Dns;
import dev.sixgate.domainname.Dns.Live;
import dev.sixgate.domainname.Dns.RecordSet;
import dev.sixgate.domainname.Dns.Resolved;
import dev.sixgate.domainname.Dns.Visibility;
import dev.sixgate.domainname.Dns.Zone;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.domainname.TargetName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Domains whose names lead somewhere. */
final class Leading {
    static final String OURS = "d-abc.execute-api.eu-central-1.amazonaws.com";
    static final String CLOUDFRONT = "d111.cloudfront.net";
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private Leading() {}

    /** Record sets as {@code A>ours AAAA>cf CNAME>x}; a type alone has addresses, one that begins with {@code ~} shares traffic. */
    static List<RecordSet> records(String written) {
        return Stream.of(written.split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> {
                    String[] parts = word.replace("~", "").split(">");
                    return new RecordSet(parts[0], parts.length == 1 ? null : name(parts[1]), word.startsWith("~"));
                })
                .toList();
    }

    static String name(String written) {
        return switch (written) {
            case "ours" -> OURS;
            case "cf" -> CLOUDFRONT;
            default -> written;
        };
    }

    /** An answer as {@code 4}, {@code 6}, {@code 46}, {@code ->ours 4}, {@code nothing}, {@code no-name} or {@code silent}. */
    static Resolved answer(String written) {
        return switch (written) {
            case "silent" -> Resolved.unanswered("no answer");
            case "no-name" -> Resolved.noName();
            case "nothing" -> Resolved.name(false, false, null);
            default -> {
                String families = written.substring(written.indexOf(' ') + 1);
                yield Resolved.name(
                        families.contains("4"),
                        families.contains("6"),
                        written.startsWith("->") ? name(written.substring(2, written.indexOf(' '))) : null);
            }
        };
    }

    static Zone zone(Visibility visibility, String records) {
        return new Zone("Z1", "example.com", visibility, records(records));
    }

    static Dns dns(List<Zone> zones, List<Unread> unread, String name, String gateway) {
        return new Dns(zones, unread, new Live(answer(name), answer(gateway)));
    }

    static ObservedDomain domain(String endpointType, IpAddressType type, @Nullable Dns dns) {
        Surroundings around = new Surroundings(List.of(), List.of(), NOW);
        return new ObservedDomain(
                new TargetName("sandbox"),
                new DomainName("api.example.com"),
                null,
                "arn:aws:apigateway:eu-central-1::/domainnames/api.example.com",
                "111111111111",
                "eu-central-1",
                List.of(endpointType),
                type,
                "TLS_1_2",
                null,
                "arn:c",
                null,
                null,
                null,
                null,
                "API_MAPPING_ONLY",
                "AVAILABLE",
                null,
                OURS,
                "Z1U9ULNL0V5AJ3",
                Map.of(),
                List.of(),
                dns == null ? around : around.with(dns),
                NOW);
    }
}

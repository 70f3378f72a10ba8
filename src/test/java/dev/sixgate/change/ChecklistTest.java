package dev.sixgate.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.domainname.TargetName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChecklistTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private static List<String> items(ObservedDomain domain, IpAddressType to) {
        return Checklist.of(domain, to).stream().map(ChecklistItem::item).toList();
    }

    @Test
    void whatDoesNotApplyIsNotAskedFor() {
        assertThat(items(domain("REGIONAL", around(api("$context.status"))), IpAddressType.DUALSTACK))
                .containsExactly("lambda-source-ip", "iam-source-ip", "egress-allow-lists", "vpc-private-dns");
        assertThat(items(domain("EDGE", around(api("$context.identity.sourceIp"))), IpAddressType.DUALSTACK))
                .containsExactly("lambda-source-ip", "iam-source-ip", "egress-allow-lists", "log-consumers");
        assertThat(items(domain("REGIONAL", around()), IpAddressType.DUALSTACK))
                .as("nothing is behind it")
                .containsExactly("egress-allow-lists", "vpc-private-dns");
    }

    @Test
    void whatNobodyReadMayApply() {
        var all =
                List.of("lambda-source-ip", "iam-source-ip", "egress-allow-lists", "log-consumers", "vpc-private-dns");

        assertThat(items(domain("REGIONAL", null), IpAddressType.DUALSTACK)).isEqualTo(all);
        assertThat(items(
                        domain(
                                "REGIONAL",
                                new Surroundings(List.of(), List.of(new Unread("API a", "p", "AccessDenied")), NOW)),
                        IpAddressType.DUALSTACK))
                .isEqualTo(all);
    }

    @Test
    void theWayBackHasItsOwn() {
        assertThat(items(domain("REGIONAL", null), IpAddressType.IPV4))
                .containsExactly("ipv6-only-clients", "iam-source-ip");
    }

    @Test
    void thePlansDigestCoversIt() {
        ObservedDomain quiet = domain("REGIONAL", around(api("$context.status")));
        ObservedDomain logging = domain("REGIONAL", around(api("$context.identity.sourceIp")));

        Plan plan = Plan.of(quiet, IpAddressType.DUALSTACK, List.of(), "sha256:policy");

        assertThat(plan.digest())
                .isEqualTo(Plan.of(quiet, IpAddressType.DUALSTACK, List.of(), "sha256:policy")
                        .digest())
                .isNotEqualTo(Plan.of(logging, IpAddressType.DUALSTACK, List.of(), "sha256:policy")
                        .digest());
    }

    private static Surroundings around(MappedApi... apis) {
        return new Surroundings(List.of(apis), List.of(), NOW);
    }

    private static MappedApi api(String log) {
        return new MappedApi("h1", "$default", "HTTP", "orders", "ipv4", false, null, null, log, List.of());
    }

    private static ObservedDomain domain(String endpointType, @Nullable Surroundings around) {
        return new ObservedDomain(
                new TargetName("eu"),
                new DomainName("shop.example.com"),
                null,
                "arn",
                "111111111111",
                "eu-central-1",
                List.of(endpointType),
                IpAddressType.IPV4,
                null,
                null,
                "arn:c",
                null,
                null,
                null,
                null,
                null,
                "AVAILABLE",
                null,
                null,
                null,
                Map.of(),
                List.of(),
                around,
                NOW);
    }
}

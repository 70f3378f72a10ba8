package dev.sixgate.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.domainname.Dns;
import dev.sixgate.domainname.Dns.Live;
import dev.sixgate.domainname.Dns.Visibility;
import dev.sixgate.domainname.IpAddressType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectTest {

    private static Effect of(String records, String name, String gateway, String to) {
        IpAddressType type = IpAddressType.parse(to);
        var dns = new Dns(List.of(Leading.zone(Visibility.PUBLIC, records)), List.of(), null);
        return Effect.of(
                Leading.domain("REGIONAL", type, dns), type, new Live(Leading.answer(name), Leading.answer(gateway)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "null",
            value = {
                "A>ours AAAA>ours; 46; 46; dualstack; true; Clients see IPv4 and IPv6",
                "CNAME>ours; ->ours 46; 46; dualstack; true; Clients see IPv4 and IPv6",
                "AAAA>ours; 6; 46; dualstack; true; IPv6 alone",
                "A>ours; 4; 46; dualstack; false; dualstack, but no client can use it: no AAAA alias",
                "''; 4; 46; dualstack; false; dualstack, but no client can use it: no AAAA alias",
                "A>ours; 4; silent; dualstack; false; no AAAA alias",
                "A>ours AAAA>ours; 4; 46; dualstack; false; does not answer the name with an IPv6 address yet",
                "CNAME>ours; ->ours 4; 4; dualstack; false; does not answer API Gateway's name",
                "A>ours; 4; 4; dualstack; false; does not answer API Gateway's name",
                "A>cf AAAA>cf; 46; 46; dualstack; false; leads to d111.cloudfront.net",
                "''; ->cf 46; 46; dualstack; false; leads to d111.cloudfront.net",
                "''; no-name; 46; dualstack; false; no record of the name",
                "''; nothing; 46; dualstack; false; no record of the name",
                "A>ours AAAA>ours; silent; 46; dualstack; null; nobody knows what clients see",
                "A>ours; 4; 4; ipv4; true; Clients see IPv4 alone",
                "A>ours AAAA>ours; 4; 4; ipv4; true; left without an answer",
                "A>ours AAAA>ours; 46; 4; ipv4; false; still answers with IPv6",
                "A>ours; silent; silent; ipv4; null; nobody knows",
            })
    void whatDnsAnswersIsWhatClientsSee(
            String records, String name, String gateway, String to, Boolean effective, String says) {
        Effect effect = of(records, name, gateway, to);

        assertThat(effect.effective()).isEqualTo(effective);
        assertThat(effect.detail()).contains(says);
    }

    @Test
    void aMissingAliasComesWithTheChangeBatchThatAddsIt() {
        assertThat(of("A>ours", "4", "46", "dualstack").fix())
                .contains("--hosted-zone-id Z1", "UPSERT", "\"AAAA\"", Leading.OURS, "Z1U9ULNL0V5AJ3");
        assertThat(of("A>ours AAAA>ours", "46", "46", "dualstack").fix()).isNull();
    }
}

package dev.sixgate.audit.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Origin;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {
    private static Actor person(Actor.Type type, String subject, @Nullable String via) {
        Origin origin = new Origin("bearer", "https://id.example.com", "r-1", "192.0.2.7", null);
        return new Actor(type, subject, subject, via, Set.of(), Set.of(), origin);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, IP, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, NETWORK, 2001:db8:1:2::/64",
        "2001:db8:1:2:ffff:ffff:ffff:ffff, NETWORK, 2001:db8:1:2::/64",
        "2001:db8:1:3::, NETWORK, 2001:db8:1:3::/64",
        "::1, NETWORK, 0:0:0:0::/64",
        "fe80::1%eth0, NETWORK, fe80:0:0:0::/64",
        "::ffff:192.0.2.7, IP, 192.0.2.7",
        "not:an:address, IP, unknown",
        ", IP, unknown"
    })
    void aStrangerIsAnAddressOrANetworkOfIpv6(@Nullable String ip, Source.Type type, String id) {
        Actor stranger = Actor.anonymous(new Origin("none", null, null, ip, null));

        assertThat(Source.of(stranger)).isEqualTo(new Source(type, id, null));
    }

    @Test
    void whoIsKnownIsThemselvesWhereverTheyAre() {
        assertThat(Source.of(person(Actor.Type.USER, "ria", null)).described())
                .isEqualTo(Map.of("type", Source.Type.SUBJECT, "id", "ria"));
        assertThat(Source.of(person(Actor.Type.USER, "ria", "robot")).described())
                .isEqualTo(Map.of("type", Source.Type.SUBJECT, "id", "ria", "via", "robot"));
        assertThat(Source.of(person(Actor.Type.SERVICE, "bot", null)).id()).isEqualTo("bot");
    }

    @Test
    void ofManyNobodyIsNamed() {
        Actor first = person(Actor.Type.USER, "ria", null);

        assertThat(Source.MANY.actor(first).subject()).isEqualTo("anonymous");
        assertThat(Source.MANY.actor(first).origin().ip()).isNull();
        assertThat(Source.of(first).actor(first)).isEqualTo(first);
    }
}

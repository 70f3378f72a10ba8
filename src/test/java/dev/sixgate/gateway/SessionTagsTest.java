package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.gateway.DomainWriter.Author;
import dev.sixgate.gateway.GatewayFailure.Kind;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sts.model.Tag;

class SessionTagsTest {
    private static final String CHANGE = "0190f3c1-7c1e-7a00-8000-000000000001";

    @ParameterizedTest
    @ValueSource(strings = {"ria", "CHG-1234", "jörg müller", "a+b=c:d/e@f", ""})
    void whatStsTakesStaysAsItIs(String text) {
        assertThat(SessionTags.value(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth0|1234", "a\nb", "<script>", "100 %"})
    void everythingElseBecomesWhatStsTakes(String text) {
        assertThat(SessionTags.value(text))
                .matches("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,256}")
                .isNotEqualTo(text);
    }

    @Test
    void aLongValueIsCutAndToldFromItsLike() {
        String long1 = "x".repeat(256) + "1";
        String long2 = "x".repeat(256) + "2";

        assertThat(SessionTags.value(long1)).hasSize(256).isNotEqualTo(SessionTags.value(long2));
        assertThat(SessionTags.value("x".repeat(256))).isEqualTo("x".repeat(256));
    }

    @Test
    void theyNameTheChangeTheRequesterAndTheTicketIfThereIsOne() {
        Map<String, String> tags = new TreeMap<>();
        SessionTags.of(new Author(CHANGE, "ria", "CHG-1")).forEach((Tag tag) -> tags.put(tag.key(), tag.value()));

        assertThat(tags)
                .isEqualTo(Map.of("sixgate:change", CHANGE, "sixgate:requester", "ria", "sixgate:reference", "CHG-1"));
        assertThat(SessionTags.of(new Author(CHANGE, "ria")))
                .extracting(Tag::key)
                .doesNotContain("sixgate:reference");
    }

    @Test
    void aSessionHasThemWhereTheyAreSwitchedOn() {
        try (var gateway = SandboxedGateway.started(true)) {
            write(gateway);

            var call = gateway.calls("UpdateDomainName").get(0);
            assertThat(call.at("/sessionTags/sixgate:change").asText()).isEqualTo(CHANGE);
            assertThat(call.at("/sessionTags/sixgate:requester").asText()).isEqualTo("ria");
            assertThat(call.at("/sessionTags/sixgate:reference").asText()).isEqualTo("CHG-1");
        }
    }

    @Test
    void withoutTheSwitchThereAreNone() {
        try (var gateway = SandboxedGateway.started()) {
            gateway.settle("{\"externalId\":\"sixgate-external\",\"tagSession\":false}");
            write(gateway);

            assertThat(gateway.calls("UpdateDomainName").get(0).path("sessionTags"))
                    .isEmpty();
        }
    }

    @Test
    void aRoleThatRefusesTagsIsNotWrittenAs() {
        try (var gateway = SandboxedGateway.started(true)) {
            gateway.settle("{\"tagSession\":false}");

            assertThatThrownBy(() -> write(gateway))
                    .isInstanceOfSatisfying(
                            GatewayFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED))
                    .hasMessageContaining("sts:TagSession");
            assertThat(gateway.calls("UpdateDomainName")).isEmpty();
        }
    }

    private static void write(SandboxedGateway gateway) {
        gateway.add("{\"account\":\"111111111111\",\"region\":\"us-east-1\",\"domainName\":\"tags.example.com\","
                + "\"certificateArn\":\"arn:aws:acm:us-east-1:111111111111:certificate/0001\"}");
        var domain = gateway.reader.read(SandboxedGateway.ROLE_TARGET, DomainName.parse("tags.example.com"));
        gateway.writer.setIpAddressType(domain, IpAddressType.DUALSTACK, new Author(CHANGE, "ria", "CHG-1"));
    }
}

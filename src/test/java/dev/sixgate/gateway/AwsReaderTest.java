package dev.sixgate.gateway;

import static dev.sixgate.gateway.SandboxedGateway.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.ObservedDomain.ApiMapping;
import dev.sixgate.domainname.ObservedDomain.MutualTls;
import dev.sixgate.gateway.GatewayFailure.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsReaderTest {
    private final SandboxedGateway gateway = SandboxedGateway.started();

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aRegionalDomainIsReadWithAllThatAwsSays() {
        gateway.add("""
                {"account":"111111111111","region":"eu-central-1","domainName":"full.example.com",
                 "certificateArn":"arn:c","certificateName":"uploaded","ownershipVerificationCertificateArn":"arn:o",
                 "routingMode":"ROUTING_RULE_THEN_API_MAPPING","statusMessage":"fine","hostedZoneId":"Z1",
                 "apiGatewayDomainName":"d-full.execute-api.eu-central-1.amazonaws.com","tags":{"team":"shop"},
                 "mutualTls":{"truststoreUri":"s3://trust/ca.pem","truststoreVersion":"7"},
                 "mappings":[{"apiMappingId":"m1","apiMappingKey":"v2/b","apiId":"api2","stage":"prod"},
                             {"apiMappingId":"m2","apiMappingKey":"","apiId":"api1","stage":"$default"}]}
                """);

        ObservedDomain domain = gateway.read("full.example.com");

        assertThat(domain)
                .isEqualTo(new ObservedDomain(
                        TARGET,
                        new DomainName("full.example.com"),
                        null,
                        "arn:aws:apigateway:eu-central-1::/domainnames/full.example.com",
                        "111111111111",
                        "eu-central-1",
                        List.of("REGIONAL"),
                        IpAddressType.IPV4,
                        "TLS_1_2",
                        null,
                        "arn:c",
                        "uploaded",
                        null,
                        "arn:o",
                        new MutualTls("s3://trust/ca.pem", "7"),
                        "ROUTING_RULE_THEN_API_MAPPING",
                        "AVAILABLE",
                        "fine",
                        "d-full.execute-api.eu-central-1.amazonaws.com",
                        "Z1",
                        Map.of("team", "shop"),
                        List.of(new ApiMapping("api1", "$default", ""), new ApiMapping("api2", "prod", "v2/b")),
                        null,
                        gateway.clock.instant()));
    }

    @Test
    void tagsThatAListingLeavesOutAreAskedFor() {
        gateway.add(domain("tagged.example.com", "\"tags\":{\"env\":\"prod\"}"));

        assertThat(tagsListedOf("tagged.example.com")).isEqualTo(Map.of("env", "prod"));
        assertThat(gateway.calls("GetTags")).isNotEmpty();
    }

    @Test
    void tagsThatAListingCarriesAreNotAskedForAgain() {
        gateway.add(domain("tagged.example.com", "\"tags\":{\"env\":\"prod\"}"));
        gateway.settle("{\"listsCarryTags\":true}");

        assertThat(tagsListedOf("tagged.example.com")).isEqualTo(Map.of("env", "prod"));
        assertThat(gateway.calls("GetTags")).isEmpty();
    }

    private Map<String, String> tagsListedOf(String name) {
        return gateway.reader.list(TARGET).stream()
                .filter(domain -> domain.name().value().equals(name))
                .findFirst()
                .orElseThrow()
                .tags();
    }

    @Test
    void readingAndListingGiveTheSameFingerprints() {
        gateway.add(domain("strict.example.com", "\"endpointAccessMode\":\"STRICT\""));
        gateway.add(domain("old.example.com", "\"securityPolicy\":\"TLS_1_0\""));
        gateway.add(domain("moving.example.com", "\"endpointTypes\":[\"REGIONAL\",\"EDGE\"]"));
        gateway.add(domain("future.example.com", "\"securityPolicy\":\"TLS_9_9\",\"status\":\"DREAMING\""));

        List<ObservedDomain> listed = gateway.reader.list(TARGET);

        assertThat(listed)
                .extracting(d -> d.name().value())
                .isSorted()
                .contains(
                        "edge.example.com",
                        "internal.example.com",
                        "tls13.example.com",
                        "*.wild.example.com",
                        "future.example.com");
        for (ObservedDomain one : listed) {
            ObservedDomain read = gateway.reader.read(TARGET, one.name());
            assertThat(read.configuration()).isEqualTo(one.configuration());
            assertThat(read.fingerprint()).isEqualTo(one.fingerprint());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whetherVersion2ShowsEdgeDomainsMakesNoDifference(boolean shown) {
        gateway.settle("{\"v2ListsEdge\":" + shown + "}");

        ObservedDomain read = gateway.read("edge.example.com");

        assertThat(read.endpointTypes()).containsExactly("EDGE");
        assertThat(read.apiGatewayDomainName()).endsWith(".cloudfront.net");
        assertThat(read.hostedZoneId()).isEqualTo("Z2FDTNDATAQYW2");
        assertThat(read.certificateArn()).isNotNull();
        assertThat(gateway.reader.list(TARGET))
                .filteredOn(d -> d.name().equals(read.name()))
                .extracting(ObservedDomain::fingerprint)
                .containsExactly(read.fingerprint());
    }

    @Test
    void theRootPathOfVersion1IsTheEmptyKey() {
        gateway.add(domain("path.example.com", """
                "endpointTypes":["EDGE"],"mappings":[
                  {"apiMappingId":"m1","apiMappingKey":"","apiId":"e1d2g3e4a5","stage":"prod"},
                  {"apiMappingId":"m2","apiMappingKey":"v1","apiId":"r9s8t7u6v5","stage":"prod"}]
                """));

        assertThat(gateway.read("path.example.com").mappings())
                .containsExactly(new ApiMapping("e1d2g3e4a5", "prod", ""), new ApiMapping("r9s8t7u6v5", "prod", "v1"));
    }

    @Test
    void aPrivateDomainIsFoundByItsId() {
        ObservedDomain hidden = gateway.read("internal.example.com");

        assertThat(hidden.isPrivate()).isTrue();
        assertThat(hidden.domainNameId()).isNotBlank();
        assertThat(hidden.ipAddressType()).isEqualTo(IpAddressType.DUALSTACK);
        assertThat(hidden.arn()).endsWith("internal.example.com+" + hidden.domainNameId());
        assertThat(hidden.arn()).contains(":111111111111:");
    }

    @Test
    void aNameThatIsBothPublicAndPrivateIsThePublicDomain() {
        gateway.add(domain("twice.example.com", "\"endpointTypes\":[\"PRIVATE\"]"));
        gateway.add(domain("twice.example.com", "\"endpointTypes\":[\"REGIONAL\"]"));

        assertThat(gateway.read("twice.example.com").endpointTypes()).containsExactly("REGIONAL");
        assertThat(gateway.reader.list(TARGET))
                .filteredOn(d -> d.name().value().equals("twice.example.com"))
                .extracting(ObservedDomain::endpointTypes)
                .containsExactly(List.of("REGIONAL"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SecurityPolicy_TLS13_2031_01", "TLS_9_9"})
    void aSecurityPolicyThatTheSdkDoesNotKnowIsKept(String policy) {
        gateway.add(domain("tls.example.com", "\"securityPolicy\":\"" + policy + "\""));

        assertThat(gateway.read("tls.example.com").securityPolicy()).isEqualTo(policy);
    }

    @Test
    void version1SpellsRoutingModesAnotherWay() {
        gateway.add(domain(
                "routed.example.com",
                "\"endpointTypes\":[\"EDGE\"],\"routingMode\":\"ROUTING_RULE_THEN_API_MAPPING\""));

        assertThat(gateway.read("routed.example.com").routingMode()).isEqualTo("ROUTING_RULE_THEN_API_MAPPING");
    }

    @Test
    void everyPageIsRead() {
        gateway.settle("{\"pageSize\":2}");
        String mappings = String.join(
                ",",
                IntStream.range(0, 7)
                        .mapToObj(i ->
                                "{\"apiMappingId\":\"m%d\",\"apiMappingKey\":\"k%d\",\"apiId\":\"a\",\"stage\":\"s\"}"
                                        .formatted(i, i))
                        .toList());
        for (int i = 0; i < 9; i++) {
            gateway.add(domain("page" + i + ".example.com", "\"mappings\":[" + mappings + "]"));
        }

        assertThat(gateway.reader.list(TARGET))
                .extracting(d -> d.name().value())
                .filteredOn(name -> name.startsWith("page"))
                .hasSize(9);
        assertThat(gateway.read("page3.example.com").mappings()).hasSize(7);
    }

    @Test
    void oneDomainThatIsNotUnderstoodDoesNotHideTheOthers() {
        gateway.edit("api.example.com", "{\"ipAddressType\":\"ipv6\"}");

        assertThat(gateway.reader.list(TARGET))
                .extracting(d -> d.name().value())
                .contains("ws.example.com")
                .doesNotContain("api.example.com");
        assertThatExceptionOfType(GatewayFailure.class)
                .isThrownBy(() -> gateway.read("api.example.com"))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED));
    }

    @Test
    void theStatusComesAsItIs() {
        gateway.edit("api.example.com", "{\"status\":\"UPDATING\",\"statusMessage\":\"wait\"}");

        ObservedDomain domain = gateway.read("api.example.com");

        assertThat(domain.isAvailable()).isFalse();
        assertThat(domain.status()).isEqualTo("UPDATING");
        assertThat(domain.statusMessage()).isEqualTo("wait");
    }

    @Test
    void aDomainThatNobodyHasIsNotFound() {
        assertThatExceptionOfType(GatewayFailure.class)
                .isThrownBy(() -> gateway.read("nobody.example.com"))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND));
    }

    @Test
    void aReadIsRepeatedAfterAnErrorOfAws() {
        gateway.fault("GetDomainName", "\"kind\":\"error\",\"status\":503");

        assertThat(gateway.read("api.example.com").name().value()).isEqualTo("api.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "400, BadRequestException, INVALID",
        "400, ExpiredTokenException, DENIED",
        "403, AccessDeniedException, DENIED",
        "429, TooManyRequestsException, THROTTLED",
        "500, InternalFailure, UNAVAILABLE",
        "503, ServiceUnavailableException, UNAVAILABLE",
    })
    void whatAwsAnswersDecidesTheKind(int status, String type, Kind kind) {
        gateway.fault(
                "GetDomainName",
                "\"kind\":\"error\",\"count\":-1,\"status\":%d,\"type\":\"%s\",\"message\":\"m\""
                        .formatted(status, type));

        assertThatExceptionOfType(GatewayFailure.class)
                .isThrownBy(() -> gateway.read("api.example.com"))
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.code()).isEqualTo(type);
                    assertThat(failure.httpStatus()).isEqualTo(status);
                    assertThat(failure.detail()).isEqualTo("m");
                    assertThat(failure.awsRequestId()).isPresent();
                });
    }

    @Test
    void aTargetThatAssumesARoleIsReadInOneSessionOfItsOwn() {
        gateway.reader.list(SandboxedGateway.ROLE_TARGET);
        gateway.reader.list(SandboxedGateway.ROLE_TARGET);

        assertThat(gateway.calls("AssumeRole")).hasSize(1);
        assertThat(gateway.calls("GetDomainNames")).allSatisfy(call -> {
            assertThat(call.path("sessionName").asText()).isEqualTo("sixgate");
            assertThat(call.path("region").asText()).isEqualTo("us-east-1");
        });
    }

    @Test
    void whereNobodyListensAwsIsOutOfReach() {
        gateway.stopAws();

        assertThatExceptionOfType(GatewayFailure.class)
                .isThrownBy(() -> gateway.read("api.example.com"))
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
                    assertThat(failure.code()).isEqualTo("NotConnected");
                    assertThat(failure.httpStatus()).isZero();
                });
    }

    private static String domain(String name, String members) {
        return "{\"account\":\"111111111111\",\"region\":\"eu-central-1\",\"domainName\":\"" + name
                + "\",\"certificateArn\":\"arn:c\"," + members + "}";
    }
}

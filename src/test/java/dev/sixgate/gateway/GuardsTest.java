package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Guards;
import dev.sixgate.domainname.Guards.Certificate;
import dev.sixgate.domainname.Guards.Distribution;
import dev.sixgate.domainname.Guards.Front;
import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.domainname.WebAcl;
import dev.sixgate.domainname.WebAcl.Action;
import dev.sixgate.domainname.WebAcl.Reach;
import dev.sixgate.domainname.WebAcl.Rule;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardsTest {
    private static final String SHOP =
            "arn:aws:wafv2:eu-central-1:111111111111:regional/webacl/shop/3f1c0a5e-0000-4000-8000-5ec0a11f0001";
    private static final String V4 = "arn:aws:wafv2:eu-central-1:111111111111:regional/ipset/some-v4/4";
    private static final String V6 = "arn:aws:wafv2:eu-central-1:111111111111:regional/ipset/some-v6/6";
    private static final String DENIED = "\"kind\":\"error\",\"status\":400,\"type\":\"AccessDeniedException\"";

    private final SandboxedGateway gateway = SandboxedGateway.started();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Guards guards(String domain) {
        return Objects.requireNonNull(
                gateway.reader.surroundings(gateway.read(domain)).guards());
    }

    private WebAcl shopAcl() {
        return guards("shop.example.com").webAcls().get(0);
    }

    @Test
    void aWebAclIsReadWithItsIpSetsAndRuleGroups() {
        WebAcl acl = shopAcl();

        assertThat(acl.arn()).isEqualTo(SHOP);
        assertThat(acl.blocksByDefault()).isFalse();
        assertThat(acl.unread()).isEmpty();
        assertThat(acl.rules())
                .extracting(Rule::name, Rule::action, Rule::ipv4, Rule::ipv6, Rule::conditional, Rule::perAddress)
                .containsExactly(
                        tuple("blocked-callers", Action.BLOCK, Reach.SOME, Reach.NONE, false, false),
                        tuple("admin-from-the-office", Action.BLOCK, Reach.SOME, Reach.ALL, true, false),
                        tuple("partners/partners", Action.ALLOW, Reach.SOME, Reach.SOME, false, false),
                        tuple("flood", Action.BLOCK, null, null, true, true),
                        tuple("common (AWS AWSManagedRulesCommonRuleSet)", Action.MANAGED, null, null, true, false));
    }

    @Test
    void whatIsReferredToTwiceIsReadOnce() {
        gateway.forgetCalls();
        replaceShop(
                "{\"Allow\":{}}",
                rule("a", 0, ref(V4), "Block"),
                rule("b", 1, "{\"NotStatement\":{\"Statement\":" + ref(V4) + "}}", "Count"));

        shopAcl();

        assertThat(gateway.calls("GetWebACL")).hasSize(1);
        assertThat(gateway.calls("GetIPSet")).hasSize(1);
        assertThat(gateway.body(gateway.calls("GetIPSet").get(0)).path("Scope").asText())
                .isEqualTo("REGIONAL");
    }

    @Test
    void whatIsAskedOfOthersSpendsNothingOfApiGatewaysBudget() throws SQLException {
        var domain = gateway.read("shop.example.com");
        gateway.forgetCalls();
        Instant before = spentUntil();

        gateway.reader.surroundings(domain);

        long asked = Stream.of("GetApi", "GetRestApi", "GetStage", "GetAuthorizers")
                .mapToLong(operation -> gateway.calls(operation).size())
                .sum();
        assertThat(gateway.calls("GetIPSet")).hasSizeGreaterThan(2);
        assertThat(Duration.between(before, spentUntil()))
                .isEqualTo(Duration.ofMillis(100).multipliedBy(asked));
    }

    private static Instant spentUntil() throws SQLException {
        try (var connection = PaceDatabase.dataSource().getConnection();
                var rows = connection.createStatement().executeQuery("SELECT spent_until FROM aws_call_budget")) {
            assertThat(rows.next()).isTrue();
            return rows.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "V4; SOME; NONE; false",
                "V6; NONE; SOME; false",
                "{\"NotStatement\":{\"Statement\":V4}}; SOME; ALL; false",
                "{\"OrStatement\":{\"Statements\":[V4,V6]}}; SOME; SOME; false",
                "{\"AndStatement\":{\"Statements\":[GEO,V4]}}; SOME; NONE; true",
                "{\"NotStatement\":{\"Statement\":{\"OrStatement\":{\"Statements\":[V4,V6]}}}}; SOME; SOME; false",
                "{\"AndStatement\":{\"Statements\":[{\"NotStatement\":{\"Statement\":V4}},{\"NotStatement\":{\"Statement\":V6}}]}}; SOME; SOME; false",
                "{\"RateBasedStatement\":{\"Limit\":100,\"AggregateKeyType\":\"CONSTANT\",\"ScopeDownStatement\":V4}}; SOME; NONE; true",
                "GEO; ; ; true",
            })
    void whomAStatementMeansIsToldByFamily(String statement, Reach ipv4, Reach ipv6, boolean conditional) {
        String geo = "{\"GeoMatchStatement\":{\"CountryCodes\":[\"DE\"]}}";
        replaceShop(
                "{\"Allow\":{}}",
                rule(
                        "r",
                        0,
                        statement.replace("V4", ref(V4)).replace("V6", ref(V6)).replace("GEO", geo),
                        "Block"));

        Rule rule = shopAcl().rules().get(0);

        assertThat(rule.ipv4()).isEqualTo(ipv4);
        assertThat(rule.ipv6()).isEqualTo(ipv6);
        assertThat(rule.conditional()).isEqualTo(conditional);
    }

    @Test
    void anEmptySetMeansNobodyAndTwoHalvesMeanEverybody() {
        replaceShop(
                "{\"Block\":{}}",
                rule("both", 0, "{\"OrStatement\":{\"Statements\":[" + ref(V4) + "," + ref(V6) + "]}}", "Allow"));
        gateway.guards("{\"ipSets\":[" + set(V4, "some-v4", "4", "IPV4", "\"0.0.0.0/1\",\"128.0.0.0/1\"") + ","
                + set(V6, "some-v6", "6", "IPV6", "") + "]}");

        WebAcl acl = shopAcl();

        assertThat(acl.blocksByDefault()).isTrue();
        assertThat(acl.rules()).extracting(Rule::ipv4, Rule::ipv6).containsExactly(tuple(Reach.ALL, Reach.NONE));
    }

    @Test
    void addressesOutOfAHeaderAndListsOfAVendorAreKnownAsThat() {
        String forwarded = "{\"IPSetReferenceStatement\":{\"ARN\":\"" + V4
                + "\",\"IPSetForwardedIPConfig\":{\"HeaderName\":\"X-Forwarded-For\",\"FallbackBehavior\":\"MATCH\",\"Position\":\"FIRST\"}}}";
        replaceShop(
                "{\"Allow\":{}}",
                rule("forwarded", 0, forwarded, "Block"),
                "{\"Name\":\"list\",\"Priority\":1,\"Statement\":{\"ManagedRuleGroupStatement\":{\"VendorName\":\"AWS\",\"Name\":\"AWSManagedRulesAmazonIpReputationList\"}},\"OverrideAction\":{\"None\":{}}}");

        assertThat(shopAcl().rules())
                .extracting(Rule::header, Rule::addressList, Rule::ipv4)
                .containsExactly(tuple("X-Forwarded-For", false, null), tuple(null, true, null));
    }

    @Test
    void aGroupsRulesActAsTheReferenceSays() {
        String group = "arn:aws:wafv2:eu-central-1:111111111111:regional/rulegroup/own/7";
        gateway.guards(
                "{\"ruleGroups\":[{\"ARN\":\"" + group + "\",\"Name\":\"own\",\"Id\":\"7\",\"Capacity\":5,\"Rules\":["
                        + rule("second", 5, ref(V4), "Block") + "," + rule("first", 1, ref(V6), "Block") + "]}]}");
        replaceShop(
                "{\"Allow\":{}}",
                "{\"Name\":\"own\",\"Priority\":0,\"Statement\":{\"RuleGroupReferenceStatement\":{\"ARN\":\"" + group
                        + "\",\"RuleActionOverrides\":[{\"Name\":\"first\",\"ActionToUse\":{\"Challenge\":{}}}]}},\"OverrideAction\":{\"None\":{}}}",
                "{\"Name\":\"counted\",\"Priority\":1,\"Statement\":{\"RuleGroupReferenceStatement\":{\"ARN\":\""
                        + group + "\"}},\"OverrideAction\":{\"Count\":{}}}");
        gateway.forgetCalls();

        assertThat(shopAcl().rules())
                .extracting(Rule::name, Rule::action)
                .containsExactly(
                        tuple("own/first", Action.CHALLENGE),
                        tuple("own/second", Action.BLOCK),
                        tuple("counted/first", Action.COUNT),
                        tuple("counted/second", Action.COUNT));
        assertThat(gateway.calls("GetRuleGroup")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GetWebACL, the web ACL " + SHOP + ", wafv2:GetWebACL on " + SHOP,
        "GetIPSet, the IP set arn:aws:wafv2:eu-central-1:111111111111:regional/ipset/shop-blocked-v4/1b10c4ed-0000-4000-8000-000000000004,"
                + " wafv2:GetIPSet on arn:aws:wafv2:eu-central-1:111111111111:regional/ipset/shop-blocked-v4/1b10c4ed-0000-4000-8000-000000000004",
        "GetRuleGroup, the rule group arn:aws:wafv2:eu-central-1:111111111111:regional/rulegroup/shop-partners/9a4713e5-0000-4000-8000-00000000000a,"
                + " wafv2:GetRuleGroup on arn:aws:wafv2:eu-central-1:111111111111:regional/rulegroup/shop-partners/9a4713e5-0000-4000-8000-00000000000a"
    })
    void whatOfWafMayNotBeReadIsNamedWithThePermission(String operation, String what, String permission) {
        gateway.fault(operation, DENIED);

        assertThat(shopAcl().unread()).containsExactly(new Unread(what, permission, "AccessDeniedException"));
    }

    @Test
    void aWebAclThatIsGoneIsSaidToBe() {
        gateway.fault("GetWebACL", "\"kind\":\"error\",\"status\":400,\"type\":\"WAFNonexistentItemException\"");

        assertThat(shopAcl().unread()).extracting(Unread::code).containsExactly("WAFNonexistentItemException");
    }

    @Test
    void anAwsThatIsBusyIsAskedAgainAndNotWrittenDown() {
        gateway.fault("GetWebACL", "\"kind\":\"error\",\"status\":400,\"type\":\"ThrottlingException\",\"count\":-1");
        var domain = gateway.read("shop.example.com");

        assertThatThrownBy(() -> gateway.reader.surroundings(domain))
                .isInstanceOfSatisfying(
                        GatewayFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(GatewayFailure.Kind.THROTTLED));
    }

    @Test
    void certificatesAreReadInTheRegionThatTheyAreIn() {
        assertThat(guards("mtls.example.com").certificates())
                .extracting(Certificate::status, Certificate::type, Certificate::renewable, Certificate::renewal)
                .containsExactly(
                        tuple("ISSUED", "AMAZON_ISSUED", true, "FAILED"), tuple("ISSUED", "IMPORTED", false, null));
        assertThat(guards("edge.example.com").certificates())
                .extracting(Certificate::status)
                .containsExactly("ISSUED");
        assertThat(gateway.calls("DescribeCertificate"))
                .extracting(call -> call.path("region").asText())
                .containsExactly("eu-central-1", "eu-central-1", "us-east-1");
    }

    @Test
    void aCertificateThatMayNotBeReadIsNamedWithThePermission() {
        gateway.fault("DescribeCertificate", DENIED);

        Certificate certificate = guards("api.example.com").certificates().get(0);

        assertThat(certificate.status()).isNull();
        assertThat(Objects.requireNonNull(certificate.unread()).permission())
                .isEqualTo("acm:DescribeCertificate on " + certificate.arn());
    }

    @Test
    void theDistributionsBeforeADomainAreFoundByItsNameAndItsAlias() {
        gateway.add("{\"account\":\"111111111111\",\"region\":\"eu-central-1\",\"domainName\":\"*.apps.example.com\","
                + "\"certificateArn\":\"arn:c\"}");
        String alias = Objects.requireNonNull(gateway.read("ws.example.com").apiGatewayDomainName());
        gateway.guards("{\"distributions\":[" + distribution("E4", alias.toUpperCase(Locale.ROOT)) + ","
                + distribution("E5", "one.apps.example.com") + "," + distribution("E6", "not.one.apps.example.com")
                + "]}");

        assertThat(front("shop.example.com").distributions())
                .containsExactly(new Distribution("E1SHOPFRONT000", "d111111shopfr.cloudfront.net", true, "ipv4"));
        assertThat(front("ws.example.com").distributions())
                .as("the other one is disabled")
                .extracting(Distribution::id)
                .containsExactly("E4");
        assertThat(front("*.apps.example.com").distributions())
                .extracting(Distribution::id)
                .containsExactly("E5");
        assertThat(front("api.example.com").distributions()).isEmpty();
    }

    @Test
    void distributionsAreListedOnceAnHourAndToTheEnd() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            many.append(distribution("E7" + i, "n" + i + ".example.net")).append(',');
        }
        gateway.guards("{\"distributions\":[" + many + distribution("E9LAST", "api.example.com") + "]}");

        assertThat(front("api.example.com").distributions()).hasSize(1);
        assertThat(front("shop.example.com").distributions()).hasSize(1);
        assertThat(gateway.calls("ListDistributions")).as("two pages").hasSize(2);

        gateway.clock.advance(Duration.ofMinutes(61));
        front("shop.example.com");
        assertThat(gateway.calls("ListDistributions")).hasSize(4);
    }

    @Test
    void distributionsThatMayNotBeListedAreNamedWithThePermission() {
        gateway.fault("ListDistributions", "\"kind\":\"error\",\"status\":403,\"type\":\"AccessDenied\"");

        Front front = front("api.example.com");

        assertThat(front.unread())
                .isEqualTo(new Unread(
                        "the distributions of CloudFront", "cloudfront:ListDistributions on *", "AccessDenied"));
    }

    @Test
    void aRoleReadsThemToo() {
        var domain = gateway.reader.read(SandboxedGateway.ROLE_TARGET, new DomainName("edge-us.example.com"));

        Guards guards =
                Objects.requireNonNull(gateway.reader.surroundings(domain).guards());

        assertThat(guards.webAcls()).extracting(WebAcl::unread).containsExactly(List.of());
        assertThat(gateway.calls("GetWebACL").get(0).path("sessionName").asText())
                .isEqualTo("sixgate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "eusc-de-east-1"})
    void aPartitionWithoutCloudFrontIsNotAsked(String region) {
        assertThat(GuardClients.cloudFrontRegion(region)).isEmpty();
    }

    @Test
    void chinaHasACloudFrontOfItsOwn() {
        assertThat(GuardClients.cloudFrontRegion("cn-north-1"))
                .hasValueSatisfying(region -> assertThat(region.id()).isEqualTo("aws-cn-global"));
        assertThat(GuardClients.cloudFrontRegion("eu-central-1")).isPresent();
    }

    private Front front(String domain) {
        return Objects.requireNonNull(guards(domain).front());
    }

    private void replaceShop(String byDefault, String... rules) {
        gateway.guards("{\"webAcls\":[{\"ARN\":\"" + SHOP
                + "\",\"Name\":\"shop\",\"Id\":\"3f1c0a5e-0000-4000-8000-5ec0a11f0001\",\"DefaultAction\":" + byDefault
                + ",\"Rules\":[" + String.join(",", rules) + "]}],\"ipSets\":["
                + set(V4, "some-v4", "4", "IPV4", "\"192.0.2.0/24\"") + ","
                + set(V6, "some-v6", "6", "IPV6", "\"2001:0db8:0000:0000:0000:0000:0000:0000/32\"") + "]}");
    }

    private static String rule(String name, int priority, String statement, String action) {
        return "{\"Name\":\"" + name + "\",\"Priority\":" + priority + ",\"Statement\":" + statement + ",\"Action\":{\""
                + action + "\":{}}}";
    }

    private static String ref(String set) {
        return "{\"IPSetReferenceStatement\":{\"ARN\":\"" + set + "\"}}";
    }

    private static String set(String arn, String name, String id, String version, String addresses) {
        return "{\"ARN\":\"" + arn + "\",\"Name\":\"" + name + "\",\"Id\":\"" + id + "\",\"IPAddressVersion\":\""
                + version + "\",\"Addresses\":[" + addresses + "]}";
    }

    private static String distribution(String id, String origin) {
        return "{\"ARN\":\"arn:aws:cloudfront::111111111111:distribution/" + id + "\",\"Id\":\"" + id
                + "\",\"DomainName\":\"" + id.toLowerCase(Locale.ROOT)
                + ".cloudfront.net\",\"Origins\":[{\"Id\":\"o\",\"DomainName\":\"" + origin + "\"}]}";
    }
}

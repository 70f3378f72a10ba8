package dev.sixgate.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.LastChange;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.ObservedDomain.MutualTls;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.domainname.TargetName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Allow; IpAddress; '[\"192.0.2.0/24\"]'; dualstack; FAIL; IPv6 callers get 403",
                "Allow; IpAddress; '\"192.0.2.7\"'; dualstack; FAIL; IPv6 callers get 403",
                "Allow; IpAddress; '[\"0.0.0.0/0\"]'; dualstack; FAIL; IPv6 callers get 403",
                "Allow; IpAddressIfExists; '[\"192.0.2.0/24\"]'; dualstack; FAIL; IPv6 callers get 403",
                "Allow; ForAnyValue:IpAddress; '[\"192.0.2.0/24\"]'; dualstack; FAIL; IPv6 callers get 403",
                "Allow; IpAddress; '[\"192.0.2.0/24\",\"2001:db8::/32\"]'; dualstack; PASS; alike",
                "Allow; NotIpAddress; '[\"192.0.2.0/24\"]'; dualstack; WARN; whoever is kept out comes in by IPv6",
                "Deny; IpAddress; '[\"192.0.2.0/24\"]'; dualstack; WARN; whoever is blocked passes by IPv6",
                "Deny; NotIpAddress; '[\"192.0.2.0/24\"]'; dualstack; FAIL; every IPv6 caller gets 403",
                "Deny; NotIpAddress; '[\"192.0.2.0/24\",\"2001:db8::/32\"]'; dualstack; PASS; alike",
                "Allow; IpAddress; '[\"192.0.2.0/24\"]'; ipv4; PASS; all IPv4 callers alike",
                "Allow; IpAddress; '[\"2001:db8::/32\"]'; ipv4; FAIL; IPv4 callers get 403",
                "Deny; IpAddress; '[\"2001:db8::/32\"]'; ipv4; WARN; whoever is blocked passes by IPv4",
                "Allow; StringEquals; '[\"192.0.2.0/24\"]'; dualstack; PASS; alike",
            })
    void aResourcePolicyIsHeldAgainstTheCallersThatThereWillBe(
            String effect, String operator, String ranges, String to, Level level, String says) {
        String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect
                + "\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\",\"Condition\":{\""
                + operator
                + "\":{\"aws:SourceIp\":" + ranges + "}}}]}";

        Finding finding = only("resource-policy", rest(policy), IpAddressType.parse(to));

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.detail()).contains("REST API shop (r1, stage prod)", says);
        assertThat(finding.api()).isEqualTo("r1");
        assertThat(finding.fix() == null).isEqualTo(level == Level.PASS);
    }

    @Test
    void whatIsAskedInAnotherCaseOrOfOneStatementIsFoundToo() {
        String policy =
                "{\"Statement\":{\"Effect\":\"Allow\",\"Condition\":{\"ipaddress\":{\"AWS:sourceip\":\"192.0.2.0/24\"}}}}";

        assertThat(only("resource-policy", rest(policy), IpAddressType.DUALSTACK)
                        .level())
                .isEqualTo(Level.FAIL);
    }

    @Test
    void eachStatementIsJudgedByItself() {
        String allow = "{\"Effect\":\"Allow\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":[\"192.0.2.0/24\"]}}}";
        String deny = "{\"Effect\":\"Deny\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":[\"198.51.100.9/32\"]}}}";

        assertThat(findings(domain(rest("{\"Statement\":[" + allow + "," + deny + "]}")), IpAddressType.DUALSTACK))
                .filteredOn(finding -> finding.check().equals("resource-policy"))
                .extracting(Finding::level)
                .containsExactly(Level.FAIL, Level.WARN);
    }

    @Test
    void aPolicyThatCannotBeReadIsNeverFine() {
        assertThat(only("resource-policy", rest("{\"Statement\":["), IpAddressType.DUALSTACK)
                        .level())
                .isEqualTo(Level.UNKNOWN);
    }

    @Test
    void whatWasNotLookedAtOrNotShownIsUnknownWithThePermission() {
        assertThat(findings(domain().within(null), IpAddressType.DUALSTACK))
                .filteredOn(finding -> finding.check().equals("mapped-apis"))
                .extracting(Finding::level)
                .containsExactly(Level.UNKNOWN);

        var denied = new Unread(
                "API r1", "apigateway:GET on arn:aws:apigateway:eu-central-1::/apis/r1", "AccessDeniedException");
        assertThat(findings(
                        domain().within(new Surroundings(List.of(), List.of(denied), NOW)), IpAddressType.DUALSTACK))
                .filteredOn(finding -> finding.check().equals("mapped-apis"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.UNKNOWN);
                    assertThat(finding.fix()).contains(denied.permission());
                });
    }

    @Test
    void aMappingToNothingAndNoMappingAtAllAreWorthAThought() {
        var gone = new Unread("API r1", "p", "NotFound");

        assertThat(findings(domain(), IpAddressType.DUALSTACK))
                .filteredOn(finding -> finding.check().equals("mapped-apis"))
                .extracting(Finding::level)
                .containsExactly(Level.WARN);
        assertThat(findings(domain().within(new Surroundings(List.of(), List.of(gone), NOW)), IpAddressType.IPV4))
                .filteredOn(finding -> finding.check().equals("mapped-apis"))
                .extracting(Finding::level)
                .containsExactly(Level.WARN);
    }

    @Test
    void whoReadsTheCallersAddressIsNamed() {
        MappedApi api = new MappedApi(
                "h1",
                "$default",
                "HTTP",
                "orders",
                "ipv4",
                true,
                null,
                null,
                "$context.identity.sourceIp",
                List.of("gate"));

        assertThat(only("access-log", api, IpAddressType.DUALSTACK).level()).isEqualTo(Level.WARN);
        assertThat(only("access-log", api, IpAddressType.IPV4).level()).isEqualTo(Level.PASS);
        assertThat(only("authorizer", api, IpAddressType.DUALSTACK).detail()).contains("asks gate");
        assertThat(findings(domain(api), IpAddressType.IPV4))
                .noneMatch(finding -> finding.check().equals("authorizer"));
        assertThat(findings(domain(api), IpAddressType.DUALSTACK))
                .as("HTTP APIs have neither")
                .noneMatch(finding -> finding.check().equals("resource-policy")
                        || finding.check().equals("web-acl"));
    }

    @Test
    void aWebAclThatNobodyReadIsNotFine() {
        MappedApi api = new MappedApi(
                "r1",
                "prod",
                "REST",
                "shop",
                "ipv4",
                false,
                null,
                "arn:aws:wafv2:x:1:regional/webacl/shop/1",
                null,
                List.of());

        assertThat(only("web-acl", api, IpAddressType.DUALSTACK).level()).isEqualTo(Level.UNKNOWN);
        assertThat(only("web-acl", rest(null), IpAddressType.DUALSTACK).level()).isEqualTo(Level.PASS);
    }

    @Test
    void aDefaultEndpointGoesRoundMutualTls() {
        MappedApi open = new MappedApi("h1", "$default", "HTTP", "orders", "ipv4", true, null, null, null, List.of());
        ObservedDomain mutual = domain(new MutualTls("s3://trust/ca.pem", null), open);

        assertThat(findings(mutual, IpAddressType.DUALSTACK))
                .filteredOn(finding -> finding.check().equals("default-endpoint"))
                .extracting(Finding::level)
                .containsExactly(Level.WARN);
        assertThat(only("default-endpoint", open, IpAddressType.DUALSTACK).detail())
                .contains("keeps a default endpoint that is ipv4");
    }

    private static MappedApi rest(@Nullable String policy) {
        return new MappedApi("r1", "prod", "REST", "shop", "ipv4", false, policy, null, null, List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; ; ; PASS; No tag says that a tool owns the domain.; null",
                "; ; other; PASS; No tag says that a tool owns the domain.; null",
                "; ; terraform; WARN; CloudTrail says that it was last changed by Terraform; ip_address_type",
                "aws:cloudformation:stack-name; shop; ; WARN; The CloudFormation stack shop owns the domain; template",
                "aws:cloudformation:stack-name; shop; cloudformation; WARN; The CloudFormation stack shop owns the domain; template",
                "aws:cloudformation:stack-name; shop; terraform; WARN; back. CloudTrail says that it was last changed by Terraform.; template",
                "aws-cdk:app; shop; cloudformation; WARN; By its tags, the AWS CDK owns the domain; CDK's source",
                "ManagedBy; terraform; ; WARN; By its tags, Terraform owns the domain; ip_address_type",
                "managed-by; serverless; ; WARN; By its tags, Serverless Domain Manager owns the domain; create_domain"
            })
    void whoMayTurnItBackIsNamed(
            @Nullable String tag, @Nullable String value, @Nullable String tool, Level level, String says, String fix) {
        ObservedDomain domain = domain(tag == null ? Map.of() : Map.of(tag, String.valueOf(value)))
                .changedBy(tool == null ? null : new LastChange(tool, NOW));

        Finding finding = findings(domain, IpAddressType.DUALSTACK).get(0);

        assertThat(finding.check()).isEqualTo("owner");
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.detail()).contains(says);
        assertThat(String.valueOf(finding.fix())).contains(fix);
        if (tool != null && level == Level.WARN && tool.equals("cloudformation")) {
            assertThat(finding.detail()).as("nothing new").doesNotContain("CloudTrail");
        }
    }

    private static Finding only(String check, MappedApi api, IpAddressType to) {
        List<Finding> found = findings(domain(api), to).stream()
                .filter(finding -> finding.check().equals(check))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<Finding> findings(ObservedDomain domain, IpAddressType to) {
        return Readiness.assess(domain, to);
    }

    private static ObservedDomain domain(MappedApi... apis) {
        return domain(null, apis);
    }

    private static ObservedDomain domain(Map<String, String> tags) {
        return domain(tags, null);
    }

    private static ObservedDomain domain(@Nullable MutualTls mutualTls, MappedApi... apis) {
        return domain(Map.of(), mutualTls, apis);
    }

    private static ObservedDomain domain(Map<String, String> tags, @Nullable MutualTls mutualTls, MappedApi... apis) {
        return new ObservedDomain(
                new TargetName("eu"),
                new DomainName("shop.example.com"),
                null,
                "arn",
                "111111111111",
                "eu-central-1",
                List.of("REGIONAL"),
                IpAddressType.IPV4,
                "TLS_1_2",
                null,
                "arn:c",
                null,
                null,
                null,
                mutualTls,
                null,
                "AVAILABLE",
                null,
                "d-1.execute-api.eu-central-1.amazonaws.com",
                null,
                tags,
                List.of(),
                new Surroundings(List.of(apis), List.of(), NOW),
                NOW);
    }
}

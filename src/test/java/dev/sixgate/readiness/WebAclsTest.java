package dev.sixgate.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.Guards;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.WebAcl;
import dev.sixgate.domainname.WebAcl.Action;
import dev.sixgate.domainname.WebAcl.Reach;
import dev.sixgate.domainname.WebAcl.Rule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAclsTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final String ARN = "arn:aws:wafv2:eu-central-1:1:regional/webacl/shop/1";
    private static final Rule COMMON =
            new Rule("common (AWS Common)", Action.MANAGED, null, null, true, false, false, true, null, false);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "BLOCK; SOME; NONE; dualstack; WARN; r blocks IPv4 addresses only: whoever is meant passes by IPv6",
                "BLOCK; SOME; ALL; dualstack; FAIL; r blocks every IPv6 caller, but not every IPv4 caller",
                "CAPTCHA; SOME; ALL; dualstack; WARN; r holds up every IPv6 caller",
                "CHALLENGE; SOME; NONE; dualstack; WARN; r holds up IPv4 addresses only",
                "BLOCK; SOME; SOME; dualstack; PASS; treats IPv4 and IPv6 callers alike",
                "BLOCK; NONE; SOME; dualstack; PASS; alike",
                "COUNT; SOME; NONE; dualstack; PASS; alike",
                "COUNT; SOME; ALL; dualstack; PASS; alike",
                "ALLOW; SOME; NONE; dualstack; PASS; alike",
                "ALLOW; SOME; ALL; dualstack; WARN; r lets in all but some IPv4 addresses: whoever is kept out comes in by IPv6",
                "BLOCK; NONE; SOME; ipv4; WARN; r blocks IPv6 addresses only: whoever is meant passes by IPv4",
                "BLOCK; ALL; SOME; ipv4; FAIL; r blocks every IPv4 caller, but not every IPv6 caller",
                "BLOCK; SOME; NONE; ipv4; PASS; treats all IPv4 callers alike",
                "BLOCK; SOME; ALL; ipv4; PASS; alike",
                "BLOCK; NONE; ALL; dualstack; FAIL; r blocks every IPv6 caller",
                "ALLOW; ALL; SOME; dualstack; PASS; alike",
            })
    void aRuleIsHeldAgainstTheCallersThatThereWillBe(
            Action action, Reach ipv4, Reach ipv6, String to, Level level, String says) {
        Finding finding = only(acl(false, rule("r", action, ipv4, ipv6)), IpAddressType.parse(to));

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.detail()).contains("REST API shop (r1, stage prod) is behind the web ACL shop", says);
        assertThat(finding.fix() == null).isEqualTo(level == Level.PASS);
        assertThat(finding.api()).isEqualTo("r1");
    }

    @ParameterizedTest
    @CsvSource({"dualstack, SOME, NONE, IPv6", "ipv4, NONE, SOME, IPv4"})
    void whatLetsOneFamilyInAndBlocksTheRestLocksTheOtherOut(String to, Reach ipv4, Reach ipv6, String who) {
        Finding finding = only(acl(true, rule("office", Action.ALLOW, ipv4, ipv6)), IpAddressType.parse(to));

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.detail()).contains("every " + who + " caller gets 403");
    }

    @Test
    void whereAnotherRuleLetsTheOtherFamilyInTheListIsMerelyIncomplete() {
        Rule office = rule("office", Action.ALLOW, Reach.SOME, Reach.NONE);
        Rule germany = new Rule("germany", Action.ALLOW, null, null, true, false, false, false, null, false);

        assertThat(only(acl(true, office, germany), IpAddressType.DUALSTACK).level())
                .isEqualTo(Level.WARN);
        assertThat(only(
                                acl(true, office, rule("office6", Action.ALLOW, Reach.NONE, Reach.SOME)),
                                IpAddressType.DUALSTACK)
                        .level())
                .isEqualTo(Level.PASS);
    }

    @Test
    void anAllowThatSparesFromLaterBlocksIsWorthAThoughtAndLocksNobodyOut() {
        Rule office = rule("office", Action.ALLOW, Reach.SOME, Reach.NONE);

        assertThat(only(acl(false, office, COMMON), IpAddressType.DUALSTACK)).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.detail()).contains("nobody is locked out by that");
        });
        assertThat(only(acl(false, COMMON, office), IpAddressType.DUALSTACK).level())
                .as("there is nothing after it")
                .isEqualTo(Level.PASS);
    }

    @Test
    void whomARuleBeforeLetsInAnotherDoesNotBlock() {
        Rule office6 = rule("office6", Action.ALLOW, Reach.NONE, Reach.SOME);
        Rule onlyOffice = rule("only-office", Action.BLOCK, Reach.SOME, Reach.ALL);

        assertThat(only(acl(false, office6, onlyOffice), IpAddressType.DUALSTACK)
                        .level())
                .isEqualTo(Level.PASS);
        assertThat(only(acl(false, onlyOffice, office6), IpAddressType.DUALSTACK)
                        .level())
                .as("it comes too late")
                .isEqualTo(Level.FAIL);
        Rule somewhere =
                new Rule("there", Action.ALLOW, Reach.NONE, Reach.SOME, true, false, false, false, null, false);
        assertThat(only(acl(false, somewhere, onlyOffice), IpAddressType.DUALSTACK)
                        .level())
                .as("it lets them in somewhere only")
                .isEqualTo(Level.FAIL);
    }

    @Test
    void twoRulesThatDoTheSameForOneFamilyEachAreOne() {
        Rule v4 = rule("v4", Action.BLOCK, Reach.SOME, Reach.NONE);
        Rule another4 = rule("another4", Action.BLOCK, Reach.SOME, Reach.NONE);
        Rule v6 = rule("v6", Action.BLOCK, Reach.NONE, Reach.SOME);
        Rule allowed6 = rule("allowed6", Action.ALLOW, Reach.NONE, Reach.SOME);

        assertThat(only(acl(false, v4, v6), IpAddressType.DUALSTACK).level()).isEqualTo(Level.PASS);
        assertThat(only(acl(false, v4, v6), IpAddressType.IPV4).level()).isEqualTo(Level.PASS);
        assertThat(only(acl(false, v4, another4, v6), IpAddressType.DUALSTACK).detail())
                .as("each has a counterpart of its own")
                .contains("another4");
        assertThat(only(acl(false, v4, allowed6), IpAddressType.DUALSTACK).level())
                .as("that does another thing")
                .isEqualTo(Level.WARN);
    }

    @Test
    void aLimitPerAddressIsNoLimitForWhoHasManyAddresses() {
        Rule flood = new Rule("flood", Action.BLOCK, null, null, true, true, true, false, null, false);
        Rule watched = new Rule("flood", Action.COUNT, null, null, true, true, true, false, null, false);
        Rule byKey = new Rule("flood", Action.BLOCK, null, null, true, true, false, false, null, false);
        Rule butOffice = new Rule("flood", Action.BLOCK, Reach.SOME, Reach.ALL, true, true, false, false, null, false);

        assertThat(only(acl(false, flood), IpAddressType.DUALSTACK).level()).isEqualTo(Level.WARN);
        assertThat(only(acl(false, flood), IpAddressType.IPV4).level()).isEqualTo(Level.PASS);
        assertThat(only(acl(false, watched), IpAddressType.DUALSTACK).level()).isEqualTo(Level.PASS);
        assertThat(only(acl(false, byKey), IpAddressType.DUALSTACK).level()).isEqualTo(Level.PASS);
        assertThat(only(acl(false, butOffice), IpAddressType.DUALSTACK))
                .as("a limit blocks nobody who keeps it")
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.WARN);
                    assertThat(finding.detail()).contains("spares IPv4 addresses alone");
                });
    }

    @Test
    void whatCannotBeSeenIsSaid() {
        Rule forwarded = new Rule("forwarded", Action.BLOCK, null, null, true, false, false, false, "X-Real-IP", false);
        Rule reputation = new Rule(
                "list (AWS AWSManagedRulesAmazonIpReputationList)",
                Action.MANAGED,
                null,
                null,
                true,
                false,
                false,
                true,
                null,
                true);
        Rule labels = new Rule("labels", Action.COUNT, Reach.SOME, Reach.NONE, false, false, false, true, null, false);

        assertThat(only(acl(false, forwarded), IpAddressType.DUALSTACK)).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.detail()).contains("takes addresses from the header X-Real-IP");
        });
        assertThat(only(acl(false, reputation), IpAddressType.DUALSTACK).level())
                .isEqualTo(Level.UNKNOWN);
        assertThat(only(acl(false, labels), IpAddressType.DUALSTACK).level()).isEqualTo(Level.WARN);
        assertThat(only(acl(false, COMMON), IpAddressType.DUALSTACK)).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.PASS);
            assertThat(finding.detail()).endsWith("is not shown: common (AWS Common).");
        });
    }

    @Test
    void whatNobodyReadIsNotFine() {
        assertThat(WebAcls.assess(api(ARN), new Surroundings(List.of(), List.of(), NOW), IpAddressType.DUALSTACK))
                .extracting(Finding::level)
                .containsExactly(Level.UNKNOWN);
        assertThat(WebAcls.assess(
                        api("arn:aws:waf-regional:eu-central-1:1:webacl/x"),
                        new Surroundings(List.of(), List.of(), NOW),
                        IpAddressType.DUALSTACK))
                .extracting(Finding::level)
                .containsExactly(Level.UNKNOWN);
        assertThat(WebAcls.assess(api(null), new Surroundings(List.of(), List.of(), NOW), IpAddressType.DUALSTACK))
                .extracting(Finding::level)
                .containsExactly(Level.PASS);
    }

    private static Rule rule(String name, Action action, Reach ipv4, Reach ipv6) {
        return new Rule(name, action, ipv4, ipv6, false, false, false, false, null, false);
    }

    private static WebAcl acl(boolean blocks, Rule... rules) {
        return new WebAcl(ARN, blocks, List.of(rules), List.of());
    }

    private static MappedApi api(@Nullable String webAcl) {
        return new MappedApi("r1", "prod", "REST", "shop", "ipv4", false, null, webAcl, null, List.of());
    }

    private static Finding only(WebAcl acl, IpAddressType to) {
        Surroundings around =
                new Surroundings(List.of(), List.of(), NOW).behind(new Guards(List.of(acl), List.of(), null));
        List<Finding> found = WebAcls.assess(api(ARN), around, to);
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}

package dev.sixgate.sandbox.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.Route53Exception;

class Route53Test {
    private static final String ZONE = "Z0SANDBOXEXAMPLECOM";

    private final Sandbox sandbox = Sandbox.unthrottled();
    private final Route53Client route53 = sandbox.route53(Sandbox.FIRST);

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void zonesComeInTheOrderOfTheirLabelsFromTheLastOn() {
        assertThat(route53.listHostedZonesByName().hostedZones())
                .extracting(HostedZone::name)
                .containsExactly("example.com.", "example.com.", "us.example.com.", "example.org.");
        assertThat(route53.listHostedZonesByName(r -> r.dnsName("us.example.com"))
                        .hostedZones())
                .extracting(HostedZone::name)
                .containsExactly("us.example.com.", "example.org.");
        assertThat(sandbox.route53(Sandbox.SECOND).listHostedZonesByName().hostedZones())
                .extracting(HostedZone::name)
                .containsExactly("partner.example.com.");
    }

    @Test
    void aPageOfZonesSaysWhereTheNextBegins() {
        var first = route53.listHostedZonesByName(r -> r.maxItems("1"));
        assertThat(first.isTruncated()).isTrue();

        var second = route53.listHostedZonesByName(
                r -> r.dnsName(first.nextDNSName()).hostedZoneId(first.nextHostedZoneId()));

        assertThat(Stream.of(first, second).flatMap(page -> page.hostedZones().stream()))
                .extracting(HostedZone::id)
                .doesNotHaveDuplicates()
                .hasSize(4);
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void recordSetsBeginWhereTheListingIsToldToAndAWildcardIsWrittenAsANumber() {
        var sets = route53.listResourceRecordSets(r -> r.hostedZoneId(ZONE).startRecordName("*.wild.example.com"))
                .resourceRecordSets();

        assertThat(sets)
                .extracting(ResourceRecordSet::name, ResourceRecordSet::typeAsString)
                .startsWith(tuple("\\052.wild.example.com.", "A"), tuple("\\052.wild.example.com.", "AAAA"));
        assertThat(sets.get(0).aliasTarget().dnsName()).endsWith(".execute-api.eu-central-1.amazonaws.com.");
        assertThat(sets.get(0).aliasTarget().hostedZoneId()).isEqualTo("Z1U9ULNL0V5AJ3");
    }

    @Test
    void pagesOfRecordSetsNeitherSkipNorRepeat() {
        List<String> all = route53.listResourceRecordSets(r -> r.hostedZoneId(ZONE)).resourceRecordSets().stream()
                .map(set -> set.name() + set.typeAsString())
                .toList();

        List<String> paged =
                route53
                        .listResourceRecordSetsPaginator(
                                r -> r.hostedZoneId(ZONE).maxItems("2"))
                        .resourceRecordSets()
                        .stream()
                        .map(set -> set.name() + set.typeAsString())
                        .toList();

        assertThat(paged).isEqualTo(all).hasSizeGreaterThan(10);
    }

    @Test
    void theSeededAliasesLeadToTheSeededDomains() {
        List<String> targets = sandbox.domainTargets();

        assertThat(route53.listResourceRecordSets(r -> r.hostedZoneId(ZONE)).resourceRecordSets())
                .filteredOn(set -> set.aliasTarget() != null)
                .extracting(set -> set.aliasTarget().dnsName())
                .filteredOn(name -> !name.startsWith("d111111abcdef8."))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(targets).contains(name.substring(0, name.length() - 1)));
    }

    private static Consumer<software.amazon.awssdk.services.route53.model.Change.Builder> change(
            ChangeAction action, String name, RRType type, String value) {
        return change -> change.action(action)
                .resourceRecordSet(set -> set.name(name).type(type).ttl(60L).resourceRecords(r -> r.value(value)));
    }

    @Test
    void recordSetsAreCreatedReplacedAndDeleted() {
        route53.changeResourceRecordSets(r -> r.hostedZoneId(ZONE)
                .changeBatch(b -> b.changes(change(ChangeAction.CREATE, "new.example.com", RRType.A, "192.0.2.9"))));
        route53.changeResourceRecordSets(r -> r.hostedZoneId(ZONE)
                .changeBatch(b -> b.changes(change(ChangeAction.UPSERT, "new.example.com", RRType.A, "192.0.2.10"))));
        assertThat(of("new.example.com."))
                .hasSize(1)
                .allSatisfy(
                        set -> assertThat(set.resourceRecords().get(0).value()).isEqualTo("192.0.2.10"));

        route53.changeResourceRecordSets(r -> r.hostedZoneId(ZONE)
                .changeBatch(b -> b.changes(change(ChangeAction.DELETE, "new.example.com", RRType.A, "192.0.2.10"))));
        assertThat(of("new.example.com.")).isEmpty();
    }

    private List<ResourceRecordSet> of(String name) {
        return route53.listResourceRecordSets(r -> r.hostedZoneId(ZONE)).resourceRecordSets().stream()
                .filter(set -> set.name().equals(name))
                .toList();
    }

    @Test
    void aBatchThatCannotBeAppliedChangesNothing() {
        assertThatThrownBy(() -> route53.changeResourceRecordSets(r -> r.hostedZoneId(ZONE)
                        .changeBatch(b -> b.changes(
                                change(ChangeAction.CREATE, "new.example.com", RRType.A, "192.0.2.9"),
                                change(ChangeAction.CREATE, "ws.example.com", RRType.A, "192.0.2.9")))))
                .isInstanceOf(InvalidChangeBatchException.class);
        assertThatThrownBy(() -> route53.changeResourceRecordSets(r -> r.hostedZoneId(ZONE)
                        .changeBatch(
                                b -> b.changes(change(ChangeAction.DELETE, "new.example.com", RRType.A, "192.0.2.9")))))
                .isInstanceOf(InvalidChangeBatchException.class);
        assertThatThrownBy(() -> route53.changeResourceRecordSets(r -> r.hostedZoneId(ZONE)
                        .changeBatch(
                                b -> b.changes(change(ChangeAction.CREATE, "new.example.net", RRType.A, "192.0.2.9")))))
                .isInstanceOf(InvalidChangeBatchException.class);
        assertThat(of("new.example.com.")).isEmpty();
    }

    @Test
    void refusalsComeInRoute53sShape() {
        assertThatThrownBy(() -> route53.listResourceRecordSets(r -> r.hostedZoneId("ZNOWHERE")))
                .isInstanceOf(NoSuchHostedZoneException.class);
        assertThatThrownBy(() -> sandbox.route53(Sandbox.SECOND).listResourceRecordSets(r -> r.hostedZoneId(ZONE)))
                .isInstanceOf(NoSuchHostedZoneException.class);
        assertThatThrownBy(() ->
                        route53.listResourceRecordSets(r -> r.hostedZoneId(ZONE).startRecordType(RRType.A)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> route53.listHostedZonesByName(r -> r.maxItems("none")))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aDeniedOperationIsDenied() {
        sandbox.admin(
                "POST",
                "faults",
                "{'operation':'ListHostedZonesByName','kind':'error','status':403,'type':'AccessDenied'}");

        assertThatThrownBy(route53::listHostedZonesByName).isInstanceOfSatisfying(Route53Exception.class, denied -> {
            assertThat(denied.statusCode()).isEqualTo(403);
            assertThat(denied.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
        });
    }

    @Test
    void fiveRequestsASecondAreAllowed() {
        try (Sandbox strict = Sandbox.start()) {
            Route53Client client = strict.route53(Sandbox.FIRST);
            for (int i = 0; i < 5; i++) {
                client.listHostedZonesByName();
            }

            assertThatThrownBy(client::listHostedZonesByName)
                    .isInstanceOfSatisfying(
                            Route53Exception.class,
                            refused ->
                                    assertThat(refused.isThrottlingException()).isTrue());
            assertThat(strict.v2().getDomainNames().items()).isNotEmpty();
        }
    }
}

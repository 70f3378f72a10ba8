package dev.sixgate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.Refusal;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.verb.ProposeChange;
import dev.sixgate.change.verb.ProposeChange.Proposal;
import dev.sixgate.change.verb.RetryChange;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At most one change of a domain is open, also for those who could not see the other. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class OneOpenChangeTest {
    @Inject
    DomainReader reader;

    @Inject
    ProposeChange proposeChange;

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    ChangeRequests changes;

    @Inject
    RetryChange retryChange;

    @Inject
    EntityManager entities;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    @Test
    void whoAsksBesideAnOpenChangeIsToldWhichOne() {
        Change open = world.aChangeInReview();

        Response refused = world.ask("remy", open.domain(), Map.of());

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(world.json(refused.asString()).path("change").asText()).isEqualTo(open.href());
    }

    /** The index would refuse it too, but cannot say which change is open. */
    @Test
    void whoProposesBesideAnOpenChangeIsRefusedBeforeTheDatabaseHasTo() {
        Change open = world.aChangeInReview();
        ObservedDomain domain = reader.read(new TargetName("sandbox"), DomainName.parse(open.domain()));
        Proposal another = new Proposal(
                domain, IpAddressType.DUALSTACK, List.of(), new Ask.Intent("IPv6", null, null, false, null), null);

        assertThatThrownBy(() -> proposeChange.propose(another, person("remy", Actor.Role.REQUESTER), world.now()))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Refusal.Reason.CHANGE_OPEN);
                    assertThat(refusal.members()).containsEntry("change", open.href());
                });
    }

    /** A transaction that looks at the database as it was before the other change was there. */
    @Test
    void aRetryThatCouldNotSeeTheOtherChangeIsRefusedLikeOneThatCould() {
        Change failed = world.aFailedChange();

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    entities.createNativeQuery("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                            .executeUpdate();
                    changes.countOpen();
                    world.aChangeInReview(failed.domain(), Map.of());
                    retryChange.retry(
                            ChangeId.parse(failed.id()),
                            OptionalLong.empty(),
                            person("otto", Actor.Role.OPERATOR),
                            world.now());
                }))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.CHANGE_OPEN));

        assertThat(failed.status()).isEqualTo("FAILED");
    }

    private static Actor person(String subject, Actor.Role role) {
        return new Actor(
                Actor.Type.USER,
                subject,
                subject,
                null,
                Set.of(role),
                Set.of(),
                new Actor.Origin("basic", null, null, null, null));
    }
}

package dev.sixgate.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.Target;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
@Timeout(30)
class ReadingSideBySideTest {
    private static final Target SLOW = target("a-slow", "700000000001");
    private static final Target SAME_ACCOUNT = target("b-same-account", "700000000001");
    private static final Target OTHER = target("c-other", "700000000002");

    @Inject
    Inventory inventory;

    @Inject
    Census census;

    @Inject
    InventoryConfig config;

    @Inject
    DataSource dataSource;

    @Inject
    InstantSource clock;

    @Inject
    ChangeFixtures world;

    private final SlowReader reader = new SlowReader();

    /** Three targets without domains, of which one is not listed before it is allowed. */
    private static final class SlowReader implements DomainReader {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch allowed = new CountDownLatch(1);

        @Override
        public List<Target> targets() {
            return List.of(SLOW, SAME_ACCOUNT, OTHER);
        }

        @Override
        public Optional<Target> target(TargetName name) {
            return targets().stream().filter(it -> it.name().equals(name)).findFirst();
        }

        @Override
        public List<ObservedDomain> list(TargetName target) {
            if (target.equals(SLOW.name())) {
                begun.countDown();
                await(allowed);
            }
            return List.of();
        }

        @Override
        public ObservedDomain read(TargetName target, DomainName name) {
            throw new AssertionError("nobody asks for one domain");
        }

        @Override
        public Surroundings surroundings(ObservedDomain domain) {
            throw new AssertionError("nobody asks what is behind a domain");
        }
    }

    private static Target target(String name, String account) {
        return new Target(new TargetName(name), account, "eu-central-1");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private InventoryRefresh replica() {
        return new InventoryRefresh(reader, new ReadingTurns(dataSource), inventory, census, config, dataSource, clock);
    }

    @BeforeEach
    @AfterEach
    void theyWereNeverRead() {
        world.sql("DELETE FROM inventory_refresh WHERE target IN ('a-slow', 'b-same-account', 'c-other')");
    }

    @Test
    void aSlowTargetHoldsNoOtherUpAndThoseOfItsAccountComeLast() {
        InventoryRefresh replica = replica();
        List<TargetName> readLast = new ArrayList<>();
        var slow = CompletableFuture.supplyAsync(() -> replica.refreshNext(readLast::add));
        await(reader.begun);

        assertThat(replica.refreshDue()).containsExactly(OTHER.name(), SAME_ACCOUNT.name());
        assertThat(slow).isNotDone();

        reader.allowed.countDown();
        assertThat(slow.join()).isTrue();
        assertThat(readLast).containsExactly(SLOW.name());
        assertThat(replica.refreshNext(readLast::add)).as("all were just read").isFalse();
    }

    @Test
    void whatOneReplicaIsReadingAnotherLeavesToIt() {
        InventoryRefresh one = replica();
        var slow = CompletableFuture.supplyAsync(() -> one.refreshNext(name -> {}));
        await(reader.begun);

        assertThat(replica().refreshDue()).containsExactly(SAME_ACCOUNT.name(), OTHER.name());

        reader.allowed.countDown();
        assertThat(slow.join()).isTrue();
    }
}

package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Transactions that stay open for a while commit in another order than they wrote: what a page by time or id would miss. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class AuditWhileWritingTest {
    private static final int WRITERS = 16;
    private static final int EVENTS = 40;
    private static final String ACTION = "test.beside-writers";

    @Inject
    AuditLog log;

    @Inject
    DataSource dataSource;

    private Void write(int writer) {
        for (int i = 0; i < EVENTS; i++) {
            String name = writer + ":" + i;
            QuarkusTransaction.requiringNew().run(() -> {
                log.append(AuditEvent.of(ACTION, Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH)
                        .with("n", name));
                holdTheTransaction();
            });
        }
        return null;
    }

    private void holdTheTransaction() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(random() * 0.008)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By the token alone, from the first page on, until all are there. */
    private static List<JsonPath> pages() {
        List<JsonPath> pages = new ArrayList<>();
        Instant end = Instant.now().plus(Duration.ofMinutes(1));
        int events = 0;
        String token = null;
        while (events < WRITERS * EVENTS && Instant.now().isBefore(end)) {
            RequestSpecification request =
                    as("ada").queryParam("action", ACTION).queryParam("pageSize", 7);
            JsonPath page = (token == null ? request : request.queryParam("pageToken", token))
                    .get("/audit/events")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            token = page.getString("nextPageToken");
            events += page.getList("items").size();
            pages.add(page);
        }
        return pages;
    }

    @Test
    void aReaderThatPagesWhileSixteenWriteSeesEachEventOnceAndInTheOrderOfTheLog() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        List<JsonPath> pages;
        try {
            Future<List<JsonPath>> reading = threads.submit(AuditWhileWritingTest::pages);
            List<Callable<Void>> writing = IntStream.range(0, WRITERS)
                    .<Callable<Void>>mapToObj(writer -> () -> write(writer))
                    .toList();
            for (Future<Void> written : threads.invokeAll(writing)) {
                written.get();
            }
            pages = reading.get();
        } finally {
            threads.shutdownNow();
        }

        List<String> names = pages.stream()
                .flatMap(page -> page.<String>getList("items.event.n").stream())
                .toList();
        List<Long> leaves = pages.stream()
                .flatMap(page -> page.getList("items.leafIndex", Long.class).stream())
                .toList();
        assertThat(names).hasSize(WRITERS * EVENTS).doesNotHaveDuplicates();
        assertThat(leaves).isSorted().doesNotHaveDuplicates();
        for (int writer = 0; writer < WRITERS; writer++) {
            String prefix = writer + ":";
            assertThat(names.stream().filter(name -> name.startsWith(prefix)))
                    .as("the events of one writer, in the order of writing")
                    .containsExactlyElementsOf(LongStream.range(0, EVENTS)
                            .mapToObj(event -> prefix + event)
                            .toList());
        }
        assertThat(pages).as("it read while they wrote").hasSizeGreaterThan(2);
    }
}

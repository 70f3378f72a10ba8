package dev.sixgate.notice;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.ChangeFixtures;
import dev.sixgate.IdSource;
import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that make no sense are refused, each by the law that it breaks. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class NoticeRowsTest {
    @Inject
    ChangeFixtures world;

    @Inject
    IdSource ids;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            state        | 'LOST', due_at = NULL                                            | notice_state_known
            failure      | 'BAD LUCK', failed_at = now()                                    | notice_failure_known
            state        | 'DEAD', failure = 'GONE', failed_at = now()                      | notice_due_while_it_waits
            due_at       | NULL                                                             | notice_due_while_it_waits
            state        | 'DELIVERED', due_at = NULL, status = 200                         | notice_delivered_at_a_time
            state        | 'DELIVERED', due_at = NULL, status = 500, delivered_at = now()   | notice_delivered_by_an_answer
            state        | 'DELIVERED', due_at = NULL, delivered_at = now()                 | notice_delivered_by_an_answer
            state        | 'DEAD', due_at = NULL                                            | notice_dead_for_a_reason
            failed_at    | now()                                                            | notice_failed_at_a_time
            status       | 42                                                               | notice_status_of_http
            attempts     | -1                                                               | notice_counts_up
            """)
    void aRowThatMakesNoSenseIsRefused(String column, String value, String law) {
        String id = ids.next().toString();
        world.sql("INSERT INTO notice (id, webhook, event_id, created_at, due_at) VALUES ('" + id + "', 'rows', '" + id
                + "', now(), now())");

        assertThatThrownBy(() -> world.sql("UPDATE notice SET " + column + " = " + value + " WHERE id = '" + id + "'"))
                .hasStackTraceContaining('"' + law + '"');
        world.sql("DELETE FROM notice WHERE webhook = 'rows'");
    }
}

package dev.sixgate.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.notice.Notice;
import dev.sixgate.notice.send.Answer;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database takes for a legal value is what the types know. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class SchemaTest {
    private static final Pattern LITERAL = Pattern.compile("'([^']*)'");

    @Inject
    DataSource dataSource;

    static Stream<Arguments> checks() {
        Set<String> types =
                Arrays.stream(IpAddressType.values()).map(IpAddressType::wire).collect(Collectors.toSet());
        return Stream.of(
                Arguments.of("change_request_status_known", names(EnumSet.allOf(ChangeStatus.class))),
                Arguments.of(
                        "change_request_ended_at_its_end",
                        names(EnumSet.complementOf(EnumSet.copyOf(ChangeStatus.open())))),
                Arguments.of("change_request_waiting_known", names(EnumSet.allOf(Waiting.Kind.class))),
                Arguments.of("change_request_confirmation_known", names(EnumSet.allOf(Confirmation.State.class))),
                Arguments.of("change_request_types_known", types),
                Arguments.of("domain_ip_address_type_known", types),
                Arguments.of("review_decision_known", names(EnumSet.allOf(Review.Decision.class))),
                Arguments.of(
                        "change_request_retrospective_verdict_known",
                        names(EnumSet.allOf(Retrospective.Verdict.class))),
                Arguments.of("attempt_outcome_known", names(EnumSet.allOf(Attempt.Outcome.class))),
                Arguments.of("notice_state_known", names(EnumSet.allOf(Notice.State.class))),
                Arguments.of("notice_failure_known", names(EnumSet.allOf(Answer.Failure.class))),
                Arguments.of("audit_pending_outcome_known", names(EnumSet.allOf(AuditEvent.Outcome.class))));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void aCheckListsWhatItsTypeHas(String constraint, Set<String> values) throws SQLException {
        assertThat(literals("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = ?", constraint))
                .isEqualTo(values);
    }

    @Test
    void theOneOpenChangeOfADomainIsOpenInTheDatabaseToo() throws SQLException {
        assertThat(literals("SELECT pg_get_indexdef(oid) FROM pg_class WHERE relname = ?", "change_request_one_open"))
                .isEqualTo(names(ChangeStatus.open()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' OR 'a' = 'a",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "somebody"
            })
    void whatIsNoTraceparentIsNotStored(String text) throws SQLException {
        assertThat(isTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .isTrue();
        assertThat(isTraceparent(text)).isFalse();
    }

    /** By the condition of the constraint itself. */
    private boolean isTraceparent(String text) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement definition = connection.prepareStatement(
                        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'change_request_traceparent_is_one'");
                ResultSet constraint = definition.executeQuery()) {
            assertThat(constraint.next()).isTrue();
            String condition = constraint.getString(1).substring("CHECK ".length());
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + condition + " FROM (SELECT ?::text AS traceparent) t")) {
                select.setString(1, text);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        }
    }

    private Set<String> literals(String query, String name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).as(name).isTrue();
                return LITERAL.matcher(row.getString(1))
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
            }
        }
    }

    private static Set<String> names(Set<? extends Enum<?>> values) {
        return values.stream().map(Enum::name).collect(Collectors.toSet());
    }
}

package dev.sixgate.invariants;

import static dev.sixgate.ChangeFixtures.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.ChangeStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** Sees what happens from outside, by the trail, the API and AWS's own record, and says where it must not. */
final class Witness {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final ChangeFixtures world;
    private final AuditFolding folding;
    private final DataSource database;
    private final Map<String, Integer> eventsSeen = new HashMap<>();
    private Set<String> approversWhileItRan = Set.of();

    Witness(ChangeFixtures world, AuditFolding folding, DataSource database) {
        this.world = world;
        this.folding = folding;
        this.database = database;
    }

    /** Somebody loses their roles at the identity provider, and is seen so; until they sign in with the demo's again. */
    void leaves(String who) {
        world.sql("UPDATE person SET roles = '{}' WHERE subject = '" + who + "'");
    }

    /** The worker works; who is an approver meanwhile is noted. */
    void during(Runnable work) {
        approversWhileItRan = approvers();
        work.run();
    }

    /** What must hold after each step. */
    void look(List<Change> changes) {
        for (Change change : changes) {
            List<JsonNode> events = folding.events(change);
            int seen = eventsSeen.getOrDefault(change.id(), 0);
            for (JsonNode event : events.subList(seen, events.size())) {
                switch (event.path("action").asText()) {
                    case "change.applying" -> requireThatItMayRun(change);
                    case "change.applied" -> requireThatItIsSo(change);
                    default -> {}
                }
            }
            requireLegalMoves(events);
            eventsSeen.put(change.id(), events.size());
        }
        folding.requireThatEventsTellTheRows(changes);
    }

    void lookAtTheEnd(List<Change> changes) {
        List<JsonNode> updates = new ArrayList<>();
        Set<String> domains = new LinkedHashSet<>();
        changes.forEach(change -> domains.add(change.domain()));
        for (String domain : domains) {
            requireAReadBeforeEachUpdate(world.calls(domain));
            updates.addAll(world.updatesSent(domain));
            long attempts = changes.stream()
                    .filter(change -> change.domain().equals(domain))
                    .mapToLong(change -> change.attempts().size())
                    .sum();
            assertThat(world.updatesSent(domain)).hasSizeLessThanOrEqualTo((int) attempts);
        }
        requirePace(updates);
    }

    int refusals(Change change) {
        return (int) folding.events(change).stream()
                .filter(event -> event.path("action").asText().equals("request.refused"))
                .count();
    }

    /** Invariant 1: every move is in the table, and what has ended stays so. */
    private static void requireLegalMoves(List<JsonNode> events) {
        ChangeStatus status = null;
        for (JsonNode event : events) {
            if (!event.at("/after/status").isTextual()) {
                continue;
            }
            ChangeStatus next = ChangeStatus.valueOf(event.at("/after/status").asText());
            if (status != null) {
                assertThat(status.leadsTo(next)).as(status + " -> " + next).isTrue();
            }
            status = next;
        }
    }

    /** Invariants 2 and 6: enough people who count have approved this very plan, and the domain is as they saw it. */
    private void requireThatItMayRun(Change change) {
        JsonNode view = change.seenBy("ada");
        Set<String> approving = new HashSet<>();
        for (JsonNode review : view.at("/approval/reviews")) {
            if (!review.path("planDigest").equals(view.at("/plan/digest"))) {
                continue;
            }
            switch (review.path("decision").asText()) {
                case "APPROVE" -> approving.add(review.at("/by/subject").asText());
                case "WITHDRAW" -> approving.remove(review.at("/by/subject").asText());
                default -> {}
            }
        }
        approving.retainAll(approversWhileItRan);
        approving.remove(view.at("/requestedBy/subject").asText());
        stream(view.path("contributors")).forEach(each -> approving.remove(each.asText()));
        assertThat(approving)
                .as("who approves " + change.id() + " while it runs")
                .isNotEmpty();
    }

    /** Invariant 7: a later read has shown the wished type, and nothing else is different. */
    private void requireThatItIsSo(Change change) {
        JsonNode view = change.seenBy("ada");
        JsonNode domain = world.atAws(change.domain());
        assertThat(domain.path("ipAddressType")).isEqualTo(view.path("to"));
        assertThat(domain.path("certificateArn").asText())
                .isIn(view.at("/plan/after").findValuesAsText("certificateArn"));
        List<String> operations = world.calls(change.domain()).stream()
                .map(call -> call.path("operation").asText())
                .filter(operation -> operation.equals("UpdateDomainName") || operation.startsWith("GetDomainName"))
                .toList();
        assertThat(operations.get(operations.size() - 1)).startsWith("GetDomainName");
    }

    /** Invariant 6: after each update, and so after each lost answer, the domain is read before the next one. */
    private static void requireAReadBeforeEachUpdate(List<JsonNode> calls) {
        boolean read = false;
        for (JsonNode call : calls) {
            if (call.path("operation").asText().equals("UpdateDomainName")) {
                assertThat(read).as("a read before " + call).isTrue();
                read = false;
            } else if (call.path("operation").asText().startsWith("GetDomainName")) {
                read = true;
            }
        }
    }

    /** Invariant 13: never two updates of one account closer than AWS allows. */
    private static void requirePace(List<JsonNode> updates) {
        List<Instant> at = updates.stream()
                .map(call -> Instant.parse(call.path("at").asText()))
                .sorted()
                .toList();
        for (int i = 1; i < at.size(); i++) {
            assertThat(Duration.between(at.get(i - 1), at.get(i)))
                    .as("between " + at.get(i - 1) + " and " + at.get(i))
                    .isGreaterThanOrEqualTo(INTERVAL);
        }
    }

    private Set<String> approvers() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT subject FROM person WHERE 'APPROVER' = ANY (roles) AND NOT is_service")) {
            Set<String> subjects = new HashSet<>();
            while (rows.next()) {
                subjects.add(rows.getString(1));
            }
            return subjects;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.sixgate.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestPolicies;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.invariants.Rulebook.Freeze;
import dev.sixgate.invariants.Rulebook.Ruling;
import dev.sixgate.invariants.Rulebook.Window;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.sql.DataSource;

/** Sees what happens from outside, by the trail, the API and AWS's own record, and says where it must not. */
final class Witness {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** The table, told once more: what happens is held against the design, not against the code. */
    private static final Map<String, Set<String>> MOVES = Map.of(
            "PENDING_APPROVAL", Set.of("APPROVED", "REJECTED", "CANCELLED", "EXPIRED", "STALE"),
            "APPROVED", Set.of("APPLYING", "PENDING_APPROVAL", "CANCELLED", "EXPIRED", "STALE"),
            "APPLYING", Set.of("VERIFYING", "APPROVED", "STALE", "FAILED"),
            "VERIFYING", Set.of("APPLIED", "FAILED"),
            "STALE", Set.of("PENDING_APPROVAL", "CANCELLED", "EXPIRED"),
            "FAILED", Set.of("APPROVED"),
            "APPLIED", Set.of(),
            "REJECTED", Set.of(),
            "CANCELLED", Set.of(),
            "EXPIRED", Set.of());

    private final ChangeFixtures world;
    private final AuditFolding folding;
    private final DataSource database;
    private final TestPolicies policies;
    private final Map<String, Told> told = new LinkedHashMap<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, JsonNode> left = new HashMap<>();
    private Rulebook present = Rulebook.BUILT_IN;
    private Roll roll = new Roll(Map.of(), List.of());
    private Map<String, JsonNode> atAws = Map.of();

    private Map<String, JsonNode> atAwsNow = Map.of();
    private final Map<String, Integer> heard = new TreeMap<>();

    /** A change as it is stored. */
    private record Row(
            String domain, String status, String waiting, long version, int events, Map<String, String> columns) {}

    /** What is stored of a change and stands in its events too, by its name there. */
    private static final Map<String, String> COLUMNS = Map.of(
            "status", "status",
            "expiresAt", "expires_at",
            "approvedAt", "approved_at",
            "approvalExpiresAt", "approval_expires_at",
            "appliedAt", "applied_at",
            "hold", "hold",
            "confirmBy", "confirm_by",
            "revertApprovedUntil", "revert_approved_until");

    Witness(ChangeFixtures world, AuditFolding folding, DataSource database, TestPolicies policies) {
        this.world = world;
        this.folding = folding;
        this.database = database;
        this.policies = policies;
    }

    /** Puts other rules in force. */
    void putInForce(Rulebook rules) {
        policies.put(rules.yaml());
        present = rules;
    }

    Rulebook inForce() {
        return present;
    }

    /** The worker works; what AWS and the people are like before is noted. */
    void during(Collection<String> domains, Runnable work) {
        atAws = world.atAws(domains);
        roll = Roll.at(database, world.now());
        work.run();
    }

    /** What must hold after each step, of what has happened in it. */
    void look(Collection<String> domains) {
        List<Change> moved = new ArrayList<>();
        List<String> found = found(domains);
        atAwsNow = found.isEmpty() ? atAwsNow : world.atAws(domains);
        for (String id : found) {
            Told tale = tale(id);
            List<JsonNode> events = folding.events(tale.change());
            for (JsonNode event : events.subList(tale.events(), events.size())) {
                String before = tale.fact("status");
                tale.happens(event, present, tagsOf(tale.change().domain()));
                requireLegalMove(before, tale.fact("status"), tale);
                hear(tale, event);
            }
            requireThatEventsTellTheColumns(tale);
            moved.add(tale.change());
        }
        folding.requireThatEventsTellTheRows(moved);
    }

    /** By the database's own words, so that nothing can be missing in the events and in what they are held against. */
    private void requireThatEventsTellTheColumns(Told tale) {
        Map<String, String> byEvents = new TreeMap<>();
        COLUMNS.keySet().stream()
                .filter(name -> !tale.fact(name).isEmpty())
                .forEach(name -> byEvents.put(name, tale.fact(name)));
        assertThat(byEvents)
                .as("events of " + tale.change().id())
                .isEqualTo(Objects.requireNonNull(rows.get(tale.change().id())).columns());
    }

    private Told tale(String id) {
        return Objects.requireNonNull(told.get(id), id);
    }

    private void hear(Told tale, JsonNode event) {
        Instant at = Instant.parse(event.path("occurredAt").asText());
        heard.merge(event.path("action").asText(), 1, Integer::sum);
        switch (event.path("action").asText()) {
            case "change.requested", "change.replanned" -> requireTimeToDecide(tale, at);
            case "change.approved" -> requireThatItIsApproved(tale, at);
            case "change.applying" -> requireThatItMayRun(tale, at);
            case "change.applied" -> requireThatItIsSo(tale, at);
            default -> {}
        }
    }

    /** How often what was recorded, and what changes waited for. */
    Map<String, Integer> heard() {
        return heard;
    }

    private Map<String, String> tagsOf(String domain) {
        Map<String, String> tags = new TreeMap<>();
        atAwsNow.getOrDefault(domain, world.json("{}"))
                .path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return tags;
    }

    /** The changes of these domains of which anything is new; those that nobody has seen yet too. */
    private List<String> found(Collection<String> domains) {
        List<String> moved = new ArrayList<>();
        stored(domains).forEach((id, row) -> {
            if (!row.equals(rows.put(id, row))) {
                moved.add(id);
                heard.merge("waits for " + row.waiting(), 1, Integer::sum);
            }
            told.computeIfAbsent(id, ignored -> new Told(new Change(world, id, row.domain())));
        });
        return moved;
    }

    private Map<String, Row> stored(Collection<String> domains) {
        Map<String, Row> stored = new LinkedHashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT *, id::text AS key, coalesce(waiting_kind, '') AS waits_for,"
                                + " (SELECT count(*) FROM audit_index WHERE change_id = change_request.id)"
                                + " + (SELECT count(*) FROM audit_pending WHERE change_id = change_request.id)"
                                + " AS events"
                                + " FROM change_request WHERE domain = ANY (?) ORDER BY id")) {
            select.setArray(1, connection.createArrayOf("text", domains.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    stored.put(
                            row.getString("key"),
                            new Row(
                                    row.getString("domain"),
                                    row.getString("status"),
                                    row.getString("waits_for"),
                                    row.getLong("version"),
                                    row.getInt("events"),
                                    columns(row)));
                }
            }
            return stored;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> columns(ResultSet row) throws SQLException {
        Map<String, String> columns = new TreeMap<>();
        for (Map.Entry<String, String> each : COLUMNS.entrySet()) {
            Object value = row.getObject(each.getValue());
            if (value instanceof Timestamp at) {
                columns.put(each.getKey(), at.toInstant().toString());
            } else if (value != null) {
                columns.put(each.getKey(), value.toString());
            }
        }
        return columns;
    }

    /** The changes that are stored, whoever asked for them. */
    List<Change> changes(Predicate<String> status) {
        return rows.entrySet().stream()
                .filter(each -> status.test(each.getValue().status()))
                .map(each -> tale(each.getKey()).change())
                .toList();
    }

    int refusals(Change change) {
        return (int) folding.events(change).stream()
                .filter(event -> event.path("action").asText().equals("request.refused"))
                .count();
    }

    /** How often an event is on a change's record. */
    long recorded(Change change, String action) {
        return folding.events(change).stream()
                .filter(event -> event.path("action").asText().equals(action))
                .count();
    }

    // ---- 1: moves -------------------------------------------------------------------------------------------------

    private static void requireLegalMove(String from, String to, Told tale) {
        if (!from.isEmpty() && !from.equals(to)) {
            assertThat(MOVES.get(from))
                    .as("moves of " + tale.change().id() + " from " + from)
                    .contains(to);
        }
    }

    // ---- 2, 3, 4: approvals ---------------------------------------------------------------------------------------

    /** What is asked of it and how much of that is given: by trying everything, and by what the service says. */
    void requireThatItIsCounted(Change change) {
        Told tale = tale(change.id());
        if (!tale.tags().equals(tagsOf(change.domain()))) {
            // Nobody has looked at the domain since.
            return;
        }
        JsonNode seen = change.seenBy("ada");
        JsonNode approval = seen.path("approval");
        Roll now = Roll.at(database, world.now());
        Ruling ruling = tale.ruling(present, tale.tags(), world.now());
        Map<String, Integer> asked = new TreeMap<>();
        int given = 0;
        for (JsonNode each : approval.path("requirements")) {
            asked.put(each.path("group").asText(), each.path("approvals").asInt());
            given += each.path("given").asInt();
        }
        int most = now.mostFilled(ruling.asked(), tale.approving(), tale.contributors(), books(tale));
        assertThat(asked).as("asked of " + change.id()).isEqualTo(ruling.asked());
        assertThat(given).as("given to " + change.id() + ": " + approval).isEqualTo(most);
        assertThat(approval.path("denied").isEmpty()).as("denied " + approval).isEqualTo(!ruling.denied());
        if (seen.has("nextWindow") && !tale.isEmergency(world.now())) {
            roll = now;
            assertThat(seen.at("/nextWindow/open").asBoolean())
                    .as("windows of " + change.id() + ": " + seen.path("nextWindow"))
                    .isEqualTo(isOpen(tale, ruling, world.now()) && !isFrozen(tale, tale.tags(), world.now()));
        }
        if (tale.fact("approvedInAdvanceUntil").isEmpty()) {
            assertThat(approval.path("met").asBoolean())
                    .as("met: " + approval)
                    .isEqualTo(!ruling.denied() && most == places(ruling));
        }
    }

    /** Whether each open change has what it needs, as the service says. */
    Map<String, Boolean> met() {
        Map<String, Boolean> met = new TreeMap<>();
        changes(status -> List.of("PENDING_APPROVAL", "APPROVED").contains(status))
                .forEach(change -> met.put(
                        change.id(), change.seenBy("ada").at("/approval/met").asBoolean()));
        return met;
    }

    /** Whether some rule in force lets such a change happen at all; another rule might, and so be no stricter. */
    boolean isAllowedByTheRulesInForce(String id) {
        Told tale = tale(id);
        return present.allows(tale.asCase(tale.tags()), world.now());
    }

    private List<Rulebook> books(Told tale) {
        return List.of(tale.pinned(), present);
    }

    private static int places(Ruling ruling) {
        return ruling.asked().values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void requireTimeToDecide(Told tale, Instant at) {
        assertThat(tale.fact("expiresAt"))
                .as("time to decide on " + tale.change().id())
                .isEqualTo(at.plus(tale.pinnedRuling().expiresAfter()).toString());
    }

    private void requireThatItIsApproved(Told tale, Instant at) {
        roll = Roll.at(database, world.now());
        Instant until = at.plus(tale.pinnedRuling().approvalHoldsFor());
        assertThat(tale.fact("approvalExpiresAt")).isEqualTo(until.toString());
        if (!tale.isEmergency(at)) {
            requireThatItIsMet(tale, tale.tags(), at);
        }
    }

    private void requireThatItIsMet(Told tale, Map<String, String> tags, Instant at) {
        Ruling ruling = tale.ruling(present, tags, at);
        int most = roll.mostFilled(ruling.asked(), tale.approving(), tale.contributors(), books(tale));
        assertThat(most == places(ruling) || isMetInAdvance(tale, at))
                .as("%s has %d of %s by %s", tale.change().id(), most, ruling, tale.approving())
                .isTrue();
    }

    /** Who approved the change that it takes back approved this too, if it was asked for in time, and they are still enough. */
    private boolean isMetInAdvance(Told tale, Instant at) {
        Told reverted = told.get(tale.request().path("revertOf").asText());
        if (reverted == null) {
            return false;
        }
        boolean bySystem = tale.request().at("/actor/type").asText().equals("SYSTEM");
        String until = reverted.fact("revertApprovedUntil");
        boolean inTime = !until.isEmpty()
                && Instant.parse(tale.request().path("occurredAt").asText()).isBefore(Instant.parse(until));
        Ruling ruling = reverted.ruling(present, reverted.tags(), at);
        Set<String> without = new HashSet<>(reverted.contributors());
        without.addAll(tale.contributors());
        Set<String> approving = new HashSet<>(reverted.approving());
        approving.removeAll(without);
        heard.merge("approved in advance", 1, Integer::sum);
        return (bySystem || inTime)
                && roll.mostFilled(ruling.asked(), approving, without, books(reverted)) == places(ruling);
    }

    // ---- 2, 6, 8: what holds when the intent is stored ------------------------------------------------------------

    private void requireThatItMayRun(Told tale, Instant at) {
        String domain = tale.change().domain();
        Map<String, String> tags = tagsOf(domain);
        Ruling ruling = tale.ruling(present, tags, at);
        assertThat(ruling.denied())
                .as("denied, but runs: " + tale.change().id())
                .isFalse();
        assertThat(at).isBefore(Instant.parse(tale.fact("approvalExpiresAt")));
        assertThat(tale.isTrue("hold")).as("on hold, but runs").isFalse();
        if (tale.request().has("notBefore")) {
            assertThat(at).isAfterOrEqualTo(tale.request().path("notBefore").asText());
        }
        if (!tale.isEmergency(at)) {
            requireThatItIsMet(tale, tags, at);
            requireThatItsTimeHasCome(tale, ruling, tags, at);
        }
        JsonNode planned = tale.change().seenBy("ada").at("/plan/before");
        JsonNode live = Objects.requireNonNull(atAws.get(domain));
        requireSame(planned, live);
        left.put(domain, configuration(live));
        tale.seenWith(tags);
    }

    private void requireThatItsTimeHasCome(Told tale, Ruling ruling, Map<String, String> tags, Instant at) {
        assertThat(isOpen(tale, ruling, at))
                .as("%s runs at %s; its windows are %s", tale.change().id(), at, ruling.windows())
                .isTrue();
        assertThat(isFrozen(tale, tags, at))
                .as("%s runs at %s; the freezes are %s", tale.change().id(), at, present.freezes())
                .isFalse();
    }

    private boolean isOpen(Told tale, Ruling ruling, Instant at) {
        return ruling.windows().stream()
                .allMatch(anyOf ->
                        anyOf.stream().anyMatch(name -> window(name, tale).isOpen(at)));
    }

    private boolean isFrozen(Told tale, Map<String, String> tags, Instant at) {
        return present.freezes().stream()
                .filter(freeze -> freeze.holdsBack(tale.asCase(tags), at))
                .anyMatch(freeze -> !isLifted(freeze, tale));
    }

    private boolean isLifted(Freeze freeze, Told tale) {
        String override = freeze.override();
        return override != null && tale.approving().stream().anyMatch(who -> roll.belongs(override, who, books(tale)));
    }

    /** What its name means now, or meant when the change was planned. */
    private Window window(String name, Told tale) {
        Window now = present.windows().get(name);
        return now == null ? Objects.requireNonNull(tale.pinned().windows().get(name)) : now;
    }

    private static void requireSame(JsonNode planned, JsonNode atAws) {
        for (String member : List.of("ipAddressType", "certificateArn", "securityPolicy", "endpointTypes")) {
            assertThat(atAws.path(member)).as(member + " when it was sent").isEqualTo(planned.path(member));
        }
    }

    // ---- 7: what holds when it is said to be done -----------------------------------------------------------------

    /** A later read has shown the wished type, and nothing else is different. */
    private void requireThatItIsSo(Told tale, Instant at) {
        Change change = tale.change();
        JsonNode domain = world.atAws(change.domain());
        assertThat(domain.path("ipAddressType").asText())
                .isEqualTo(tale.request().path("to").asText());
        assertThat(domain.path("status").asText()).isEqualTo("AVAILABLE");
        assertThat(configuration(domain)).isEqualTo(left.get(change.domain()));
        List<String> operations = world.calls(change.domain()).stream()
                .map(call -> call.path("operation").asText())
                .filter(operation -> operation.equals("UpdateDomainName") || operation.startsWith("GetDomainName"))
                .toList();
        assertThat(operations.get(operations.size() - 1)).startsWith("GetDomainName");
        requireWhatWasPromised(tale, at);
    }

    private void requireWhatWasPromised(Told tale, Instant at) {
        Ruling ruling = tale.ruling(present, tale.tags(), at);
        boolean inAdvance = !tale.fact("approvedInAdvanceUntil").isEmpty();
        boolean bySystem = tale.request().at("/actor/type").asText().equals("SYSTEM");
        Duration revert = inAdvance ? null : ruling.revertApprovedFor();
        Duration confirm = inAdvance || bySystem ? null : ruling.confirmWithin();
        if (!tale.seenTags().equals(tale.tags())) {
            return;
        }
        assertThat(tale.fact("revertApprovedUntil"))
                .isEqualTo(revert == null ? "" : at.plus(revert).toString());
        assertThat(tale.fact("confirmBy"))
                .isEqualTo(confirm == null ? "" : at.plus(confirm).toString());
    }

    /** All that is not the type, and does not change by itself. */
    private static JsonNode configuration(JsonNode domain) {
        ObjectNode copy = domain.deepCopy();
        return copy.remove(List.of("ipAddressType", "status", "statusMessage", "tags"));
    }

    // ---- 6, 11, 13: what AWS has got ------------------------------------------------------------------------------

    /** What must hold of a whole story. */
    void lookAtTheEnd(Set<String> domains, Set<String> undone) {
        List<JsonNode> updates = new ArrayList<>();
        for (String domain : new LinkedHashSet<>(domains)) {
            List<JsonNode> calls = world.calls(domain);
            requireAReadBeforeEachUpdate(calls);
            List<JsonNode> sent = calls.stream()
                    .filter(call -> call.path("operation").asText().equals("UpdateDomainName"))
                    .toList();
            updates.addAll(sent);
            requireHonestAttempts(domain, sent, undone.contains(domain));
        }
        requirePace(updates);
        folding.requireThatEventsTellTheRows(
                told.values().stream().map(Told::change).toList());
    }

    /** At most one update per attempt; what AWS took is known as taken, and what it did not answer was looked up. */
    private void requireHonestAttempts(String domain, List<JsonNode> sent, boolean undone) {
        List<Set<String>> attempts = new ArrayList<>();
        told.values().stream()
                .filter(tale -> tale.change().domain().equals(domain))
                .forEach(tale -> attempts.addAll(attempts(folding.events(tale.change()))));
        assertThat(sent).as("one update per attempt on " + domain).hasSizeLessThanOrEqualTo(attempts.size());
        long lost =
                sent.stream().filter(call -> !call.path("answered").asBoolean()).count();
        assertThat(attempts.stream().filter(Witness::isLookedUp).count())
                .as("lost answers that were looked up on " + domain + ": " + attempts)
                .isGreaterThanOrEqualTo(lost);
        if (!undone) {
            long taken = sent.stream()
                    .filter(call -> call.path("status").asInt() < 300)
                    .count();
            assertThat(attempts.stream()
                            .filter(attempt ->
                                    attempt.contains("change.accepted") || attempt.contains("change.found-done"))
                            .count())
                    .as("updates of " + domain + " that AWS took: " + attempts)
                    .isEqualTo(taken);
        }
    }

    private static boolean isLookedUp(Set<String> attempt) {
        return attempt.contains("change.found-done")
                || attempt.contains("change.found-undone")
                || (attempt.contains("change.failed") && !attempt.contains("change.accepted"));
    }

    /** What followed each intent. */
    private static List<Set<String>> attempts(List<JsonNode> events) {
        List<Set<String>> attempts = new ArrayList<>();
        for (JsonNode event : events) {
            String action = event.path("action").asText();
            if (action.equals("change.applying")) {
                attempts.add(new HashSet<>());
            } else if (!attempts.isEmpty()) {
                attempts.get(attempts.size() - 1).add(action);
            }
        }
        return attempts;
    }

    /** After each update, and so after each lost answer, the domain is read before the next one. */
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

    /** Never two updates of one account closer than AWS allows. */
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

    /** The changes whose end is near: all but those that wait for people. */
    List<Change> running() {
        return changes(status -> List.of("APPLYING", "VERIFYING", "APPROVED").contains(status)).stream()
                .filter(change -> !List.of("HOLD", "START_TIME").contains(change.waitsFor()))
                .toList();
    }
}

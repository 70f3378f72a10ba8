package dev.sixgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import dev.sixgate.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalendarTest {
    private static final String FILE = """
            version: 1
            groups: {security: {}}
            windows:
              mornings: {cron: 0 8 * * *, duration: 4h, zone: UTC}
              evenings: {cron: 0 20 * * *, duration: 1h, zone: UTC}
              weekdays: {cron: 0 0 * * MON-FRI, duration: 24h, zone: UTC}
            freezes:
              - {name: night, from: "2026-10-25T02:30", until: "2026-10-25T02:45", zone: Europe/Berlin, reason: Clocks}
              - {name: spring, from: "2026-03-29T02:30", until: "2026-03-29T04:00", zone: Europe/Berlin, reason: Clocks}
              - name: year-end
                from: 2026-12-20T09:00:00+01:00
                until: 2026-12-27T00:00:00Z
                reason: The books
                match: {domain: ["*.example.com"]}
                override: security
            rules:
              - {name: asks, require: [{group: approvers, approvals: 1}], windows: [mornings, evenings]}
              - {name: week, windows: [weekdays]}
            """;

    private static Calendar calendar(PolicyFile file, String... lifted) {
        return file.calendar(
                file.evaluate(PolicyFixtures.facts()), PolicyFixtures.facts(), Map.of(), List.of(lifted)::contains);
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    @Test
    void eachRuleNeedsOneOfItsWindowsOpen() {
        var calendar = calendar(PolicyFile.parse(FILE, "f"));

        assertThat(calendar.isOpen(at("2026-01-02T08:00:00Z")))
                .as("Friday morning")
                .isTrue();
        assertThat(calendar.isOpen(at("2026-01-02T20:59:59Z")))
                .as("Friday evening")
                .isTrue();
        assertThat(calendar.isOpen(at("2026-01-02T12:00:00Z")))
                .as("Friday noon")
                .isFalse();
        assertThat(calendar.isOpen(at("2026-01-03T08:00:00Z"))).as("Saturday").isFalse();
        assertThat(calendar.nextOpening(at("2026-01-02T21:00:00Z"))).contains(at("2026-01-05T08:00:00Z"));
    }

    @Test
    void aFreezeBeatsAWindowAndIsHalfOpen() {
        var calendar = calendar(PolicyFile.parse(FILE, "f"));

        assertThat(calendar.isOpen(at("2026-12-18T08:00:00Z"))).isTrue();
        assertThat(calendar.closedAt(at("2026-12-21T08:00:00Z")))
                .hasValueSatisfying(closed -> assertThat(closed.freeze()).isNotNull());
        assertThat(calendar.nextOpening(at("2026-12-21T08:00:00Z"))).contains(at("2026-12-28T08:00:00Z"));
        Freeze yearEnd = calendar.freezes().get(2);
        assertThat(yearEnd.isActive(at("2026-12-20T07:59:59Z"))).isFalse();
        assertThat(yearEnd.isActive(at("2026-12-20T08:00:00Z"))).isTrue();
        assertThat(yearEnd.isActive(at("2026-12-27T00:00:00Z"))).isFalse();
    }

    @Test
    void aLocalFreezeIsTheLongerOneWhereTheClocksShowItTwice() {
        var freezes = PolicyFile.parse(FILE, "f").freezes();

        assertThat(freezes.get(0).from()).isEqualTo(at("2026-10-25T00:30:00Z"));
        assertThat(freezes.get(0).until()).isEqualTo(at("2026-10-25T01:45:00Z"));
        assertThat(freezes.get(1).from()).as("after the gap").isEqualTo(at("2026-03-29T01:00:00Z"));
    }

    @Test
    void anApprovalByTheGroupThatMayLiftsTheFreezeAndNothingElse() {
        var file = PolicyFile.parse(FILE, "f");

        assertThat(calendar(file, "security").isOpen(at("2026-12-21T08:00:00Z")))
                .isTrue();
        assertThat(calendar(file, "security").isOpen(at("2026-12-21T13:00:00Z")))
                .isFalse();
        assertThat(calendar(file, "approvers").isOpen(at("2026-12-21T08:00:00Z")))
                .isFalse();
    }

    @Test
    void aPinnedWindowThatTheFileNoLongerHasMeansWhatItMeant() {
        var pinned = PolicyFile.parse(FILE, "f");
        var present = PolicyFile.parse("version: 1\nrules: [{name: free, automatic: true}]\n", "g");
        var both = Verdict.strictest(pinned.evaluate(PolicyFixtures.facts()), present.evaluate(PolicyFixtures.facts()));

        var calendar = present.calendar(both, PolicyFixtures.facts(), pinned.windows(), none -> false);

        assertThat(calendar.nextOpening(at("2026-01-02T21:00:00Z"))).contains(at("2026-01-05T08:00:00Z"));
        assertThat(calendar.freezes()).as("freezes are not pinned").isEmpty();
    }

    @Test
    void aWindowThatThePresentFileAddsIsAskedForToo() {
        var pinned = PolicyFile.parse("version: 1\nrules: [{name: free, automatic: true}]\n", "g");
        var present = PolicyFile.parse(FILE, "f");
        var both = Verdict.strictest(pinned.evaluate(PolicyFixtures.facts()), present.evaluate(PolicyFixtures.facts()));

        assertThat(both.windows())
                .containsExactly(
                        new Verdict.OnlyIn("asks", List.of("mornings", "evenings")),
                        new Verdict.OnlyIn("week", List.of("weekdays")));
    }

    @Test
    void aVerdictThatWasStoredBeforeThereWereWindowsIsStillRead() throws Exception {
        var mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new ParameterNamesModule())
                .disable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        var verdict = PolicyFile.parse(FILE, "f").evaluate(PolicyFixtures.facts());
        String stored = new String(CanonicalJson.bytes(verdict), StandardCharsets.UTF_8);
        String old = stored.replaceAll(",\"windows\":\\[\\{.*?\\}\\]", "");

        assertThat(mapper.readValue(stored, Verdict.class)).isEqualTo(verdict);
        assertThat(old).doesNotContain("OnlyIn").doesNotContain("\"windows\"");
        assertThat(mapper.readValue(old, Verdict.class).windows()).isEmpty();
    }
}

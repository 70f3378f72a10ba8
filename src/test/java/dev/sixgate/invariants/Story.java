package dev.sixgate.invariants;

import static dev.sixgate.ChangeFixtures.stream;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.change.Action;
import dev.sixgate.worker.Worker;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * One random story: what people, rules, time, AWS and dying workers do to a few domains, with what must hold asked after each
 * step. The same seed tells the same story, but for who wins a race.
 */
final class Story {
    private static final List<String> PEOPLE =
            List.of("ria", "remy", "nora", "ned", "sam", "otto", "bea", "ada", "bot");
    private static final List<String> APPROVERS = List.of("nora", "ned", "sam");
    private static final List<String> FAULTS =
            List.of("reset-before-applying", "reset-after-applying", "external-change", "update-fails");
    private static final List<Duration> LEAPS = List.of(
            Duration.ofSeconds(1),
            ChangeFixtures.LOOK,
            Duration.ofSeconds(12),
            ChangeFixtures.TURN,
            Duration.ofMinutes(3),
            Duration.ofMinutes(20),
            Duration.ofMinutes(45),
            Duration.ofHours(5),
            Duration.ofHours(25),
            Duration.ofDays(4));
    private static final List<Map<String, Object>> TAGS =
            List.of(Map.of(), Map.of("tier", "red"), Map.of("tier", "blue"), Map.of("tier", "green"));
    private static final List<String> UPDATE_DELAYS = List.of("PT0S", "PT3S", "PT20S");
    private static final int SHORT_LEAPS = 7;
    private static final int ROUNDS_TO_THE_END = 60;
    private static final int ROUNDS_AFTER_A_DEATH = 30;
    private static final Set<String> OPEN = Set.of("PENDING_APPROVAL", "APPROVED");
    private static final int AT_ONCE = 4;
    private static final int LOOKS = 4;

    /** The actions, those that seldom are possible first. */
    private static final List<Action> RARE = List.of(
            Action.RETRY,
            Action.EXECUTE,
            Action.CONFIRM,
            Action.REPLAN,
            Action.WITHDRAW,
            Action.RETROSPECT,
            Action.REVERT,
            Action.APPROVE,
            Action.REJECT,
            Action.CANCEL,
            Action.COMMENT);

    private static final Map<Action, String> RECORDED = Map.of(
            Action.APPROVE, "review.approve",
            Action.REJECT, "change.rejected",
            Action.WITHDRAW, "review.withdraw",
            Action.CANCEL, "change.cancelled",
            Action.EXECUTE, "change.released",
            Action.CONFIRM, "change.confirmed");

    private final ChangeFixtures world;
    private final Worker worker;
    private final Witness witness;
    private final SplittableRandom random;
    private final Rulebooks rulebooks;
    private final Set<String> domains = new LinkedHashSet<>();
    private final Set<String> undone = new HashSet<>();
    private final List<String> told = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<Keyed> keyed = new ArrayList<>();
    private final List<String> delegations = new ArrayList<>();
    private final ZoneId zone;
    private Optional<ZoneOffsetTransition> clocks = Optional.empty();

    /** A request that was sent with an Idempotency-Key, and how it was answered. */
    private record Keyed(String key, String who, String domain, String body, Instant at, Response answer) {}

    Story(ChangeFixtures world, Worker worker, Witness witness, SplittableRandom random) {
        this.world = world;
        this.worker = worker;
        this.witness = witness;
        this.random = random;
        this.rulebooks = new Rulebooks(random);
        this.zone = any(Rulebooks.ZONES);
        TAGS.forEach(tags -> domains.add(world.aDomain(Map.of("tags", tags))));
    }

    /** Tells so many steps, and then lets everything that runs come to its end. */
    void tell(int steps) {
        try {
            begin();
            for (int i = 0; i < steps; i++) {
                step();
                witness.look(domains);
                anyOf(witness.changes(OPEN::contains)).ifPresent(witness::requireThatItIsCounted);
            }
            end();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\nafter\n" + String.join("\n", told), e);
        }
    }

    /** How often each kind of step was told, so that nobody mistakes an idle story for a good one. */
    Map<String, Integer> counts() {
        Map<String, Integer> all = new TreeMap<>(counts);
        all.putAll(witness.heard());
        return all;
    }

    /** Nobody owes anything or stands in for anybody from an earlier story; some stories are near a change of clocks. */
    private void begin() {
        world.sql("UPDATE delegation SET ended_at = starts_at, ended_by = 'story' WHERE ended_at IS NULL");
        APPROVERS.forEach(who -> as(who).get("/me"));
        String delay = any(UPDATE_DELAYS);
        world.settings(Map.of("updateDelay", delay));
        for (String state : List.of("DUE", "OVERDUE")) {
            stream(world.json(as("ada")
                                    .get("/changes?pageSize=200&retrospective=" + state)
                                    .asString())
                            .path("items"))
                    .map(view -> new Change(
                            world, view.path("id").asText(), view.path("domain").asText()))
                    .forEach(change -> change.act("sam", Action.RETROSPECT));
        }
        if (random.nextInt(3) == 0) {
            clocks = Optional.ofNullable(zone.getRules().nextTransition(world.now()));
            clocks.ifPresent(it -> {
                count("clocks");
                world.advance(
                        Duration.between(world.now(), it.getInstant().minus(Duration.ofMinutes(random.nextInt(90)))));
            });
        }
        if (clocks.isPresent() || random.nextBoolean()) {
            otherRules();
        }
    }

    private void step() {
        int what = random.nextInt(100);
        if (what < 5) {
            ask();
        } else if (what < 9) {
            breakGlass();
        } else if (what < 12) {
            askWithKey();
        } else if (what < 15) {
            askAgain();
        } else if (what < 20) {
            approve();
        } else if (what < 33) {
            askAndApprove();
        } else if (what < 52) {
            actAsListed();
        } else if (what < 56) {
            actOnWhatOneHasNotSeen();
        } else if (what < 62) {
            race();
        } else if (what < 66) {
            fault();
        } else if (what < 69) {
            drift();
        } else if (what < 72) {
            leave();
        } else if (what < 76) {
            delegate();
        } else if (what < 82) {
            change(random.nextInt(4));
        } else if (what < 83) {
            inAnyOrder();
        } else if (what < 85) {
            dies();
        } else if (what < 91) {
            Duration leap = LEAPS.get(random.nextInt(clocks.isPresent() ? SHORT_LEAPS : LEAPS.size()));
            say("leap " + leap, () -> world.advance(leap));
        } else {
            work(random.nextBoolean());
        }
    }

    // ---- asking ---------------------------------------------------------------------------------------------------

    private void ask() {
        String who = any(List.of("ria", "remy", "bot", "nora"));
        String domain = anyDomain();
        Map<String, Object> more = new HashMap<>();
        if (random.nextInt(4) == 0) {
            more.put("hold", true);
        }
        if (random.nextInt(5) == 0) {
            more.put("notBefore", world.now().plus(any(LEAPS)).toString());
        }
        say("ask " + who + " " + domain + " " + more, () -> assertAnswered(world.ask(who, domain, more)));
    }

    private void breakGlass() {
        String domain = anyDomain();
        say("break-glass " + domain, () -> assertAnswered(world.breakGlass("bea", domain)));
        judge();
        work(random.nextInt(3) == 0);
    }

    /** Sam says of some emergency that it was none. */
    private void judge() {
        anyOf(witness.changes(status -> true).stream()
                        .filter(change ->
                                !change.seenBy("sam").path("emergency").isMissingNode())
                        .toList())
                .filter(change -> random.nextInt(4) == 0)
                .ifPresent(change -> say(
                        "judge " + change.id(), () -> change.retrospect("sam", "NOT_JUSTIFIED", "Nobody was cut off")));
    }

    private static void assertAnswered(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isIn(200, 202, 403, 409, 422, 503);
    }

    /** Once, or several times at once: it is one change at most, and one answer. */
    private void askWithKey() {
        String who = any(List.of("ria", "remy"));
        String domain = anyDomain();
        String key = "story-" + domain + "-" + keyed.size();
        int times = random.nextBoolean() ? 1 : AT_ONCE;
        say((times == 1 ? "keyed " : "at-once ") + who + " " + domain, () -> {
            boolean ipv4 = world.atAws(domain).path("ipAddressType").asText().equals("ipv4");
            String body = "{\"ipAddressType\":\"" + (ipv4 ? "dualstack" : "ipv4") + "\",\"reason\":\"" + key + "\"}";
            int before = changes();
            List<Response> answers = atOnce(times, () -> patch(who, key, domain, body));
            answers.forEach(Story::assertAnswered);
            List<Response> done =
                    answers.stream().filter(answer -> answer.statusCode() < 300).toList();
            assertThat(done.stream().map(Response::asString).distinct()).hasSizeLessThanOrEqualTo(1);
            assertThat(changes() - before)
                    .as("changes by one key")
                    .isEqualTo(done.stream().anyMatch(answer -> answer.statusCode() == 202) ? 1 : 0);
            done.stream()
                    .findFirst()
                    .ifPresent(answer -> keyed.add(new Keyed(key, who, domain, body, world.now(), answer)));
        });
    }

    /** A key that was used before gets the answer that was given then, whatever has become of the change. */
    private void askAgain() {
        anyOf(keyed.stream()
                        .filter(it -> it.at().plus(Duration.ofHours(24)).isAfter(world.now()))
                        .toList())
                .ifPresent(it -> say("again " + it.key(), () -> {
                    int before = changes();
                    Response again = patch(it.who(), it.key(), it.domain(), it.body());
                    assertThat(again.statusCode()).isEqualTo(it.answer().statusCode());
                    assertThat(again.asString()).isEqualTo(it.answer().asString());
                    assertThat(again.header("Location")).isEqualTo(it.answer().header("Location"));
                    assertThat(patch(it.who(), it.key(), it.domain(), it.body().replace("story", "tale"))
                                    .statusCode())
                            .isEqualTo(422);
                    assertThat(changes()).as("changes after a repetition").isEqualTo(before);
                }));
    }

    private int changes() {
        witness.look(domains);
        return witness.changes(status -> true).size();
    }

    private static Response patch(String who, String key, String domain, String body) {
        return as(who).header("Idempotency-Key", key)
                .contentType("application/merge-patch+json")
                .body(body)
                .patch("/domains/" + domain + "/ip-address-type");
    }

    // ---- reviewing and acting -------------------------------------------------------------------------------------

    private void approve() {
        pick("PENDING_APPROVAL").ifPresent(change -> {
            String who = any(APPROVERS);
            say("approve " + who + " " + change.id(), () -> change.act(who, Action.APPROVE));
        });
    }

    /** The straight way to a change that may run, which chance alone finds too rarely, and to what may come in between. */
    private void askAndApprove() {
        String domain = anyDomain();
        List<String> approvers = shuffled(APPROVERS);
        int twist = random.nextInt(8);
        List<Change> asked = new ArrayList<>();
        say("straight " + domain + " " + approvers + " " + twist, () -> {
            askedBy("ria", domain, twist == 0 ? Map.of("hold", true) : Map.of()).ifPresent(change -> {
                asked.add(change);
                approvers.forEach(who -> {
                    if (change.status().equals("PENDING_APPROVAL")) {
                        change.act(who, Action.APPROVE);
                    }
                });
            });
            witness.look(domains);
            switch (twist) {
                case 1 -> error(domain, 400, "BadRequestException");
                case 2 -> world.driftOfTheCertificate(domain);
                case 3 -> world.fault(domain, any(List.of("reset-before-applying", "reset-after-applying")));
                default -> {}
            }
            // Not always until the next turn.
            world.advance(random.nextInt(3) == 0 ? Duration.ofSeconds(12) : ChangeFixtures.TURN);
        });
        work(random.nextInt(3) == 0);
        if (random.nextBoolean()) {
            witness.look(domains);
            world.advance(ChangeFixtures.LOOK);
            work(false);
        }
        if (random.nextBoolean()) {
            witness.look(domains);
            asked.forEach(change -> actAsListed(List.of(change), List.of("ria", "otto", "nora"), true));
        }
    }

    private Optional<Change> askedBy(String who, String domain, Map<String, Object> more) {
        Response asked = world.ask(who, domain, more);
        assertAnswered(asked);
        return asked.statusCode() == 202
                ? Optional.of(new Change(
                        world, world.json(asked.asString()).path("id").asText(), domain))
                : Optional.empty();
    }

    /** Two equal changes that are approved by the same people in two orders stand alike. */
    private void inAnyOrder() {
        Map<String, Object> tags = any(TAGS);
        List<String> one = shuffled(APPROVERS);
        List<String> other = shuffled(APPROVERS);
        say("orders " + tags + " " + one + " " + other, () -> {
            List<JsonNode> ends = new ArrayList<>();
            for (List<String> order : List.of(one, other)) {
                String domain = world.aDomain(Map.of("tags", tags));
                domains.add(domain);
                askedBy("ria", domain, Map.of()).ifPresent(change -> {
                    order.forEach(who -> change.act(who, Action.APPROVE));
                    ends.add(change.seenBy("ada").at("/approval/met"));
                });
            }
            assertThat(new HashSet<>(ends)).as(ends.toString()).hasSizeLessThanOrEqualTo(1);
        });
    }

    /** Whatever is listed succeeds, and whatever is not is refused for the reason that was given. */
    private void actAsListed() {
        List<Change> changes = witness.changes(status -> true);
        if (!changes.isEmpty()) {
            actAsListed(shuffled(changes), shuffled(PEOPLE), random.nextInt(5) < 3);
        }
    }

    /** Something that somebody may do, or may not. */
    private record Choice(Change change, String who, Action action, JsonNode seen) {}

    /** Of what some of them see at some of these changes, what was told least, and by chance most rarely. */
    private void actAsListed(List<Change> changes, List<String> people, boolean listed) {
        String kind = listed ? "listed " : "unlisted ";
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < LOOKS; i++) {
            Change change = changes.get(i % changes.size());
            String who = people.get(i % people.size());
            JsonNode seen = change.seenBy(who);
            stream(seen.path(listed ? "allowedActions" : "notAllowed"))
                    .map(it -> Action.valueOf(it.path("action").asText()))
                    .forEach(action -> choices.add(new Choice(change, who, action, seen)));
        }
        shuffled(choices).stream()
                .min(Comparator.comparing((Choice it) -> counts.getOrDefault(kind + it.action(), 0))
                        .thenComparing(it -> listed ? RARE.indexOf(it.action()) : 0))
                .ifPresent(it -> {
                    count(kind + it.action());
                    say(kind + it.action() + " " + it.who() + " " + it.change().id(), () -> {
                        if (listed) {
                            assertSucceeds(it.change().act(it.who(), it.action()), it.action());
                        } else {
                            assertRefused(it.change(), it.who(), it.action(), because(it.seen(), it.action()));
                        }
                    });
                });
    }

    private static void assertSucceeds(Response response, Action action) {
        // What only AWS knows may still come in between: the domain may have gone, or be as wished already; and rules
        // may deny
        // what is planned on it as it is now.
        assertThat(response.statusCode())
                .as(action + ": " + response.asString())
                .satisfiesAnyOf(
                        status -> assertThat(status).isLessThan(300),
                        status -> assertThat(action).isIn(Action.REVERT, Action.REPLAN));
    }

    private void assertRefused(Change change, String who, Action action, String because) {
        String etag = change.etag();
        Response response = change.act(who, action);
        assertThat(response.statusCode()).as(response.asString()).isBetween(400, 499);
        assertThat(world.json(response.asString()).path("detail").asText()).isEqualTo(because);
        assertThat(change.etag()).isEqualTo(etag);
    }

    private static String because(JsonNode seen, Action action) {
        return stream(seen.path("notAllowed"))
                .filter(it -> it.path("action").asText().equals(action.name()))
                .findFirst()
                .orElseThrow()
                .path("because")
                .asText();
    }

    /** A wrong digest or a wrong ETag changes nothing, and leaves a refusal. */
    private void actOnWhatOneHasNotSeen() {
        pick("PENDING_APPROVAL").ifPresent(change -> {
            String who = any(APPROVERS);
            boolean digest = random.nextBoolean();
            say((digest ? "wrong-digest " : "wrong-etag ") + who + " " + change.id(), () -> {
                String etag = change.etag();
                int refusals = witness.refusals(change);
                Response response = digest
                        ? change.review(who, "APPROVE", Map.of("planDigest", "sha256:" + "0".repeat(64)))
                        : change.actIf(any(List.of("\"never\"", "\"v999\"")), who, Action.APPROVE);
                assertThat(response.statusCode()).as(response.asString()).isBetween(400, 499);
                assertThat(change.etag()).isEqualTo(etag);
                assertThat(witness.refusals(change)).isEqualTo(refusals + 1);
            });
        });
    }

    // ---- at the same moment ---------------------------------------------------------------------------------------

    /** Two things at the same moment: what succeeded stands on record, as often as it succeeded. */
    private void race() {
        boolean pending = random.nextBoolean();
        pick(pending ? "PENDING_APPROVAL" : any(List.of("APPROVED", "APPROVED", "APPLIED")))
                .ifPresent(change -> {
                    List<Action> pair = pending
                            ? any(List.of(
                                    List.of(Action.APPROVE, Action.REJECT),
                                    List.of(Action.APPROVE, Action.CANCEL),
                                    List.of(Action.REJECT, Action.REJECT),
                                    List.of(Action.REJECT, Action.CANCEL),
                                    List.of(Action.CANCEL, Action.CANCEL)))
                            : any(List.of(
                                    List.of(Action.CANCEL, Action.EXECUTE),
                                    List.of(Action.CANCEL, Action.WITHDRAW),
                                    List.of(Action.CANCEL, Action.CANCEL),
                                    List.of(Action.CONFIRM, Action.CONFIRM)));
                    say("race " + pair + " " + change.id(), () -> {
                        Map<Action, Long> before = recorded(change, pair);
                        List<Integer> statuses = both(
                                () -> act(change, "nora", pair.get(0)).statusCode(),
                                () -> act(change, "ned", pair.get(1)).statusCode());
                        assertThat(statuses).allMatch(status -> status < 500);
                        requireOnRecord(change, pair, statuses, before);
                    });
                });
        if (random.nextBoolean()) {
            raceWithTheWorker();
        }
    }

    /** What nora and ned may not do, an operator does. */
    private static Response act(Change change, String approver, Action action) {
        return change.act(
                List.of(Action.APPROVE, Action.REJECT, Action.WITHDRAW).contains(action) ? approver : "otto", action);
    }

    private void raceWithTheWorker() {
        pick(any(List.of("APPROVED", "APPROVED", "APPLIED"))).ifPresent(change -> {
            Action action = change.status().equals("APPLIED") ? Action.CONFIRM : Action.CANCEL;
            say("race-with-worker " + action + " " + change.id(), () -> {
                Map<Action, Long> before = recorded(change, List.of(action));
                long sent = witness.recorded(change, "change.applying");
                witness.during(domains, () -> {
                    List<Integer> statuses =
                            both(() -> act(change, "nora", action).statusCode(), worker::runDue);
                    assertThat(statuses.get(0)).isLessThan(500);
                    requireOnRecord(change, List.of(action), statuses.subList(0, 1), before);
                });
                if (change.status().equals("CANCELLED") && witness.recorded(change, "change.applying") == sent) {
                    assertThat(change.attempts()).hasSize((int) sent);
                }
            });
        });
    }

    private Map<Action, Long> recorded(Change change, List<Action> actions) {
        Map<Action, Long> recorded = new HashMap<>();
        actions.forEach(action -> recorded.put(action, witness.recorded(change, RECORDED.getOrDefault(action, ""))));
        return recorded;
    }

    private void requireOnRecord(Change change, List<Action> did, List<Integer> statuses, Map<Action, Long> before) {
        for (Action action : new HashSet<>(did)) {
            long succeeded = 0;
            for (int i = 0; i < did.size(); i++) {
                succeeded += did.get(i) == action && statuses.get(i) < 300 ? 1 : 0;
            }
            assertThat(recorded(change, List.of(action)).getOrDefault(action, 0L) - before.getOrDefault(action, 0L))
                    .as(action + " on record of " + change.id() + ": " + statuses)
                    .isEqualTo(succeeded);
        }
        if (did.stream().allMatch(List.of(Action.REJECT, Action.CANCEL, Action.CONFIRM)::contains)) {
            assertThat(statuses.stream().filter(status -> status < 300).count())
                    .as(did + ": " + statuses)
                    .isLessThanOrEqualTo(1);
        }
    }

    private static List<Integer> both(IntSupplier one, IntSupplier other) {
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(one::getAsInt);
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(other::getAsInt);
        return List.of(first.join(), second.join());
    }

    private static List<Response> atOnce(int times, Supplier<Response> one) {
        List<CompletableFuture<Response>> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(CompletableFuture.supplyAsync(one));
        }
        return all.stream().map(CompletableFuture::join).toList();
    }

    // ---- what happens around it -----------------------------------------------------------------------------------

    private void fault() {
        String domain = anyDomain();
        int kind = random.nextInt(FAULTS.size() + 3);
        say("fault " + kind + " " + domain, () -> {
            if (kind < FAULTS.size()) {
                world.fault(domain, FAULTS.get(kind));
                if (FAULTS.get(kind).equals("update-fails")) {
                    undone.add(domain);
                }
            } else if (kind == FAULTS.size()) {
                error(domain, 429, "TooManyRequestsException");
            } else if (kind == FAULTS.size() + 1) {
                error(domain, 500, "InternalFailure");
            } else {
                error(domain, 400, "BadRequestException");
            }
        });
    }

    private void error(String domain, int status, String type) {
        world.fault(domain, "error", Map.of("status", status, "type", type, "message", "told so"));
    }

    /** Somebody else edits a domain, or its tags. */
    private void drift() {
        String domain = anyDomain();
        Map<String, Object> tags = any(TAGS);
        if (random.nextBoolean()) {
            say("drift " + domain, () -> world.driftOfTheCertificate(domain));
        } else {
            say("retag " + domain + " " + tags, () -> {
                world.drift(domain, Map.of("tags", tags));
                // What is planned from now on is planned on a domain that was read after that.
                world.advance(Duration.ofMinutes(16));
            });
        }
    }

    private void leave() {
        String who = any(APPROVERS);
        int how = random.nextInt(4);
        say("leaves-" + how + " " + who, () -> {
            switch (how) {
                case 0 -> world.sql("UPDATE person SET roles = '{}' WHERE subject = '" + who + "'");
                case 1 -> world.sql("UPDATE person SET groups = '{}' WHERE subject = '" + who + "'");
                case 2 ->
                    world.sql("UPDATE person SET seen_at = seen_at - interval '40 days' WHERE subject = '" + who + "'");
                default -> as("otto").delete("/people/" + who);
            }
        });
    }

    private void delegate() {
        String giver = any(APPROVERS);
        String to = any(APPROVERS);
        String group = giver.equals("sam") ? "security" : "network";
        if (!delegations.isEmpty() && random.nextInt(3) == 0) {
            String ended = delegations.remove(0);
            say("delegation-ends " + ended, () -> as("otto").post("/delegations/" + ended + "/end"));
            return;
        }
        Instant until = world.now().plus(any(List.of(Duration.ofHours(1), Duration.ofDays(3), Duration.ofDays(20))));
        say("delegate " + giver + " " + to + " " + group + " " + until, () -> {
            Response made = as(giver)
                    .contentType("application/json")
                    .body(Map.of("to", to, "groups", List.of(group), "until", until.toString(), "reason", "holiday"))
                    .post("/delegations");
            if (made.statusCode() == 201) {
                delegations.add(world.json(made.asString()).path("id").asText());
            }
        });
    }

    // ---- other rules ----------------------------------------------------------------------------------------------

    private void change(int how) {
        switch (how) {
            case 0 -> shuffle();
            case 1 -> tighten();
            default -> otherRules();
        }
    }

    private void otherRules() {
        Rulebook rules = random.nextBoolean() && clocks.isEmpty()
                ? rulebooks.easy(world.now())
                : rulebooks.any(world.now(), clocks, zone);
        say("rules\n" + rules.yaml(), () -> {
            witness.putInForce(rules);
            requireCounted();
        });
    }

    /** The order of rules means nothing. */
    private void shuffle() {
        Rulebook shuffled = rulebooks.shuffled(witness.inForce());
        say("shuffle\n" + shuffled.yaml(), () -> {
            Map<String, Boolean> before = witness.met();
            witness.putInForce(shuffled);
            assertThat(witness.met()).isEqualTo(before);
            requireCounted();
        });
    }

    /** A rule more, a higher number or a smaller group never lets anything through. */
    private void tighten() {
        Rulebook stricter = rulebooks.stricter(witness.inForce());
        say("tighten\n" + stricter.yaml(), () -> {
            Map<String, Boolean> before = witness.met();
            before.keySet().removeIf(id -> !witness.isAllowedByTheRulesInForce(id));
            witness.putInForce(stricter);
            Map<String, Boolean> after = witness.met();
            before.forEach((id, met) -> assertThat(!met && after.getOrDefault(id, false))
                    .as(id + " is met by stricter rules only")
                    .isFalse());
            requireCounted();
        });
    }

    private void requireCounted() {
        witness.changes(OPEN::contains).forEach(witness::requireThatItIsCounted);
    }

    // ---- working --------------------------------------------------------------------------------------------------

    private void work(boolean dies) {
        if (!dies) {
            boolean two = random.nextInt(4) == 0;
            say(
                    two ? "work-by-two" : "work",
                    () -> witness.during(domains, () -> {
                        if (two) {
                            both(worker::runDue, worker::runDue);
                        } else {
                            worker.runDue();
                        }
                    }));
            return;
        }
        Death.Step step = any(Arrays.asList(Death.Step.values()));
        say("work-until-death " + step, () -> until(step));
    }

    private void until(Death.Step step) {
        Death.await(step);
        try {
            witness.during(domains, worker::runDue);
        } catch (Death died) {
            count("deaths at " + step);
        } finally {
            Death.none();
        }
    }

    /** A change that nothing else stands in the way of ends as if the worker had not died, and AWS is asked once. */
    private void dies() {
        Death.Step step = any(Arrays.asList(Death.Step.values()));
        Rulebook before = witness.inForce();
        say("dies " + step, () -> {
            witness.putInForce(Rulebook.BUILT_IN);
            String domain = world.aDomain();
            domains.add(domain);
            world.advance(ChangeFixtures.TURN);
            Change change = askedBy("ria", domain, Map.of()).orElseThrow();
            change.done("nora", Action.APPROVE);
            until(step);
            for (int i = 0; i < ROUNDS_AFTER_A_DEATH && !change.status().equals("APPLIED"); i++) {
                witness.look(domains);
                world.advance(Duration.ofSeconds(40));
                witness.during(domains, worker::runDue);
            }
            assertThat(change.status()).as("after a death at " + step).isEqualTo("APPLIED");
            assertThat(change.updatesSent()).as("sent, with a death at " + step).hasSize(1);
            witness.look(domains);
            witness.putInForce(before);
        });
    }

    /** Whatever runs comes to an end, however workers have died and AWS has failed: nothing stands still for ever. */
    private void end() {
        for (int i = 0; i < ROUNDS_TO_THE_END && !witness.running().isEmpty(); i++) {
            // An update that AWS never ends holds a change up until its approval has lapsed.
            Duration leap = i < ROUNDS_TO_THE_END / 2 ? Duration.ofMinutes(4) : Duration.ofHours(8);
            say("towards-the-end", () -> {
                world.advance(leap);
                witness.during(domains, worker::runDue);
            });
            witness.look(domains);
        }
        assertThat(witness.running()).as("changes that never end").isEmpty();
        witness.lookAtTheEnd(domains, undone);
    }

    // ---- choosing -------------------------------------------------------------------------------------------------

    private Optional<Change> pick(String status) {
        return anyOf(witness.changes(status::equals));
    }

    private String anyDomain() {
        return any(List.copyOf(domains).subList(0, TAGS.size()));
    }

    private <T> List<T> shuffled(List<T> of) {
        List<T> rest = new ArrayList<>(of);
        List<T> shuffled = new ArrayList<>();
        while (!rest.isEmpty()) {
            shuffled.add(rest.remove(random.nextInt(rest.size())));
        }
        return shuffled;
    }

    private <T> Optional<T> anyOf(List<T> of) {
        return of.isEmpty() ? Optional.empty() : Optional.of(any(of));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static RequestSpecification as(String who) {
        return given().auth().preemptive().basic(who, "demo");
    }

    private void say(String what, Runnable deed) {
        told.add(world.now() + " " + what);
        count(what.split("[ \n]", 2)[0]);
        deed.run();
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }
}

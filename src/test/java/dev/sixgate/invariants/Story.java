package dev.sixgate.invariants;

import static dev.sixgate.ChangeFixtures.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.change.Action;
import dev.sixgate.worker.Worker;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * One random story: what people, time, AWS and dying workers do to a few domains, with what must hold asked after each step.
 * The same seed tells the same story, but for who wins a race.
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
            ChangeFixtures.TURN,
            Duration.ofMinutes(3),
            Duration.ofMinutes(20),
            Duration.ofHours(25),
            Duration.ofDays(4));
    private static final int DOMAINS = 3;
    private static final int ROUNDS_TO_THE_END = 60;

    private final ChangeFixtures world;
    private final Worker worker;
    private final Witness witness;
    private final SplittableRandom random;
    private final List<String> domains = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    Story(ChangeFixtures world, Worker worker, Witness witness, SplittableRandom random) {
        this.world = world;
        this.worker = worker;
        this.witness = witness;
        this.random = random;
        for (int i = 0; i < DOMAINS; i++) {
            domains.add(world.aDomain());
        }
    }

    /** Tells so many steps, and then lets everything that runs come to its end. */
    void tell(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                step();
                witness.look(world.asked());
            }
            end();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\nafter\n" + String.join("\n", told), e);
        }
    }

    /** How often each kind of step was told, so that nobody mistakes an idle story for a good one. */
    Map<String, Integer> counts() {
        return counts;
    }

    private void step() {
        int what = random.nextInt(100);
        if (what < 12) {
            ask();
        } else if (what < 22) {
            approve();
        } else if (what < 30) {
            askAndApprove();
        } else if (what < 50) {
            actAsListed();
        } else if (what < 58) {
            actOnWhatOneHasNotSeen();
        } else if (what < 64) {
            race();
        } else if (what < 70) {
            fault();
        } else if (what < 74) {
            say("drift", () -> world.driftOfTheCertificate(any(domains)));
        } else if (what < 78) {
            String who = any(APPROVERS);
            say("leaves " + who, () -> witness.leaves(who));
        } else if (what < 86) {
            Duration leap = any(LEAPS);
            say("leap " + leap, () -> world.advance(leap));
        } else {
            work(random.nextBoolean());
        }
    }

    private void ask() {
        String who = any(List.of("ria", "remy", "bot", "nora"));
        String domain = any(domains);
        Map<String, Object> more = new HashMap<>();
        if (random.nextInt(4) == 0) {
            more.put("hold", true);
        }
        if (random.nextInt(5) == 0) {
            more.put("notBefore", world.now().plus(any(LEAPS)).toString());
        }
        say("ask " + who + " " + domain + " " + more, () -> {
            Response response = world.ask(who, domain, more);
            if (response.statusCode() == 202) {
                world.known(world.json(response.asString()));
            } else {
                assertThat(response.statusCode()).as(response.asString()).isIn(200, 403, 409, 422, 503);
            }
        });
    }

    private void approve() {
        pick(change -> change.path("status").asText().equals("PENDING_APPROVAL"))
                .ifPresent(change -> {
                    String who = any(APPROVERS);
                    say("approve " + who + " " + change.id(), () -> change.act(who, Action.APPROVE));
                });
    }

    /** The straight way to a change that may run, which chance alone finds too rarely. */
    private void askAndApprove() {
        String domain = any(domains);
        say("straight " + domain, () -> {
            Response asked = world.ask("ria", domain, Map.of());
            if (asked.statusCode() == 202) {
                world.known(world.json(asked.asString())).act("nora", Action.APPROVE);
                world.advance(ChangeFixtures.TURN);
            }
        });
        work(random.nextBoolean());
    }

    /** Whatever is listed succeeds, and whatever is not is refused for the reason that was given. */
    private void actAsListed() {
        pick(change -> true).ifPresent(change -> {
            String who = any(PEOPLE);
            JsonNode seen = change.seenBy(who);
            Action action = random.nextBoolean()
                    ? any(List.of(Action.values()))
                    : Action.valueOf(any(stream(seen.path("allowedActions")).toList())
                            .path("action")
                            .asText());
            boolean listed = stream(seen.path("allowedActions"))
                    .anyMatch(it -> it.path("action").asText().equals(action.name()));
            say((listed ? "listed " : "unlisted ") + action + " " + who + " " + change.id(), () -> {
                String etag = change.etag();
                Response response = change.act(who, action);
                if (listed) {
                    // What only AWS knows may still come in between: the domain may have gone, or be as wished already.
                    assertThat(response.statusCode())
                            .as(response.asString())
                            .satisfiesAnyOf(
                                    status -> assertThat(status).isLessThan(300),
                                    status -> assertThat(action).isIn(Action.REVERT, Action.REPLAN));
                    if (action == Action.REVERT && response.statusCode() < 300) {
                        world.known(world.json(response.asString()));
                    }
                } else {
                    assertThat(response.statusCode()).as(response.asString()).isBetween(400, 499);
                    assertThat(world.json(response.asString()).path("detail").asText())
                            .isEqualTo(because(seen, action));
                    assertThat(change.etag()).isEqualTo(etag);
                }
            });
        });
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
        pick(change -> change.path("status").asText().equals("PENDING_APPROVAL"))
                .ifPresent(change -> {
                    String who = any(APPROVERS);
                    boolean digest = random.nextBoolean();
                    say((digest ? "wrong digest " : "wrong etag ") + who + " " + change.id(), () -> {
                        String etag = change.etag();
                        int refusals = witness.refusals(change);
                        Response response = digest
                                ? change.review(who, "APPROVE", Map.of("planDigest", "sha256:" + "0".repeat(64)))
                                : change.actIf("\"never\"", who, Action.APPROVE);
                        assertThat(response.statusCode())
                                .as(response.asString())
                                .isBetween(400, 499);
                        assertThat(change.etag()).isEqualTo(etag);
                        assertThat(witness.refusals(change)).isEqualTo(refusals + 1);
                    });
                });
    }

    /** Two people at the same moment. */
    private void race() {
        pick(change -> true).ifPresent(change -> {
            List<Action> pair = any(List.of(
                    List.of(Action.APPROVE, Action.REJECT),
                    List.of(Action.CANCEL, Action.EXECUTE),
                    List.of(Action.CANCEL, Action.APPROVE),
                    List.of(Action.REJECT, Action.REJECT)));
            say("race " + pair + " " + change.id(), () -> {
                boolean pending = change.status().equals("PENDING_APPROVAL");
                List<Integer> statuses = both(
                        () -> change.act("nora", pair.get(0)).statusCode(),
                        () -> change.act(pair.get(1) == Action.EXECUTE ? "otto" : "ned", pair.get(1))
                                .statusCode());
                assertThat(statuses).allMatch(status -> status < 500);
                if (pair.equals(List.of(Action.APPROVE, Action.REJECT)) && pending) {
                    String now = change.status();
                    boolean rejected = statuses.get(1) < 300;
                    assertThat(now.equals("REJECTED")).as(now + " " + statuses).isEqualTo(rejected);
                }
                if (pair.equals(List.of(Action.REJECT, Action.REJECT))) {
                    assertThat(statuses.stream().filter(status -> status < 300).count())
                            .isLessThanOrEqualTo(1);
                }
            });
        });
    }

    private static List<Integer> both(Supply one, Supply other) {
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(one::get);
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(other::get);
        return List.of(first.join(), second.join());
    }

    private interface Supply {
        int get();
    }

    private void fault() {
        String domain = any(domains);
        int kind = random.nextInt(FAULTS.size() + 3);
        say("fault " + kind + " " + domain, () -> {
            if (kind < FAULTS.size()) {
                world.fault(domain, FAULTS.get(kind));
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

    private void work(boolean dies) {
        if (!dies) {
            say("work", () -> witness.during(world::run));
            return;
        }
        Death.Step step = any(Arrays.asList(Death.Step.values()));
        say("work until death " + step, () -> {
            Death.await(step);
            try {
                witness.during(worker::runDue);
            } catch (Death died) {
                count("deaths at " + step);
            } finally {
                Death.none();
            }
        });
    }

    /** Whatever runs comes to an end, however workers have died and AWS has failed: nothing stands still for ever. */
    private void end() {
        for (int i = 0; i < ROUNDS_TO_THE_END && !running().isEmpty(); i++) {
            // An update that AWS never ends holds a change up until its approval has lapsed.
            Duration leap = i < ROUNDS_TO_THE_END / 2 ? Duration.ofMinutes(4) : Duration.ofHours(8);
            say("towards the end", () -> {
                world.advance(leap);
                witness.during(world::run);
            });
            witness.look(world.asked());
        }
        assertThat(running()).as("changes that never end").isEmpty();
        witness.lookAtTheEnd(world.asked());
    }

    private List<JsonNode> running() {
        return world.asked().stream()
                .map(change -> change.seenBy("ada"))
                .filter(change -> List.of("APPLYING", "VERIFYING")
                                .contains(change.path("status").asText())
                        || (change.path("status").asText().equals("APPROVED")
                                && !List.of("HOLD", "START_TIME")
                                        .contains(change.at("/waitingFor/kind").asText())))
                .toList();
    }

    private java.util.Optional<Change> pick(Predicate<JsonNode> which) {
        List<Change> fitting = world.asked().stream()
                .filter(change -> which.test(change.seenBy("ada")))
                .toList();
        return fitting.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(any(fitting));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void say(String what, Runnable deed) {
        told.add(world.now() + " " + what);
        count(what.split(" ", 2)[0]);
        deed.run();
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }
}

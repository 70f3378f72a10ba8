package dev.sixgate.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.Refusal;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.ChangeRequest.FailedCall;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Fingerprint;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.policy.Facts;
import dev.sixgate.policy.PolicyFile;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The aggregate alone: each verb in each state. */
class ChangeRequestTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final FailedCall CALL = new FailedCall("BadRequestException", "no", null);
    private static final Waiting WAITING = new Waiting(Waiting.Kind.QUOTA, NOW, null);

    /** What moves a change, and where to. */
    private enum Verb {
        REJECT(ChangeStatus.REJECTED, change -> change.reject(NOW)),
        CANCEL(ChangeStatus.CANCELLED, change -> change.cancel(NOW)),
        EXPIRE(ChangeStatus.EXPIRED, change -> change.expire(NOW)),
        BECOME_STALE(ChangeStatus.STALE, ChangeRequest::becomeStale),
        REPLAN(ChangeStatus.PENDING_APPROVAL, change -> change.replan(planned(), Actor.system("test"))),
        BEGIN(ChangeStatus.APPLYING, change -> change.beginAttempt(NOW)),
        ACCEPTED(ChangeStatus.VERIFYING, change -> change.accepted("request", NOW, NOW)),
        FOUND_DONE(ChangeStatus.VERIFYING, change -> change.foundDone(NOW)),
        FOUND_UNDONE(ChangeStatus.APPROVED, change -> change.foundUndone(NOW)),
        PUT_BACK(ChangeStatus.APPROVED, change -> change.putBack(CALL, WAITING, NOW)),
        PUT_BACK_UNCOUNTED(ChangeStatus.APPROVED, change -> change.putBackUncounted(CALL, WAITING, NOW)),
        RETRY(ChangeStatus.APPROVED, change -> change.retry(NOW)),
        REFUSED(ChangeStatus.FAILED, change -> change.refused(CALL, NOW)),
        FAIL(ChangeStatus.FAILED, change -> change.fail("not-applied", "no", NOW)),
        APPLIED(ChangeStatus.APPLIED, change -> change.applied(NOW));

        private final ChangeStatus to;
        private final Consumer<ChangeRequest> act;

        Verb(ChangeStatus to, Consumer<ChangeRequest> act) {
            this.to = to;
            this.act = act;
        }

        /** Several states lead to APPROVED, and back from there; each of these verbs is one way. */
        boolean hasMeaningIn(ChangeStatus state) {
            return switch (this) {
                case FOUND_UNDONE, PUT_BACK, PUT_BACK_UNCOUNTED -> state == ChangeStatus.APPLYING;
                case RETRY -> state == ChangeStatus.FAILED;
                case REPLAN -> state == ChangeStatus.STALE;
                default -> true;
            };
        }
    }

    static Stream<Arguments> everyVerbWhereItIsIllegal() {
        return Arrays.stream(ChangeStatus.values())
                .flatMap(state -> Arrays.stream(Verb.values())
                        .filter(verb -> !state.leadsTo(verb.to) || !verb.hasMeaningIn(state))
                        .map(verb -> Arguments.of(state, verb)));
    }

    @ParameterizedTest
    @MethodSource("everyVerbWhereItIsIllegal")
    void anIllegalMoveIsRefusedAndAltersNothing(ChangeStatus state, Verb verb) {
        ChangeRequest change = in(state);
        Map<String, Object> before = change.facts();
        List<Attempt> attempts = change.attempts();

        assertThatThrownBy(() -> verb.act.accept(change))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID_TRANSITION));

        assertThat(change.facts()).isEqualTo(before);
        assertThat(change.attempts()).isEqualTo(attempts);
    }

    static Stream<Arguments> whatAnAttemptCanEndIn() {
        return Stream.of(
                Arguments.of(Verb.ACCEPTED, Attempt.Outcome.ACCEPTED),
                Arguments.of(Verb.FOUND_DONE, Attempt.Outcome.FOUND_DONE),
                Arguments.of(Verb.FOUND_UNDONE, Attempt.Outcome.FOUND_UNDONE),
                Arguments.of(Verb.PUT_BACK, Attempt.Outcome.NOT_DONE),
                Arguments.of(Verb.REFUSED, Attempt.Outcome.NOT_DONE),
                Arguments.of(Verb.FAIL, Attempt.Outcome.NOT_DONE));
    }

    @ParameterizedTest
    @MethodSource("whatAnAttemptCanEndIn")
    void anAttemptEndsWithItsMove(Verb verb, Attempt.Outcome outcome) {
        ChangeRequest change = in(ChangeStatus.APPLYING);

        verb.act.accept(change);

        assertThat(change.status()).isEqualTo(verb.to);
        assertThat(change.lastAttempt().outcome()).isEqualTo(outcome);
    }

    @Test
    void anApprovalOfWhoAskedOrPlannedItAnewDoesNotCount() {
        ChangeRequest change = in(ChangeStatus.PENDING_APPROVAL);
        change.review(person("ria"), Review.Decision.APPROVE, null, NOW);
        assertThat(Approvals.approving(change)).isEmpty();
        change.review(person("nora"), Review.Decision.APPROVE, null, NOW);
        assertThat(Approvals.approving(change)).containsExactly("nora");

        change.becomeStale();
        change.replan(planned(), person("nora"));

        assertThat(Approvals.approving(change)).isEmpty();
    }

    /** A change that has come to a state on a legal way. */
    private static ChangeRequest in(ChangeStatus state) {
        return switch (state) {
            case PENDING_APPROVAL -> ChangeRequest.propose(new ChangeId(new UUID(0, 1)), ask(), planned(), false);
            case APPROVED -> after(ChangeStatus.PENDING_APPROVAL, change -> change.settle(true, NOW));
            case APPLYING -> after(ChangeStatus.APPROVED, Verb.BEGIN.act);
            case VERIFYING -> after(ChangeStatus.APPLYING, Verb.ACCEPTED.act);
            case APPLIED -> after(ChangeStatus.VERIFYING, Verb.APPLIED.act);
            case STALE -> after(ChangeStatus.APPROVED, Verb.BECOME_STALE.act);
            case FAILED -> after(ChangeStatus.APPLYING, Verb.REFUSED.act);
            case REJECTED -> after(ChangeStatus.PENDING_APPROVAL, Verb.REJECT.act);
            case CANCELLED -> after(ChangeStatus.PENDING_APPROVAL, Verb.CANCEL.act);
            case EXPIRED -> after(ChangeStatus.PENDING_APPROVAL, Verb.EXPIRE.act);
        };
    }

    private static ChangeRequest after(ChangeStatus state, Consumer<ChangeRequest> step) {
        ChangeRequest change = in(state);
        step.accept(change);
        return change;
    }

    private static Actor person(String subject) {
        return new Actor(
                Actor.Type.USER,
                subject,
                subject,
                null,
                Set.of(Actor.Role.APPROVER),
                Set.of(),
                new Actor.Origin("basic", null, null, null, null));
    }

    private static Ask ask() {
        return new Ask(
                new TargetName("sandbox"),
                DomainName.parse("api.example.com"),
                "111111111111",
                "eu-central-1",
                IpAddressType.IPV4,
                IpAddressType.DUALSTACK,
                "IPv6",
                null,
                "ria",
                "Ria",
                null,
                NOW,
                null,
                null);
    }

    private static Planned planned() {
        Ask ask = ask();
        PolicyFile policy = PolicyFile.builtIn();
        Facts facts = new Facts(
                ask.domain(),
                ask.target(),
                ask.account(),
                ask.region(),
                Set.of("REGIONAL"),
                ask.from(),
                ask.to(),
                Map.of(),
                "",
                Finding.Level.PASS,
                ask.requester(),
                Set.of(),
                1,
                NOW);
        Map<String, Object> before = Map.of("ipAddressType", "ipv4");
        Plan plan = new Plan(
                Fingerprint.of(before),
                before,
                Map.of("ipAddressType", "dualstack"),
                List.of(),
                List.of(),
                List.of("REGIONAL"),
                Map.of(),
                NOW,
                "sha256:digest");
        return Planned.of(plan, policy.evaluate(facts), policy.digest(), NOW);
    }
}

package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.change.People;
import dev.sixgate.change.Person;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.change.replay.Replay;
import dev.sixgate.change.replay.ReplayPolicies;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Facts;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.readiness.Readiness;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tries policy files out: on a change that nobody asks for, and on those that were asked for. */
@Path("/policies")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Policies", description = "Who must approve what.")
class PolicyTrialsResource {
    private final Callers callers;
    private final DomainFinder finder;
    private final People people;
    private final PolicyInForce policies;
    private final ReplayPolicies replay;
    private final InstantSource clock;

    PolicyTrialsResource(
            Callers callers,
            DomainFinder finder,
            People people,
            PolicyInForce policies,
            ReplayPolicies replay,
            InstantSource clock) {
        this.callers = callers;
        this.finder = finder;
        this.people = people;
        this.policies = policies;
        this.replay = replay;
        this.clock = clock;
    }

    @POST
    @Path("/evaluate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "evaluatePolicies",
            summary = "Ask what the rules would say",
            description =
                    "Rule by rule, and all together, of a change of a known domain that nobody asks for; by the file"
                            + " in force, or by a draft. Everybody may ask for themselves; the roles auditor and operator for everybody"
                            + " known. Nothing is recorded.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DraftAsked.Evaluate.class),
                            examples =
                                    @ExampleObject(
                                            name = "dualstack",
                                            summary = "Who would have to approve?",
                                            value =
                                                    "{\"domain\":\"api.example.com\",\"ipAddressType\":\"dualstack\"}")))
    @APIResponse(
            responseCode = "200",
            description = "What they say.",
            content = @Content(schema = @Schema(implementation = EvaluationView.class)))
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,domain-not-found,ambiguous-target,"
                    + "payload-too-large,unsupported-media-type,policy-mistake,not-ready")
    public EvaluationView evaluate(byte @Nullable [] body) {
        Actor caller = callers.reader();
        var asked = DraftAsked.Evaluate.read(body);
        Approver requester = requester(asked.requester(), caller);
        PolicyFile file = asked.policies() == null ? policies.present() : DraftAsked.parsed(asked.policies());
        ObservedDomain domain = finder.find(asked.domain(), asked.target());
        Facts facts = Facts.of(
                domain,
                asked.ipAddressType(),
                Readiness.assess(domain, asked.ipAddressType()),
                requester.subject(),
                requester.groups(),
                clock.instant());
        return EvaluationView.of(domain, facts, asked.policies() != null, file, clock.instant());
    }

    private Approver requester(@Nullable String subject, Actor caller) {
        if (subject == null || caller.is(subject)) {
            return new Approver(caller.subject(), caller.groups(), false);
        }
        callers.callerWith(Role.AUDITOR, Role.OPERATOR);
        return people.known(Set.of(subject)).stream()
                .findFirst()
                .map(Person::asApprover)
                .orElseThrow(() -> new Refusal(
                                Reason.MALFORMED_REQUEST, "The body has members that are wrong: see violations.")
                        .with("violations", List.of(new Unknown("requester", "is nobody who has called here yet"))));
    }

    private record Unknown(String member, String message) {}

    @POST
    @Path("/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replayPolicies",
            summary = "Judge the last changes under a draft",
            description =
                    "With the facts of their stored plans and the approvals that they have: what the file that each"
                            + " is pinned to says, what the draft says, and what differs. Needs the role auditor, operator or approver."
                            + " Nothing is recorded.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DraftAsked.Replay.class),
                            examples =
                                    @ExampleObject(
                                            name = "two",
                                            summary = "What if two had to approve?",
                                            value =
                                                    "{\"last\":100,\"policies\":\"version: 1\\nrules:\\n  - name: two\\n    require: [{group: approvers, approvals: 2}]\\n\"}")))
    @APIResponse(
            responseCode = "200",
            description = "Each of them, and how many differ.",
            content = @Content(schema = @Schema(implementation = Replay.class)))
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,payload-too-large,unsupported-media-type,"
                    + "policy-mistake,not-ready")
    public Replay replay(byte @Nullable [] body) {
        callers.callerWith(Role.AUDITOR, Role.OPERATOR, Role.APPROVER);
        var asked = DraftAsked.Replay.read(body);
        return replay.replay(DraftAsked.parsed(asked.policies()), asked.last());
    }
}

package dev.sixgate.api.problem;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every problem that this service answers: its status, what it means, and what to do. */
public enum ProblemType {
    MALFORMED_REQUEST(
            400,
            "The request is malformed",
            "Body, name, parameter or header has not the form that it should.",
            "Mend each member that violations names."),
    UNAUTHENTICATED(
            401,
            "Who are you?",
            "The request carries no identity, or one that cannot be believed.",
            "Sign in, or send a valid token."),
    POLICY_DENIED(
            403,
            "The policies deny this",
            "A rule denies the change, or none allows it; the detail names it.",
            "Talk to whoever keeps the policy file."),
    ROLE_REQUIRED(
            403,
            "Your role does not allow this",
            "The identity is known, but lacks the role that this needs.",
            "Ask for the role, or ask somebody who has it."),
    SELF_APPROVAL_FORBIDDEN(
            403,
            "You asked for it yourself",
            "Who asked for a change does not judge it.",
            "Let somebody else review it; you may cancel it."),
    CONTRIBUTOR_APPROVAL_FORBIDDEN(
            403,
            "You had a hand in it",
            "Who planned a change anew does not judge it.",
            "Let somebody else review it."),
    NOT_ELIGIBLE_APPROVER(
            403,
            "Your approval would not count",
            "You belong to none of the groups that this change needs.",
            "Let one of its groups review it; the change lists them."),
    MACHINE_APPROVER_FORBIDDEN(
            403,
            "Machines do not judge",
            "A service account, or a service that acts for a person, may ask for changes, never approve or reject them.",
            "Let a person review it."),
    BREAK_GLASS_BLOCKED(
            403,
            "You have no break-glass now",
            "Somebody who broke the glass has it no more while a review of that is overdue.",
            "Have an approver review each of the changes that are listed: POST /changes/{id}/retrospective."),
    SELF_DELEGATION_FORBIDDEN(
            403, "To yourself", "Nobody stands in for themselves.", "Name another approver who stands in for you."),
    GROUP_NOT_HELD(
            403,
            "Not yours to delegate",
            "Only a named group that is yours by your own right can be delegated; what others delegated to you cannot.",
            "Delegate groups that GET /me lists, or that the policy file states you for."),
    NOT_FOUND(404, "There is nothing here", "No resource has that path.", "See the OpenAPI document for the paths."),
    DOMAIN_NOT_FOUND(
            404,
            "No such domain",
            "No target has that custom domain name.",
            "Check the name and the target; POST /domains/refresh reads AWS again."),
    CHANGE_NOT_FOUND(
            404,
            "No such change",
            "No change has that id.",
            "Take the id from the answer's Location, or list /changes."),
    ROLLOUT_NOT_FOUND(
            404,
            "No such rollout",
            "No rollout has that id.",
            "Take the id from the answer's Location, or list /rollouts."),
    PERSON_NOT_FOUND(
            404, "Nobody of that name", "Nobody of that subject was ever seen here.", "List /people for who was."),
    DELEGATION_NOT_FOUND(
            404, "No such delegation", "No delegation has that id.", "List /delegations for those that there are."),
    WEBHOOK_NOT_FOUND(
            404,
            "No such webhook",
            "No webhook of that name is configured.",
            "List /webhooks for those that there are."),
    DELIVERY_NOT_FOUND(
            404,
            "No such delivery",
            "No delivery of this webhook has that id; those that are over are kept for some days only.",
            "List the webhook's deliveries for those that there are."),
    METHOD_NOT_ALLOWED(
            405,
            "Not with this method",
            "The path exists, but not for this method.",
            "See the OpenAPI document for the methods of the path."),
    NOT_ACCEPTABLE(
            406, "Not in that form", "None of the forms that you accept can be answered.", "Accept application/json."),
    CHANGE_OPEN(
            409,
            "A change is open",
            "At most one change of a domain is open at a time.",
            "Follow the link: wait for its end, or cancel it."),
    AMBIGUOUS_TARGET(
            409,
            "In which target?",
            "Several targets have that domain.",
            "Name one of the listed targets by ?target=."),
    INVALID_TRANSITION(
            409,
            "Not in this state",
            "The change, the delegation or the delivery is in a state in which this cannot be done.",
            "Read it again; a change's allowedActions says what can be done."),
    DUPLICATE_REVIEW(
            409,
            "You said that already",
            "You have a live approval on this plan.",
            "Nothing to do; WITHDRAW takes it back."),
    PLAN_STALE(
            409,
            "The plan is stale",
            "The domain is no longer as planned.",
            "Replan the change; it then needs approval anew."),
    WINDOW_CLOSED(409, "Not now", "The change may not run at this time.", "See waitingFor for the next opening."),
    IDEMPOTENCY_IN_FLIGHT(
            409,
            "Still being answered",
            "A request with that Idempotency-Key is still running.",
            "Repeat it in a moment."),
    FINGERPRINT_MISMATCH(
            412,
            "The domain has changed",
            "If-Match names another configuration than the domain has.",
            "Read the domain again, and decide anew."),
    PLAN_DIGEST_MISMATCH(
            412,
            "Another plan",
            "The digest is not that of the present plan, or is missing.",
            "Read the change again, and approve what it plans now."),
    PRECONDITION_FAILED(
            412,
            "It has moved on",
            "If-Match names another version than the resource has.",
            "Read it again, and decide anew."),
    PAYLOAD_TOO_LARGE(
            413,
            "Too large",
            "The body is larger than any request here needs to be.",
            "Send less than 64 KiB; with a policy file, less than 2 MiB."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            "Not in that media type",
            "The body's media type is not one of this resource's.",
            "Send application/json, or application/merge-patch+json with PATCH."),
    UNSUPPORTED_DOMAIN(
            422,
            "This domain cannot be changed",
            "AWS does not offer that type for this kind of domain.",
            "See the detail."),
    POLICY_UNSATISFIABLE(
            422,
            "Nobody could approve it",
            "The policies ask for more people than there are.",
            "Have the policy file's groups or numbers mended."),
    POLICY_MISTAKE(
            422,
            "The policy file has a mistake",
            "The text is no policy file: line and column say where, problem what is wrong, remedy what to write.",
            "Mend it; nothing but the first mistake is told."),
    NOT_ELIGIBLE_DELEGATE(
            422,
            "They cannot stand in for you",
            "Only a person whom this service has seen as an approver can.",
            "Have them sign in once, or name somebody else."),
    REASON_REQUIRED(422, "Say why", "This needs a reason in words.", "Send the member that the detail names."),
    CHECKLIST_INCOMPLETE(
            422,
            "Not everything is ticked",
            "A rule of the policies asks whoever approves to tick each item of the plan's checklist.",
            "Look at what missing names, and send all items as checked; or reject, if one of them is not so."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            "The key was used for something else",
            "That Idempotency-Key came with another request before.",
            "Use a new key for a new request."),
    TOO_MANY_REQUESTS(429, "Too many requests", "This caller asks too often.", "Wait as long as Retry-After says."),
    INTERNAL_ERROR(
            500,
            "Our mistake",
            "Something went wrong that should not have.",
            "Tell the operators the incident id; nothing was done by halves."),
    NOT_READY(
            503,
            "Not now",
            "Something that this needs, the database or AWS, is away.",
            "Try again as soon as Retry-After says.");

    private final int status;
    private final String title;
    private final String meaning;
    private final String remedy;

    ProblemType(int status, String title, String meaning, String remedy) {
        this.status = status;
        this.title = title;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String meaning() {
        return meaning;
    }

    public String remedy() {
        return remedy;
    }

    /** Whether the same request may succeed in a moment: its answer has a {@code Retry-After}. */
    public boolean isRetryable() {
        return this == NOT_READY || this == IDEMPOTENCY_IN_FLIGHT || this == TOO_MANY_REQUESTS;
    }

    /** As in its type: {@code change-open}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The problem's type, relative to the service. */
    public String uri() {
        return "/problems/" + code();
    }

    public static Optional<ProblemType> ofCode(String code) {
        return Arrays.stream(values()).filter(type -> type.code().equals(code)).findFirst();
    }

    /** Each reason for a refusal has the problem of its name. */
    static ProblemType of(Reason reason) {
        return valueOf(reason.name());
    }

    /** The status that belongs to a kind of refusal. */
    static int statusOf(Refusal.Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case STALE -> 412;
            case UNSUPPORTED_MEDIA -> 415;
            case UNPROCESSABLE -> 422;
            case TOO_MANY -> 429;
            case UNAVAILABLE -> 503;
        };
    }
}

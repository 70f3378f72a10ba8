package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.JsonBody;
import dev.sixgate.change.replay.ReplayPolicies;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.PolicyFileProblem;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the bodies of trials of a policy file ask. */
final class DraftAsked {
    private static final int MAX_NAME = 512;

    private DraftAsked() {}

    /** A change that nobody asks for. */
    @Schema(
            name = "EvaluationAsked",
            description = "A change that nobody asks for. Members that are not listed here are refused.",
            additionalProperties = Schema.False.class)
    record Evaluate(
            @Schema(required = true, implementation = String.class, maxLength = MAX_NAME, examples = "api.example.com")
            DomainName domain,

            @Schema(
                    maxLength = TargetName.MAX_LENGTH,
                    description = "Where it may be left out in paths, it may be here.",
                    examples = "sandbox")
            @Nullable
            String target,

            @Schema(required = true, examples = "dualstack") IpAddressType ipAddressType,

            @Schema(
                    maxLength = MAX_NAME,
                    description = "Who would ask, by subject; you, if left out. Somebody else needs the role auditor"
                            + " or operator, and is known here only after having called.",
                    examples = "ria")
            @Nullable
            String requester,

            @Schema(
                    maxLength = PolicyFile.MOST_BYTES,
                    description = "The text of a policy file to be asked instead of the one in force.")
            @Nullable
            String policies) {

        /** @throws Refusal {@code malformed-request} that names every member that is wrong */
        static Evaluate read(byte @Nullable [] bytes) {
            JsonBody body = JsonBody.read(bytes);
            Optional<DomainName> domain = parsed(body, "domain", DomainName::parse);
            body.require("domain", domain.isPresent());
            Optional<IpAddressType> type = parsed(body, "ipAddressType", IpAddressType::parse);
            body.require("ipAddressType", type.isPresent());
            Optional<String> target = body.text("target", MAX_NAME);
            Optional<String> requester = body.text("requester", MAX_NAME);
            Optional<String> policies = body.text("policies", PolicyFile.MOST_BYTES);
            body.done();
            DomainsResource.requireTargetName(target.orElse(null));
            return new Evaluate(
                    domain.orElseThrow(),
                    target.orElse(null),
                    type.orElseThrow(),
                    requester.orElse(null),
                    policies.orElse(null));
        }

        private static <T> Optional<T> parsed(JsonBody body, String member, Function<String, T> reading) {
            return body.text(member, MAX_NAME).flatMap(text -> {
                try {
                    return Optional.of(reading.apply(text));
                } catch (Refusal e) {
                    body.violate(member, e.detail());
                    return Optional.empty();
                }
            });
        }
    }

    /** A draft, to be asked of the last changes. */
    @Schema(
            name = "ReplayAsked",
            description = "A draft of a policy file, and how many changes to judge again. Members that are not listed"
                    + " here are refused.",
            additionalProperties = Schema.False.class)
    record Replay(
            @Schema(required = true, maxLength = PolicyFile.MOST_BYTES, description = "The text of the draft, YAML.")
            String policies,

            @Schema(minimum = "1", maximum = "1000", defaultValue = "100", description = "How many, newest first.")
            int last) {
        private static final int DEFAULT = 100;

        /** @throws Refusal {@code malformed-request} that names every member that is wrong */
        static Replay read(byte @Nullable [] bytes) {
            JsonBody body = JsonBody.read(bytes);
            Optional<String> policies = body.text("policies", PolicyFile.MOST_BYTES);
            body.require("policies", policies.isPresent());
            int last = body.number("last", 1, ReplayPolicies.MOST).orElse(DEFAULT);
            body.done();
            return new Replay(policies.orElseThrow(), last);
        }
    }

    /** @throws Refusal {@code policy-mistake} with the place, the problem and the remedy */
    static PolicyFile parsed(String draft) {
        try {
            return PolicyFile.parse(draft, "draft");
        } catch (PolicyFileProblem e) {
            throw new Refusal(Reason.POLICY_MISTAKE, e.getMessage() + ".")
                    .with("line", e.line())
                    .with("column", e.column())
                    .with("problem", e.problem())
                    .with("remedy", e.remedy());
        }
    }
}

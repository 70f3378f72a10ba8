package dev.sixgate.sandbox.apigateway.api;

import dev.sixgate.sandbox.apigateway.account.Caller;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.world.World;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * STS in the query protocol: a form comes in, XML goes out. Every role may be assumed by everybody who is known; what is checked
 * is the shape of the request, what a session may not change, and whether the roles' trust policies let it have tags.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
final class StsApi {
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,512}");
    private static final Pattern TAG_KEY = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}");
    private static final Pattern TAG_VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{0,256}");
    private static final int SHORTEST = 900;
    private static final int LONGEST = 43_200;
    private static final int LONGEST_CHAINED = 3_600;
    private static final int MOST_TAGS = 50;

    private final World world;

    StsApi(World world) {
        this.world = world;
    }

    /** @throws AwsError 400 InvalidAction if there is no such operation here */
    Route route(String action) {
        return switch (action) {
            case "AssumeRole" -> new Route("POST", List.of(""), action, this::assumeRole);
            case "GetCallerIdentity" -> new Route("POST", List.of(""), action, this::getCallerIdentity);
            default -> throw new AwsError(400, "InvalidAction", "Could not find operation " + action);
        };
    }

    private Answer getCallerIdentity(Call call) {
        var caller = call.caller();
        return answer(
                call,
                "GetCallerIdentity",
                element("Arn", caller.arn())
                        + element("UserId", caller.userId())
                        + element("Account", caller.account()));
    }

    private Answer assumeRole(Call call) {
        var form = call.request().form();
        var role = required(form, "RoleArn", ROLE);
        var name = required(form, "RoleSessionName", NAME);
        var chained = call.caller().session();
        var sourceIdentity = sourceIdentity(form, chained);
        var tags = tags(form);
        if (!tags.isEmpty() && !world.settings().tagSession()) {
            throw AwsError.accessDenied("User is not authorized to perform: sts:TagSession on resource: " + role);
        }
        int seconds = seconds(form, chained != null);
        requireExternalId(form.get("ExternalId"), role);
        var now = world.now();
        var session = new Caller.Session(
                world.ids().temporaryAccessKey(),
                world.ids().base36(40),
                "sandbox-" + world.ids().base36(64),
                role,
                name,
                sourceIdentity,
                tags,
                now,
                now.plusSeconds(seconds));
        world.keys().admit(session);
        return answer(call, "AssumeRole", result(session));
    }

    private static String result(Caller.Session session) {
        var holder = new Caller(session.account(), "", session.accessKeyId(), session);
        return "<Credentials>"
                + element("AccessKeyId", session.accessKeyId())
                + element("SecretAccessKey", session.secretAccessKey())
                + element("SessionToken", session.token())
                + element(
                        "Expiration",
                        session.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString())
                + "</Credentials><AssumedRoleUser>"
                + element("Arn", session.arn())
                + element("AssumedRoleId", holder.userId())
                + "</AssumedRoleUser>"
                + (session.sourceIdentity() == null ? "" : element("SourceIdentity", session.sourceIdentity()));
    }

    private static @Nullable String sourceIdentity(Map<String, String> form, Caller.@Nullable Session chained) {
        var asked = form.containsKey("SourceIdentity") ? required(form, "SourceIdentity", NAME) : null;
        var inherited = chained == null ? null : chained.sourceIdentity();
        if (inherited != null && asked != null && !asked.equals(inherited)) {
            throw AwsError.accessDenied("The source identity of a session cannot be changed");
        }
        return asked == null ? inherited : asked;
    }

    private static Map<String, String> tags(Map<String, String> form) {
        var tags = new LinkedHashMap<String, String>();
        for (int i = 1; form.containsKey("Tags.member." + i + ".Key"); i++) {
            var key = Objects.requireNonNull(form.get("Tags.member." + i + ".Key"));
            var value = form.getOrDefault("Tags.member." + i + ".Value", "");
            if (!TAG_KEY.matcher(key).matches()
                    || !TAG_VALUE.matcher(value).matches()
                    || tags.put(key, value) != null) {
                throw invalid("Tags.member." + i, key);
            }
        }
        if (tags.size() > MOST_TAGS) {
            throw invalid("Tags", String.valueOf(tags.size()));
        }
        return tags;
    }

    private static int seconds(Map<String, String> form, boolean chained) {
        var given = form.getOrDefault("DurationSeconds", "3600");
        if (!given.matches("\\d{1,6}")) {
            throw invalid("durationSeconds", given);
        }
        int seconds = Integer.parseInt(given);
        if (seconds < SHORTEST || seconds > LONGEST) {
            throw invalid("durationSeconds", given);
        }
        if (chained && seconds > LONGEST_CHAINED) {
            throw validation(
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        }
        return seconds;
    }

    private void requireExternalId(@Nullable String given, String role) {
        var wanted = world.settings().externalId();
        if (wanted != null && !wanted.equals(given)) {
            throw AwsError.accessDenied("User is not authorized to perform: sts:AssumeRole on resource: " + role);
        }
    }

    private static String required(Map<String, String> form, String member, Pattern pattern) {
        var value = form.getOrDefault(member, "");
        if (!pattern.matcher(value).matches()) {
            throw invalid(member, value);
        }
        return value;
    }

    private static AwsError invalid(String member, String value) {
        var lower = Character.toLowerCase(member.charAt(0)) + member.substring(1);
        return validation("1 validation error detected: Value '" + value + "' at '" + lower
                + "' failed to satisfy constraint: Member must satisfy its documented length and pattern");
    }

    private static AwsError validation(String text) {
        return new AwsError(400, "ValidationError", text);
    }

    private static Answer answer(Call call, String action, String result) {
        var metadata = "<ResponseMetadata>" + element("RequestId", call.requestId()) + "</ResponseMetadata>";
        return Answer.xml(
                200,
                StsXml.document(
                        action + "Response", "<" + action + "Result>" + result + "</" + action + "Result>" + metadata));
    }

    private static String element(String name, String text) {
        return StsXml.element(name, text);
    }
}

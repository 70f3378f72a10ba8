package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.Refusal;
import dev.sixgate.api.http.JsonBody;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.rollout.SelectDomains;
import dev.sixgate.rollout.Selection;
import dev.sixgate.rollout.Wave;
import dev.sixgate.rollout.Waves;
import dev.sixgate.rollout.verb.ProposeRollout.Tolerance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the body of a request for a rollout asks for. */
@Schema(
        name = "RolloutAsked",
        description =
                "The wished type, why, of which domains, and in which order. Members that are not listed are refused.",
        additionalProperties = Schema.False.class)
record RolloutAsked(
        @Schema(required = true, examples = "dualstack") IpAddressType to,

        @Schema(required = true, minLength = 1, maxLength = ChangeAsked.MAX_REASON, examples = "IPv6 for all shops")
        String reason,

        @Schema(maxLength = ChangeAsked.MAX_REFERENCE, examples = "CHG-1234") @Nullable
        String reference,

        @Schema(required = true, implementation = SelectAsked.class)
        Selection select,

        @Schema(
                maxItems = Waves.MOST,
                implementation = WaveAsked[].class,
                description =
                        "They have to cover every domain; the last one takes all that are left where it has neither size"
                                + " nor percent. Left out: one domain, five minutes, all others.")
        List<Waves.Asked> waves,

        @Schema(
                minimum = "0",
                maximum = "" + SelectDomains.MOST,
                defaultValue = "0",
                examples = "1",
                description = "How many changes may fail; one more stops everything. The smaller of both counts.")
        @Nullable
        Integer maxFailures,

        @Schema(minimum = "0", maximum = "100", description = "The same as a share of all changes, rounded down.")
        @Nullable
        Integer maxFailuresPercent) {
    private static final int MAX_NAME = 255;
    private static final int MAX_TAGS = 20;
    private static final int MAX_TAG = 400;

    /** Which domains: named one by one, or by what they have in common. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SelectAsked", additionalProperties = Schema.False.class)
    record SelectAsked(
            @Schema(maxLength = TargetName.MAX_LENGTH, description = "Only of this target.", examples = "sandbox")
            @Nullable
            String target,

            @Schema(
                    description =
                            "Tags as key:value, each of which must be there; a single one may stand without the list.",
                    maxItems = MAX_TAGS,
                    extensions = @Extension(name = "x-item-max-length", value = "" + MAX_TAG),
                    examples = "[\"env:prod\"]")
            @Nullable
            List<String> tag,

            @Schema(maxLength = MAX_NAME, description = "A part of the name.", examples = "example") @Nullable
            String q,

            @Schema(ref = "IpAddressType", description = "The present type.", examples = "ipv4") @Nullable
            String ipAddressType,

            @Schema(
                    description = "Just these, in this order; with nothing but target beside it.",
                    maxItems = SelectDomains.MOST,
                    extensions = @Extension(name = "x-item-max-length", value = "" + MAX_NAME))
            @Nullable
            List<String> domains) {
        static SelectAsked of(Selection selection) {
            List<String> tags = selection.tags().entrySet().stream()
                    .map(tag -> tag.getKey() + ":" + tag.getValue())
                    .sorted()
                    .toList();
            List<String> names =
                    selection.domains().stream().map(DomainName::value).toList();
            return new SelectAsked(
                    selection.target(),
                    tags.isEmpty() ? null : tags,
                    selection.q(),
                    selection.ipAddressType(),
                    names.isEmpty() ? null : names);
        }
    }

    /** One wave. */
    @Schema(name = "WaveAsked", additionalProperties = Schema.False.class)
    record WaveAsked(
            @Schema(minimum = "1", maximum = "" + SelectDomains.MOST, examples = "1", description = "So many domains.")
            @Nullable
            Integer size,

            @Schema(minimum = "1", maximum = "100", description = "Or so many of all, rounded up.") @Nullable
            Integer percent,

            @Schema(
                    format = "duration",
                    examples = "PT10M",
                    description = "How long to look at it before the next one begins; at most P7D.")
            @Nullable
            String bake) {}

    /** @throws Refusal {@code malformed-request} that names every member that is wrong */
    static RolloutAsked read(byte @Nullable [] bytes) {
        JsonBody body = JsonBody.read(bytes);
        Optional<IpAddressType> to = parsed(body, "to", "must be ipv4 or dualstack", IpAddressType::parse);
        body.require("to", to.isPresent());
        Optional<String> reason = body.text("reason", ChangeAsked.MAX_REASON).filter(text -> !text.isBlank());
        body.require("reason", reason.isPresent());
        Optional<String> reference = body.text("reference", ChangeAsked.MAX_REFERENCE);
        Optional<Selection> select = body.object("select").map(RolloutAsked::selection);
        body.require("select", select.isPresent());
        List<Waves.Asked> waves = waves(body);
        Optional<Integer> count = body.number("maxFailures", 0, SelectDomains.MOST);
        Optional<Integer> percent = body.number("maxFailuresPercent", 0, 100);
        body.done();
        return new RolloutAsked(
                to.orElseThrow(),
                reason.orElseThrow(),
                reference.orElse(null),
                select.orElseThrow(),
                waves,
                count.orElse(null),
                percent.orElse(null));
    }

    /** How many changes may fail. */
    Tolerance tolerance() {
        return new Tolerance(maxFailures, maxFailuresPercent);
    }

    static List<Waves.Asked> waves(JsonBody body) {
        List<Waves.Asked> waves = new ArrayList<>();
        List<JsonBody> asked = body.objects("waves", Waves.MOST);
        for (JsonBody wave : asked) {
            Optional<Integer> size = wave.number("size", 1, SelectDomains.MOST);
            Optional<Integer> percent = wave.number("percent", 1, 100);
            Optional<Duration> bake = wave.duration("bake", Wave.LONGEST_BAKE);
            if (size.isPresent() && percent.isPresent()) {
                wave.violate("percent", "contradicts size");
            }
            wave.closed();
            waves.add(new Waves.Asked(size.orElse(null), percent.orElse(null), bake.orElse(Duration.ZERO)));
        }
        return waves;
    }

    private static Selection selection(JsonBody select) {
        Optional<String> target = parsed(select, "target", "must be a target's name", TargetName::new)
                .map(TargetName::value);
        Map<String, String> tags = tags(select);
        Optional<String> q = select.text("q", MAX_NAME).filter(text -> !text.isBlank());
        Optional<String> type = parsed(select, "ipAddressType", "must be ipv4 or dualstack", IpAddressType::parse)
                .map(IpAddressType::wire);
        List<DomainName> domains = domains(select);
        if (!domains.isEmpty() && (q.isPresent() || type.isPresent() || !tags.isEmpty())) {
            select.violate("domains", "contradicts q, tag and ipAddressType: they are just these");
        }
        if (domains.isEmpty() && select.has("domains")) {
            select.violate("domains", "must name a domain");
        }
        if (Stream.of("target", "tag", "q", "ipAddressType", "domains").noneMatch(select::has)) {
            select.violate("domains", "is required where neither target, tag, q nor ipAddressType says which");
        }
        select.closed();
        return new Selection(
                target.orElse(null),
                tags,
                q.map(text -> text.toLowerCase(Locale.ROOT)).orElse(null),
                type.orElse(null),
                domains);
    }

    private static Map<String, String> tags(JsonBody select) {
        Map<String, String> tags = new TreeMap<>();
        for (String tag : select.textOrTexts("tag", MAX_TAGS, MAX_TAG)) {
            int colon = tag.indexOf(':');
            if (colon < 1) {
                select.violate("tag", "must be key:value, or a list of such");
            } else {
                tags.put(tag.substring(0, colon), tag.substring(colon + 1));
            }
        }
        return tags;
    }

    private static List<DomainName> domains(JsonBody select) {
        List<DomainName> domains = new ArrayList<>();
        for (String name : select.texts("domains", SelectDomains.MOST, MAX_NAME)) {
            try {
                domains.add(DomainName.parse(name));
            } catch (Refusal e) {
                select.violate("domains", "has " + name + ", which is no domain name");
            }
        }
        return domains;
    }

    private static <T> Optional<T> parsed(JsonBody body, String member, String what, Function<String, T> parse) {
        return body.text(member, MAX_NAME).flatMap(text -> {
            try {
                return Optional.of(parse.apply(text));
            } catch (Refusal e) {
                body.violate(member, what);
                return Optional.empty();
            }
        });
    }
}

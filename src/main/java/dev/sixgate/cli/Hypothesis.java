package dev.sixgate.cli;

import dev.sixgate.Refusal;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.Owner;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.policy.Facts;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the options that describe a change. What they leave out fits no rule that asks for it. */
final class Hypothesis {
    private static final String NOBODY = "nobody";
    private static final TargetName UNSTATED = new TargetName("unstated");

    private final Set<String> given = new HashSet<>();
    private final Set<String> endpointTypes = new HashSet<>();
    private final Map<String, String> tags = new TreeMap<>();
    private final Set<String> groups = new HashSet<>();
    private @Nullable DomainName domain;
    private @Nullable IpAddressType to;
    private TargetName target = UNSTATED;
    private String account = "";
    private String region = "";
    private String requester = NOBODY;
    private Level readiness = Level.UNKNOWN;
    private Instant at = ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);

    private Hypothesis() {}

    /** @throws WrongUsage if an option is unknown, comes twice or has no value that it can have; or one is missing */
    static Facts read(List<String> options) throws WrongUsage {
        var hypothesis = new Hypothesis();
        for (int i = 0; i < options.size(); i += 2) {
            if (i + 1 == options.size()) {
                throw new WrongUsage(options.get(i) + " has no value");
            }
            hypothesis.option(options.get(i), options.get(i + 1));
        }
        return hypothesis.facts();
    }

    private void option(String name, String value) throws WrongUsage {
        switch (name) {
            case "--tag" -> tag(value);
            case "--group" -> groups.add(value);
            case "--endpoint-type" -> endpointTypes.add(value);
            default -> once(name, value);
        }
    }

    private void once(String name, String value) throws WrongUsage {
        if (!given.add(name)) {
            throw new WrongUsage(name + " comes twice");
        }
        switch (name) {
            case "--domain" -> domain = parsed(name, value, DomainName::parse);
            case "--to" -> to = parsed(name, value, IpAddressType::parse);
            case "--target" -> target = parsed(name, value, TargetName::new);
            case "--account" -> account = value;
            case "--region" -> region = value;
            case "--requester" -> requester = value;
            case "--readiness" -> readiness = level(value);
            case "--at" -> at = moment(value);
            default -> throw new WrongUsage(name + " is no option");
        }
    }

    private void tag(String value) throws WrongUsage {
        int equals = value.indexOf('=');
        if (equals < 1) {
            throw new WrongUsage("--tag is key=value, not " + value);
        }
        if (tags.put(value.substring(0, equals), value.substring(equals + 1)) != null) {
            throw new WrongUsage("--tag " + value.substring(0, equals) + " comes twice");
        }
    }

    private static Level level(String value) throws WrongUsage {
        try {
            return Level.valueOf(value);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage("--readiness " + value + ": write PASS, WARN, UNKNOWN or FAIL");
        }
    }

    private static Instant moment(String value) throws WrongUsage {
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            throw new WrongUsage("--at " + value + ": write it as in 2026-12-01T08:00:00Z");
        }
    }

    private static <T> T parsed(String name, String value, Function<String, T> reading) throws WrongUsage {
        try {
            return reading.apply(value);
        } catch (Refusal e) {
            throw new WrongUsage(name + " " + value + ": " + e.detail());
        }
    }

    private Facts facts() throws WrongUsage {
        if (domain == null || to == null) {
            throw new WrongUsage("--domain and --to are needed");
        }
        return new Facts(
                domain,
                target,
                account,
                region,
                endpointTypes,
                to.other(),
                to,
                tags,
                Owner.kindBy(tags),
                readiness,
                requester,
                groups,
                1,
                at);
    }
}

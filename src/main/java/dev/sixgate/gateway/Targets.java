package dev.sixgate.gateway;

import dev.sixgate.Refusal;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.TargetsConfig.PaceConfig;
import dev.sixgate.gateway.TargetsConfig.TargetConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The configured targets, checked: a mistake in them stops the start with a sentence that says what to write. */
@ApplicationScoped
public class Targets {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,3}(-[a-z]+)+-[0-9]{1,2}");
    private static final Pattern ROLE = Pattern.compile("arn:(aws[a-z-]*):iam::([0-9]{12}):role/[\\w+=,.@/-]+");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private final NavigableMap<TargetName, TargetConfig> configs =
            new TreeMap<>(Comparator.comparing(TargetName::value));

    /**
     * How a change is watched after AWS took it.
     *
     * @param poll time between two looks at the domain
     * @param patience how long it may take before somebody should know
     * @param limit how long it may take at all
     */
    public record Verification(Duration poll, Duration patience, Duration limit) {}

    /** @throws IllegalArgumentException if a target is configured wrongly */
    Targets(TargetsConfig config) {
        config.targets().forEach((name, target) -> {
            requireValid(name, target);
            configs.put(nameOf(name), target);
        });
        configs.keySet().forEach(name -> configs.tailMap(name, false).keySet().forEach(o -> requireAgreement(name, o)));
    }

    /** Makes the check happen at the start, not at the first call. */
    void checkAtStart(@Observes StartupEvent started) {}

    /** In the order of their names. */
    public List<Target> all() {
        return configs.entrySet().stream()
                .map(e -> target(e.getKey(), e.getValue()))
                .toList();
    }

    public Optional<Target> find(TargetName name) {
        return Optional.ofNullable(configs.get(name)).map(config -> target(name, config));
    }

    /**
     * How changes in a target are watched.
     *
     * @throws GatewayFailure {@code UNREACHABLE} if no target of that name is configured (any more)
     */
    public Verification verification(TargetName name) {
        var verify = config(name).verify();
        return new Verification(verify.poll(), verify.patience(), verify.limit());
    }

    /**
     * Whether CloudTrail is asked about a target: unless it is not to be, or the target is some other AWS than AWS's own and nobody
     * said where its CloudTrail is.
     */
    public boolean asksTrail(TargetName name) {
        return Optional.ofNullable(configs.get(name))
                .filter(TargetConfig::trail)
                .filter(config ->
                        config.endpoint().isEmpty() || config.trailEndpoint().isPresent())
                .isPresent();
    }

    /** Whether no target can reach AWS: each has an endpoint, and all of them are on this machine. */
    public boolean areAllLocal() {
        return configs.values().stream()
                .allMatch(config -> config.endpoint().filter(Targets::isLocal).isPresent());
    }

    static boolean isLocal(URI endpoint) {
        return LOOPBACK.matcher(endpoint.getHost()).matches();
    }

    Target require(TargetName name) {
        return target(name, config(name));
    }

    TargetConfig config(TargetName name) {
        return Optional.ofNullable(configs.get(name)).orElseThrow(() -> AwsErrors.notConfigured(name));
    }

    /** @throws IllegalArgumentException if no target is in that account */
    PaceConfig pace(String account) {
        return configs.values().stream()
                .filter(config -> config.account().equals(account))
                .map(TargetConfig::pace)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No target is in account " + account + "."));
    }

    private static Target target(TargetName name, TargetConfig config) {
        return new Target(name, config.account(), config.region());
    }

    private static TargetName nameOf(String name) {
        try {
            return new TargetName(name);
        } catch (Refusal e) {
            throw new IllegalArgumentException("sixgate.targets." + name + ": " + e.detail(), e);
        }
    }

    private static void requireValid(String name, TargetConfig config) {
        require(
                ACCOUNT.matcher(config.account()).matches(),
                name + ".account",
                config.account(),
                "write the account's 12 digits");
        require(
                REGION.matcher(config.region()).matches(),
                name + ".region",
                config.region(),
                "write a Region such as eu-central-1");
        config.endpoint().ifPresent(uri -> requireHttp(name + ".endpoint", uri));
        config.readinessEndpoint().ifPresent(uri -> requireHttp(name + ".readiness-endpoint", uri));
        config.stsEndpoint().ifPresent(uri -> requireHttp(name + ".sts-endpoint", uri));
        config.route53Endpoint().ifPresent(uri -> requireHttp(name + ".route53-endpoint", uri));
        config.trailEndpoint().ifPresent(uri -> requireHttp(name + ".trail-endpoint", uri));
        requireRole(name, config);
        if (config.accessKeyId().isPresent() != config.secretAccessKey().isPresent()) {
            throw wrong(
                    name + ".access-key-id", "and secret-access-key belong together: write both, or leave both out.");
        }
        var pace = config.pace();
        requirePositive(name + ".pace.update-interval", pace.updateInterval(), "30s");
        require(pace.callsPerSecond() > 0, name + ".pace.calls-per-second", pace.callsPerSecond(), "write 10");
        require(pace.burst() > 0, name + ".pace.burst", pace.burst(), "write 40");
        double share = pace.backgroundShare();
        require(share > 0 && share <= 1, name + ".pace.background-share", share, "write a number up to 1, such as 0.5");
        var verify = config.verify();
        requirePositive(name + ".verify.poll", verify.poll(), "5s");
        requirePositive(name + ".verify.patience", verify.patience(), "5m");
        require(
                verify.limit().compareTo(verify.patience()) >= 0,
                name + ".verify.limit",
                verify.limit(),
                "write at least verify.patience, " + verify.patience());
    }

    /** A role of another account would change another account's domains, at this account's pace and under its name. */
    private static void requireRole(String name, TargetConfig config) {
        String partition = Partition.of(config.region());
        config.roleArn().ifPresent(arn -> {
            var role = ROLE.matcher(arn);
            require(
                    role.matches()
                            && role.group(1).equals(partition)
                            && role.group(2).equals(config.account()),
                    name + ".role-arn",
                    arn,
                    "write arn:" + partition + ":iam::" + config.account() + ":role/ and the role's name");
        });
        if (config.sessionTags() && config.roleArn().isEmpty()) {
            throw wrong(name + ".session-tags", "has no session to go with: write role-arn too, or leave it out.");
        }
        if (config.externalId().isPresent() && config.roleArn().isEmpty()) {
            throw wrong(name + ".external-id", "has no role to go with: write role-arn too, or leave it out.");
        }
    }

    private static void requireHttp(String key, URI uri) {
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        require(http && uri.getHost() != null, key, uri, "write an address such as https://host:port");
    }

    private static void requirePositive(String key, Duration value, String example) {
        require(
                !value.isNegative() && !value.isZero(),
                key,
                value,
                "write a time longer than none, such as " + example);
    }

    private static void require(boolean valid, String key, Object value, String remedy) {
        if (!valid) {
            throw wrong(key, "is \"" + value + "\": " + remedy + ".");
        }
    }

    /** Two targets of one account share its pace; of one Region, too, they would be the same domains twice. */
    private void requireAgreement(TargetName name, TargetName other) {
        TargetConfig a = config(name);
        TargetConfig b = config(other);
        if (!a.account().equals(b.account())) {
            return;
        }
        if (a.region().equals(b.region())) {
            throw wrong(other.value(), "is the account and Region of \"" + name + "\" again: leave one of them out.");
        }
        boolean same = a.pace().updateInterval().equals(b.pace().updateInterval())
                && a.pace().callsPerSecond() == b.pace().callsPerSecond()
                && a.pace().burst() == b.pace().burst()
                && a.pace().backgroundShare() == b.pace().backgroundShare();
        if (!same) {
            throw wrong(
                    other + ".pace", "differs from that of \"" + name + "\": an account has one pace, write the same.");
        }
    }

    private static IllegalArgumentException wrong(String key, String sentence) {
        return new IllegalArgumentException("sixgate.targets." + key + " " + sentence);
    }
}

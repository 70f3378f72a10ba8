package dev.sixgate.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * What the configuration says about the service's world, looked up before the service starts, in every place where the service
 * itself looks: system properties, environment, {@code .env}, {@code config/application.properties}, the package's own.
 *
 * @param database whether there is a datasource; without one PostgreSQL is started
 * @param endpoints each target's endpoint, if it has one; without targets the simulator is started
 * @param identity where the people come from
 * @param host where the service listens, if that is said
 * @param directory where the embedded PostgreSQL keeps its data
 * @param log what is said about who signs the audit trail: the keys without their prefix
 * @param simulatorPort the simulator's port on the loopback address; 0 for any
 * @param namesPort the same of its name server
 * @param sessionKey whether it is said what the demo people's sessions are encrypted with; else they end with the service
 * @param resolvers whether it is said who is asked for names; else it is that name server
 * @param traces whether it is said where traces go; else none are made
 */
record Configured(
        boolean database,
        Map<String, Optional<String>> endpoints,
        Identity identity,
        Optional<String> host,
        Path directory,
        Set<String> log,
        int simulatorPort,
        int namesPort,
        boolean sessionKey,
        boolean resolvers,
        boolean traces) {
    private static final String SESSION_KEY = "quarkus.http.auth.session.encryption-key";
    private static final int SESSION_KEY_BYTES = 32;
    private static final String TARGETS = "sixgate.targets.";
    private static final String AUDIT = "sixgate.audit.";
    private static final String OTLP = "quarkus.otel.exporter.otlp.";
    private static final int DEFAULT_SIMULATOR_PORT = 4510;
    private static final int DEFAULT_NAMES_PORT = 4553;

    static Configured in(Config config) {
        return new Configured(
                value(config, "quarkus.datasource.jdbc.url").isPresent(),
                endpoints(config),
                identity(config),
                value(config, "quarkus.http.host"),
                Path.of(value(config, "sixgate.embedded.directory").orElse(".sixgate")),
                Stream.of("signing-key", "checkpoint-directory")
                        .filter(key -> value(config, AUDIT + key).isPresent())
                        .collect(Collectors.toSet()),
                port(config, "sixgate.sandbox.port", DEFAULT_SIMULATOR_PORT),
                port(config, "sixgate.sandbox.dns-port", DEFAULT_NAMES_PORT),
                value(config, SESSION_KEY).isPresent(),
                value(config, "sixgate.dns.resolvers").isPresent(),
                Stream.of("endpoint", "traces.endpoint")
                        .anyMatch(key -> value(config, OTLP + key).isPresent()));
    }

    private static Optional<String> value(Config config, String key) {
        return config.getOptionalValue(key, String.class).filter(value -> !value.isBlank());
    }

    private static Map<String, Optional<String>> endpoints(Config config) {
        Map<String, Optional<String>> endpoints = new TreeMap<>();
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(key -> key.startsWith(TARGETS))
                .map(key -> name(key.substring(TARGETS.length())))
                .forEach(name -> endpoints.put(name, value(config, TARGETS + name + ".endpoint")));
        return endpoints;
    }

    /** The target's name as it stands in the key, its quotes included. */
    private static String name(String rest) {
        int end = rest.startsWith("\"") ? rest.indexOf('"', 1) + 1 : rest.indexOf('.');
        return end <= 0 ? rest : rest.substring(0, end);
    }

    private static Identity identity(Config config) {
        boolean provider = value(config, "quarkus.oidc.auth-server-url").isPresent()
                || value(config, "quarkus.oidc.public-key").isPresent();
        String wished = value(config, "sixgate.identity").orElse(provider ? "oidc" : "demo");
        return switch (wished.toLowerCase(Locale.ROOT)) {
            case "demo" -> Identity.DEMO;
            case "oidc" -> {
                if (!provider) {
                    throw new StartRefused(
                            "sixgate.identity is oidc, but there is no OpenID provider.",
                            "Name it: QUARKUS_OIDC_AUTH_SERVER_URL=https://...");
                }
                yield Identity.OIDC;
            }
            default ->
                throw new StartRefused(
                        "sixgate.identity is \"" + wished + "\", which is neither demo nor oidc.",
                        "Write SIXGATE_IDENTITY=demo or SIXGATE_IDENTITY=oidc, or leave it out: it is oidc as soon as"
                                + " QUARKUS_OIDC_AUTH_SERVER_URL is set.");
        };
    }

    private static int port(Config config, String key, int otherwise) {
        Optional<String> written = value(config, key);
        try {
            return written.map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw new StartRefused(
                    key + " is \"" + written.orElse("") + "\", which is no port.",
                    "Write a number, or 0 for any free port.");
        }
    }

    boolean targets() {
        return !endpoints.isEmpty();
    }

    /**
     * @throws StartRefused if people whose password everybody knows could reach a real account, or the record of what is done
     *     to one would be kept in the database of a first run
     */
    void requireSafe() {
        boolean isReal = endpoints.values().stream()
                .anyMatch(endpoint -> !endpoint.map(Configured::isLoopback).orElse(false));
        if (identity != Identity.DEMO) {
            if (isReal && !database) {
                throw new StartRefused(
                        "A target is real, but there is no database to keep its changes and audit trail in; the embedded one"
                                + " is for a first run.",
                        "Name a PostgreSQL: QUARKUS_DATASOURCE_JDBC_URL=jdbc:postgresql://...");
            }
            return;
        }
        endpoints.forEach((target, endpoint) -> {
            if (!endpoint.map(Configured::isLoopback).orElse(false)) {
                throw new StartRefused(
                        "Target " + target + " is real (" + endpoint.orElse("AWS's own endpoint")
                                + "), and anybody who knows the" + " demo password could change it.",
                        "Name an OpenID provider: QUARKUS_OIDC_AUTH_SERVER_URL=https://... The demo people may use targets"
                                + " whose endpoint is a loopback address, such as http://127.0.0.1:"
                                + DEFAULT_SIMULATOR_PORT + ".");
            }
        });
    }

    /** By its spelling alone: what a name resolves to today says nothing of tomorrow. */
    static boolean isLoopback(String endpoint) {
        try {
            String host = URI.create(endpoint).getHost();
            return host != null && host.matches("(?i)localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0(:0){6}:1]");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Tells the service what follows from it. */
    void handOn() {
        boolean demo = identity == Identity.DEMO;
        System.setProperty("sixgate.identity", demo ? "demo" : "oidc");
        System.setProperty("launcher.traces.on", String.valueOf(traces));
        System.setProperty("launcher.traces.off", String.valueOf(!traces));
        System.setProperty("quarkus.oidc.tenant-enabled", String.valueOf(!demo));
        System.setProperty("quarkus.http.auth.permission.sign-in.auth-mechanism", demo ? "form" : "code");
        System.setProperty("quarkus.http.auth.permission.sign-in.policy", demo ? "permit" : "authenticated");
        if (!sessionKey) {
            // Else one is made up for us, and written to the log.
            byte[] key = new byte[SESSION_KEY_BYTES];
            new SecureRandom().nextBytes(key);
            System.setProperty(SESSION_KEY, Base64.getEncoder().encodeToString(key));
        }
        if (host.isEmpty()) {
            System.setProperty("quarkus.http.host", demo ? "127.0.0.1" : "0.0.0.0");
        }
    }
}

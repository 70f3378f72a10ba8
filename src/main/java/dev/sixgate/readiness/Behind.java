package dev.sixgate.readiness;

import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.Surroundings.Unread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the APIs behind a domain make of callers that come by the other kind of address. */
final class Behind {
    private static final String CHECK = "mapped-apis";
    private static final String SOURCE_IP = "identity.sourceIp";

    private Behind() {}

    static List<Finding> assess(ObservedDomain domain, IpAddressType to) {
        Surroundings around = domain.surroundings();
        if (around == null) {
            return List.of(new Finding(
                    CHECK,
                    Level.UNKNOWN,
                    "What answers behind the domain was not looked at yet.",
                    "Wait for the next survey, and plan anew.",
                    null));
        }
        List<Finding> findings = new ArrayList<>(mapped(around));
        for (MappedApi api : around.apis()) {
            if (api.kind().equals("REST")) {
                findings.addAll(ResourcePolicy.assess(api, to));
                findings.addAll(WebAcls.assess(api, around, to));
            }
            findings.add(accessLog(api, to));
            if (to == IpAddressType.DUALSTACK) {
                authorizers(api).ifPresent(findings::add);
            }
            findings.add(defaultEndpoint(api, domain, to));
        }
        return findings;
    }

    /** As people know it. */
    static String named(MappedApi api) {
        return api.kind() + " API " + api.name() + " (" + api.apiId() + ", stage " + api.stage() + ")";
    }

    private static List<Finding> mapped(Surroundings around) {
        if (around.apis().isEmpty() && around.unread().isEmpty()) {
            return List.of(
                    finding(CHECK, Level.WARN, null, "No API is mapped to the domain: nobody is answered.", null));
        }
        return Stream.concat(
                        around.unread().stream().map(Behind::unread),
                        around.apis().isEmpty()
                                ? Stream.empty()
                                : Stream.of(finding(
                                        CHECK,
                                        Level.PASS,
                                        null,
                                        around.apis().size() + " API stages behind the domain were read.",
                                        null)))
                .toList();
    }

    /** What could not be read is never fine. */
    private static Finding unread(Unread unread) {
        return unread.code().equals("NotFound")
                ? finding(
                        CHECK,
                        Level.WARN,
                        null,
                        "The domain leads to " + unread.what() + ", which is not there.",
                        "Take the mapping away, or mend it.")
                : finding(
                        CHECK,
                        Level.UNKNOWN,
                        null,
                        "AWS did not show " + unread.what() + " (" + unread.code() + ").",
                        "Allow " + unread.permission() + ".");
    }

    private static Finding accessLog(MappedApi api, IpAddressType to) {
        String format = api.accessLogFormat();
        if (format == null) {
            return finding("access-log", Level.PASS, api, "writes no access log.", null);
        }
        if (!format.contains(SOURCE_IP)) {
            return finding("access-log", Level.PASS, api, "writes no address to its access log.", null);
        }
        return to == IpAddressType.DUALSTACK
                ? finding(
                        "access-log",
                        Level.WARN,
                        api,
                        "writes the caller's address to its access log; what reads that may take it for IPv4.",
                        "Check parsers, columns and alerts with an IPv6 address.")
                : finding(
                        "access-log",
                        Level.PASS,
                        api,
                        "writes the caller's address to its access log: it shows who comes by IPv6.",
                        null);
    }

    private static Optional<Finding> authorizers(MappedApi api) {
        return api.requestAuthorizers().isEmpty()
                ? Optional.empty()
                : Optional.of(finding(
                        "authorizer",
                        Level.WARN,
                        api,
                        "asks " + String.join(", ", api.requestAuthorizers())
                                + ", which is given the caller's address and may take it for IPv4.",
                        "Call it once with an IPv6 sourceIp."));
    }

    private static Finding defaultEndpoint(MappedApi api, ObservedDomain domain, IpAddressType to) {
        String check = "default-endpoint";
        if (!api.defaultEndpoint()) {
            return finding(check, Level.PASS, api, "is reached by its domains alone.", null);
        }
        if (domain.mutualTls() != null) {
            return finding(
                    check,
                    Level.WARN,
                    api,
                    "can be called by its default endpoint, where nobody asks for a client certificate.",
                    "Disable the default endpoint.");
        }
        return finding(
                check,
                Level.PASS,
                api,
                api.ipAddressType().equals(to.wire())
                        ? "has a default endpoint of the same type."
                        : "keeps a default endpoint that is " + api.ipAddressType() + ": callers of it see no change.",
                null);
    }

    private static Finding finding(
            String check, Level level, @Nullable MappedApi api, String detail, @Nullable String fix) {
        return api == null
                ? new Finding(check, level, detail, fix, null)
                : new Finding(check, level, named(api) + " " + detail, fix, api.apiId());
    }
}

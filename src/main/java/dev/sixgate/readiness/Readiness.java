package dev.sixgate.readiness;

import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the inventory tells about a change of a domain's IP address type; no call is made. */
public final class Readiness {
    private Readiness() {}

    /** The findings on giving a domain that type, always in the same order and words for the same domain. */
    public static List<Finding> assess(ObservedDomain domain, IpAddressType to) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Ownership.of(domain));
        findings.add(status(domain));
        findings.addAll(DnsCheck.assess(domain, to));
        findings.addAll(Certificates.assess(domain));
        findings.addAll(Fronts.assess(domain, to));
        findings.addAll(Behind.assess(domain, to));
        return findings;
    }

    /** Who owns the domain, by its tags; empty if they tell of nobody. */
    public static Map<String, String> ownerOf(ObservedDomain domain) {
        Map<String, String> described = new TreeMap<>();
        Owner.by(domain.tags()).ifPresent(owner -> {
            described.put("kind", owner.kind().wire());
            if (owner.stack() != null) {
                described.put("stack", owner.stack());
            }
        });
        return described;
    }

    private static Finding status(ObservedDomain domain) {
        return switch (domain.status()) {
            case "AVAILABLE" -> new Finding("status", Level.PASS, "The domain is AVAILABLE.", null);
            case "UPDATING" ->
                new Finding(
                        "status",
                        Level.WARN,
                        "Another update of the domain is running; this one will wait for it.",
                        null);
            default ->
                new Finding(
                        "status",
                        Level.FAIL,
                        "The domain is " + domain.status() + "; AWS refuses updates until that is mended.",
                        "Renew or validate the certificate that AWS asks for.");
        };
    }
}

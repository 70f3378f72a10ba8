package dev.sixgate.change;

import dev.sixgate.CanonicalJson;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Fingerprint;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a change would do: the whole configuration before and after, and what was found around it. Who approves it approves
 * its {@link #digest()}.
 *
 * @param checklist what its approver has to look at; none in plans from before there were checklists, whose digests do not cover
 *     it
 * @param tags of the domain when it was planned; the policies may ask for them, the digest does not cover them
 */
public record Plan(
        Fingerprint fingerprint,
        Map<String, Object> before,
        Map<String, Object> after,
        List<Finding> readiness,
        List<ChecklistItem> checklist,
        List<String> endpointTypes,
        Map<String, String> tags,
        Instant observedAt,
        String digest) {

    public Plan {
        before = new TreeMap<>(before);
        after = new TreeMap<>(after);
        readiness = List.copyOf(readiness);
        checklist = checklist == null ? List.of() : List.copyOf(checklist);
        endpointTypes = List.copyOf(endpointTypes);
        tags = Map.copyOf(tags);
    }

    /** The same plan of a domain whose tags are others by now; no digest covers them, and policies ask for those of now. */
    Plan withTags(Map<String, String> now) {
        return new Plan(fingerprint, before, after, readiness, checklist, endpointTypes, now, observedAt, digest);
    }

    /** Plans to give a domain, as it was observed, another IP address type under the policies of that digest. */
    public static Plan of(ObservedDomain domain, IpAddressType to, List<Finding> readiness, String policyDigest) {
        Fingerprint fingerprint = domain.fingerprint();
        List<ChecklistItem> checklist = Checklist.of(domain, to);
        String digest = CanonicalJson.digest(Map.of(
                "fingerprint", fingerprint.value(),
                "to", to.wire(),
                "readiness", readiness,
                "checklist", checklist,
                "policy", policyDigest));
        return new Plan(
                fingerprint,
                domain.configuration(),
                domain.configurationWith(to),
                readiness,
                checklist,
                domain.endpointTypes(),
                domain.tags(),
                domain.observedAt(),
                digest);
    }
}

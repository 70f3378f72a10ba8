package dev.sixgate.readiness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.domainname.Dns;
import dev.sixgate.domainname.Dns.Visibility;
import dev.sixgate.domainname.Dns.Zone;
import dev.sixgate.domainname.ObservedDomain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The AAAA alias that leads a domain's name to API Gateway, as what to run to have it.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html">
 *     ChangeResourceRecordSets</a>
 */
final class AliasRecord {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AliasRecord() {}

    /** Where several records share the traffic, the new ones have to do so too, which only their owner can say how. */
    static String toAdd(ObservedDomain domain, @Nullable Dns dns, Visibility visibility) {
        if (dns != null && dns.records(visibility).stream().anyMatch(Dns.RecordSet::routed)) {
            return "Add an AAAA alias beside each A alias, with the same routing policy.";
        }
        String zone = dns == null
                ? "ZONE"
                : dns.zones(visibility).stream().findFirst().map(Zone::id).orElse("ZONE");
        return "aws route53 change-resource-record-sets --hosted-zone-id " + zone + " --change-batch '" + batch(domain)
                + "'";
    }

    private static String batch(ObservedDomain domain) {
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("HostedZoneId", domain.hostedZoneId());
        target.put("DNSName", domain.apiGatewayDomainName());
        target.put("EvaluateTargetHealth", false);
        Map<String, Object> set = new LinkedHashMap<>();
        set.put("Name", domain.name().value());
        set.put("Type", "AAAA");
        set.put("AliasTarget", target);
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("Action", "UPSERT");
        change.put("ResourceRecordSet", set);
        try {
            return JSON.writeValueAsString(Map.of("Changes", List.of(change)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON form of names", e);
        }
    }
}

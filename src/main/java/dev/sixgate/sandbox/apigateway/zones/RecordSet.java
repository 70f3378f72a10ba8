package dev.sixgate.sandbox.apigateway.zones;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of one name and type; either values, or an alias.
 *
 * @param ttl in seconds, null for an alias
 * @param setIdentifier tells record sets of one name and type apart that share the traffic; with {@code weight}
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html">ResourceRecordSet</a>
 */
public record RecordSet(
        String name,
        String type,
        @Nullable Long ttl,
        List<String> values,
        @Nullable Alias alias,
        @Nullable String setIdentifier,
        @Nullable Long weight) {

    /** The name whose answers are given as one's own. */
    public record Alias(String hostedZoneId, String dnsName, boolean evaluateTargetHealth) {
        public Alias {
            if (hostedZoneId == null || dnsName == null) {
                throw new IllegalArgumentException("an alias needs hostedZoneId and dnsName");
            }
            dnsName = Names.kept(dnsName);
        }
    }

    /** @throws IllegalArgumentException if name or type is missing, or it is neither values nor an alias */
    public RecordSet {
        if (name == null || type == null) {
            throw new IllegalArgumentException("a record set needs name and type");
        }
        name = Names.kept(name);
        values = values == null ? List.of() : List.copyOf(values);
        if (values.isEmpty() == (alias == null)) {
            throw new IllegalArgumentException("a record set has either values or an alias");
        }
        ttl = alias != null ? null : ttl == null ? Long.valueOf(300) : ttl;
    }

    /** What it is found by within its zone; also the order of a listing. */
    public String key() {
        return Names.order(name) + " " + type + " " + (setIdentifier == null ? "" : setIdentifier);
    }
}

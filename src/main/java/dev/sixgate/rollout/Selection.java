package dev.sixgate.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.domainname.DomainName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which domains, as it is asked; absent members mean any. It is looked up once: domains that come later never join.
 *
 * @param target its configured name
 * @param tags each must be there with that value
 * @param q a part of the name
 * @param ipAddressType the present type, as AWS spells it
 * @param domains just these, in this order; none of the others where they are given, but for target
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Selection(
        @Nullable String target,
        Map<String, String> tags,
        @Nullable String q,
        @Nullable String ipAddressType,
        List<DomainName> domains) {
    public Selection {
        // What is empty is left out where it is stored.
        tags = tags == null ? Map.of() : Map.copyOf(tags);
        domains = domains == null ? List.of() : List.copyOf(domains);
    }

    /** Whether it names its domains, instead of what they have in common. */
    public boolean namesThem() {
        return !domains.isEmpty();
    }
}

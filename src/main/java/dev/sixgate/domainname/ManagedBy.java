package dev.sixgate.domainname;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of AWS's two APIs manages a domain.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-custom-domain-ip-address-type.html">IP
 *     address types for custom domain names</a>
 */
public final class ManagedBy {
    private ManagedBy() {}

    /**
     * Whether version 1 does: unless the domain is REGIONAL alone, or with a security policy or an endpoint access mode that
     * version 2 does not take, and might take away.
     */
    public static boolean version1(
            List<String> endpointTypes, @Nullable String securityPolicy, @Nullable String endpointAccessMode) {
        return !endpointTypes.equals(List.of("REGIONAL"))
                || endpointAccessMode != null
                || (securityPolicy != null
                        && (securityPolicy.startsWith("SecurityPolicy_") || securityPolicy.equals("TLS_1_0")));
    }
}

package dev.sixgate.domainname;

import dev.sixgate.domainname.Surroundings.Unread;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a client and the APIs behind a domain, beside the domain itself: web ACLs, certificates, distributions of
 * CloudFront. Little is kept of each, and no address.
 *
 * @param webAcls each web ACL of the stages behind the domain, by ARN
 * @param certificates each certificate that the domain names, by ARN
 * @param front CloudFront before the domain; null where its partition has no CloudFront
 */
public record Guards(
        List<WebAcl> webAcls,
        List<Certificate> certificates,
        @Nullable Front front) {

    public Guards {
        webAcls = List.copyOf(webAcls);
        certificates = List.copyOf(certificates);
    }

    /**
     * A certificate of ACM, in ACM's words.
     *
     * @param status {@code ISSUED}, {@code EXPIRED} and others; null where it could not be read
     * @param type {@code AMAZON_ISSUED}, {@code IMPORTED} or {@code PRIVATE}
     * @param notAfter until when it is valid; null where it never was
     * @param renewable whether ACM renews it by itself
     * @param renewal where its running or last renewal stands, {@code FAILED} for example; null where there was none
     * @param unread why it could not be read
     * @see <a href="https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html">CertificateDetail</a>
     */
    public record Certificate(
            String arn,
            @Nullable String status,
            @Nullable String type,
            @Nullable Instant notAfter,
            boolean renewable,
            @Nullable String renewal,
            @Nullable Unread unread) {

        /** One that could not be read. */
        public static Certificate unread(String arn, Unread why) {
            return new Certificate(arn, null, null, null, false, null, why);
        }
    }

    /**
     * CloudFront before a domain.
     *
     * @param distributions the account's that are enabled and have the domain as an origin, by id
     * @param unread why they could not be read
     */
    public record Front(
            List<Distribution> distributions, @Nullable Unread unread) {
        public Front {
            distributions = List.copyOf(distributions);
        }
    }

    /**
     * A distribution, with one of its origins.
     *
     * @param domainName by which its clients know it at CloudFront
     * @param ipv6 whether its clients may come by IPv6
     * @param originIpAddressType by which it comes to the domain: {@code ipv4}, {@code ipv6} or {@code dualstack}
     * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomOriginConfig.html">CustomOriginConfig</a>
     */
    public record Distribution(String id, String domainName, boolean ipv6, String originIpAddressType) {}
}

package dev.sixgate.gateway;

import dev.sixgate.gateway.TargetsConfig.TargetConfig;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * One target's clients of what stands before its APIs, each made when it is first asked for: many targets have no web ACL, and an
 * SDK client costs a while and some megabytes. They only read.
 */
final class GuardClients implements SdkAutoCloseable {
    private final AwsClients clients;
    private final TargetConfig config;
    private final AwsCredentialsProvider reading;
    private final Map<String, SdkAutoCloseable> made = new ConcurrentHashMap<>();

    GuardClients(AwsClients clients, TargetConfig config, AwsCredentialsProvider reading) {
        this.clients = clients;
        this.config = config;
        this.reading = reading;
    }

    Wafv2Client waf() {
        return made(
                "wafv2",
                Wafv2Client.class,
                key -> clients.repeating(Wafv2Client.builder(), config.region(), endpoint())
                        .credentialsProvider(reading)
                        .build());
    }

    /** @param region of the certificate: those of EDGE domains are in us-east-1, wherever the domain is */
    AcmClient acm(String region) {
        return made(
                "acm " + region,
                AcmClient.class,
                key -> clients.repeating(AcmClient.builder(), region, endpoint())
                        .credentialsProvider(reading)
                        .build());
    }

    /** Empty where the partition has no CloudFront. */
    Optional<CloudFrontClient> cloudFront() {
        return cloudFrontRegion(config.region())
                .map(region -> made(
                        "cloudfront",
                        CloudFrontClient.class,
                        key -> clients.repeating(CloudFrontClient.builder(), region.id(), endpoint())
                                .credentialsProvider(reading)
                                .build()));
    }

    /**
     * CloudFront has one endpoint in AWS's own partition and one in China, and none in GovCloud and the isolated ones.
     *
     * @see <a href="https://docs.aws.amazon.com/general/latest/gr/cf_region.html">CloudFront endpoints</a>
     * @see <a href="https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/setting-up-cloudfront.html">CloudFront and GovCloud</a>
     */
    static Optional<Region> cloudFrontRegion(String region) {
        if (region.startsWith("cn-")) {
            return Optional.of(Region.AWS_CN_GLOBAL);
        }
        return region.startsWith("us-gov-") || region.contains("-iso") || region.startsWith("eusc-")
                ? Optional.empty()
                : Optional.of(Region.AWS_GLOBAL);
    }

    @Override
    public void close() {
        made.values().forEach(SdkAutoCloseable::close);
    }

    /** An endpoint for API Gateway may be a VPC endpoint of it, which answers for nothing else; one on this machine is a simulator. */
    private Optional<URI> endpoint() {
        return config.readinessEndpoint().or(() -> config.endpoint().filter(Targets::isLocal));
    }

    private <C extends SdkAutoCloseable> C made(String key, Class<C> type, Function<String, C> maker) {
        return type.cast(made.computeIfAbsent(key, maker));
    }
}

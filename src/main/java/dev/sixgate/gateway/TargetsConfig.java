package dev.sixgate.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The accounts and Regions that are governed here, as {@code sixgate.targets.<name>.*}; {@link Targets} checks them. A name
 * with a dot is quoted: {@code sixgate.targets."eu.shop".region}. Durations are written {@code 30s}, {@code 5m} or in ISO 8601.
 */
@ConfigMapping(prefix = "sixgate.targets")
public interface TargetsConfig {

    @WithParentName
    Map<String, TargetConfig> targets();

    /** One account and Region. */
    interface TargetConfig {
        /** The Region, {@code eu-central-1} for example. */
        String region();

        /** The account's 12 digits. */
        String account();

        /** Where API Gateway answers; left out: AWS's own endpoint of the Region. */
        Optional<URI> endpoint();

        /**
         * Where WAF, ACM and CloudFront answer; left out: {@code endpoint} where that is on this machine, else AWS's own
         * endpoints.
         */
        Optional<URI> readinessEndpoint();

        /** Where STS answers; left out: AWS's own endpoint of the Region. */
        Optional<URI> stsEndpoint();

        /** Where Route 53 answers; left out: where a simulator on this machine is, else AWS's own endpoint. */
        Optional<URI> route53Endpoint();

        /** The role of this account to assume, as an ARN; left out: the credentials below are used as they are. */
        Optional<String> roleArn();

        /** The external id that the role's trust policy asks for. */
        Optional<String> externalId();

        /** Whether the session of a write has tags that name the change; the role's trust policy must allow sts:TagSession. */
        @WithDefault("false")
        boolean sessionTags();

        /** Whether CloudTrail is asked who did something; it costs a call for each change and each drift. */
        @WithDefault("true")
        boolean trail();

        /** Where CloudTrail answers; left out: AWS's own endpoint of the Region, but nobody is asked where endpoint is given. */
        Optional<URI> trailEndpoint();

        /** A static access key, for tests; left out: the SDK's default chain (environment, profile, container, instance). */
        Optional<String> accessKeyId();

        /** The secret of {@code access-key-id}. */
        Optional<String> secretAccessKey();

        PaceConfig pace();

        VerifyConfig verify();
    }

    /**
     * AWS's quota of an account, the same in all targets of the account.
     *
     * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway quotas</a>
     */
    interface PaceConfig {
        /** Time between the end of one UpdateDomainName and the next; AWS asks for 30 seconds. */
        @WithDefault("30s")
        Duration updateInterval();

        /** Calls of all kinds in a second, in the long run; AWS allows 10. */
        @WithDefault("10")
        int callsPerSecond();

        /** Calls of all kinds at once after a rest; AWS allows 40. */
        @WithDefault("40")
        int burst();

        /** Which part of both what is read in the background may use: listings and surveys; from 0, exclusive, to 1. */
        @WithDefault("0.5")
        double backgroundShare();
    }

    /** How a change is watched after AWS took it. */
    interface VerifyConfig {
        /** Time between two looks at the domain. */
        @WithDefault("5s")
        Duration poll();

        /** How long it may take before somebody should know. */
        @WithDefault("5m")
        Duration patience();

        /** How long it may take at all; after it the change has failed. */
        @WithDefault("60m")
        Duration limit();
    }
}

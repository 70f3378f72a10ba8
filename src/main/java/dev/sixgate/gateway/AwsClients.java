package dev.sixgate.gateway;

import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.TargetsConfig.TargetConfig;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.logging.Log;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's clients, one set per target over shared connections. Reads are repeated by the SDK; the clients that write send
 * once.
 */
@ApplicationScoped
class AwsClients {
    private final Targets targets;
    private final Timeouts timeouts;
    private final TracedCalls traced;
    private final SdkHttpClient remote;

    /** For endpoints on this machine, which no proxy can reach. */
    private final SdkHttpClient local;

    private final DefaultCredentialsProvider chain =
            DefaultCredentialsProvider.builder().build();
    private final Map<TargetName, Clients> byTarget = new ConcurrentHashMap<>();
    private final Map<TargetName, CloudTrailClient> trails = new ConcurrentHashMap<>();

    /**
     * How long to wait for AWS.
     *
     * @param connect for a connection, or for a free one of the pool
     * @param socket between two pieces of an answer
     * @param attempt for one request and its whole answer; a write is one attempt
     * @param call for a read or an AssumeRole with all of its attempts
     */
    record Timeouts(Duration connect, Duration socket, Duration attempt, Duration call) {
        static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(12), Duration.ofSeconds(25));

        /** The longest that one write may take: its turn in the call budget, its session, its one request. */
        Duration longestWrite() {
            return CallBudget.LONGEST_WAIT.plus(call).plus(attempt);
        }
    }

    /**
     * The clients of one target.
     *
     * @param v2Once sends once, and takes its credentials with each call; so does {@code v1Once}
     * @param guards of what stands before the APIs
     */
    record Clients(
            ApiGatewayV2Client v2,
            ApiGatewayClient v1,
            ApiGatewayV2Client v2Once,
            ApiGatewayClient v1Once,
            Route53Client route53,
            GuardClients guards,
            AwsSession session) {
        void close() {
            Stream.of(v2, v1, v2Once, v1Once, route53, guards, session).forEach(SdkAutoCloseable::close);
        }
    }

    @Inject
    AwsClients(Targets targets, OpenTelemetry telemetry, OTelRuntimeConfig config) {
        this(targets, Timeouts.DEFAULT, config.sdkDisabled() ? OpenTelemetry.noop() : telemetry);
    }

    AwsClients(Targets targets, Timeouts timeouts, OpenTelemetry telemetry) {
        this(
                targets,
                timeouts,
                telemetry,
                http(timeouts, ProxyConfiguration.builder().build()),
                http(
                        timeouts,
                        ProxyConfiguration.builder()
                                .useSystemPropertyValues(false)
                                .useEnvironmentVariableValues(false)
                                .build()));
    }

    AwsClients(Targets targets, Timeouts timeouts, OpenTelemetry telemetry, SdkHttpClient remote, SdkHttpClient local) {
        this.targets = targets;
        this.timeouts = timeouts;
        this.traced = new TracedCalls(telemetry);
        this.remote = remote;
        this.local = local;
    }

    /** @throws GatewayFailure {@code UNREACHABLE} if no target of that name is configured */
    Clients of(TargetName target) {
        TargetConfig config = targets.config(target);
        return byTarget.computeIfAbsent(target, name -> clients(config));
    }

    /**
     * CloudTrail of a target; each call is sent once.
     *
     * @throws GatewayFailure {@code UNREACHABLE} if no target of that name is configured
     */
    CloudTrailClient trail(TargetName target) {
        TargetConfig config = targets.config(target);
        AwsSession session = of(target).session();
        return trails.computeIfAbsent(
                target,
                name -> once(CloudTrailClient.builder(), config.region(), config.trailEndpoint())
                        .credentialsProvider(session.reading())
                        .build());
    }

    @PreDestroy
    void close() {
        trails.values().forEach(SdkAutoCloseable::close);
        byTarget.values().forEach(Clients::close);
        chain.close();
        remote.close();
        local.close();
    }

    /** Loads the SDK's classes, 1.7 seconds of the first call, by a call to port 1 of this machine, which answers nobody. */
    void warmUp() {
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("warm", "up"));
        var nobody = Optional.of(URI.create("http://127.0.0.1:1"));
        var builder = once(ApiGatewayV2Client.builder(), "us-east-1", nobody).credentialsProvider(credentials);
        // Of a failure at each start there is nothing to trace.
        var untraced = builder.overrideConfiguration().toBuilder()
                .executionInterceptors(List.of())
                .build();
        try (var client = builder.overrideConfiguration(untraced).build()) {
            client.getDomainNames();
        } catch (RuntimeException expected) {
            Log.debugf("aws=warm");
        }
    }

    private Clients clients(TargetConfig config) {
        String region = config.region();
        AwsCredentialsProvider base = config.accessKeyId()
                .<AwsCredentialsProvider>map(id -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(id, config.secretAccessKey().orElseThrow())))
                .orElse(chain);
        StsClient sts = repeating(StsClient.builder(), region, config.stsEndpoint())
                .credentialsProvider(base)
                .build();
        var session = new AwsSession(config, sts, base);
        AwsCredentialsProvider reading = session.reading();
        var nobody = AnonymousCredentialsProvider.create();
        return new Clients(
                repeating(ApiGatewayV2Client.builder(), region, config.endpoint())
                        .credentialsProvider(reading)
                        .build(),
                repeating(ApiGatewayClient.builder(), region, config.endpoint())
                        .credentialsProvider(reading)
                        .build(),
                once(ApiGatewayV2Client.builder(), region, config.endpoint())
                        .credentialsProvider(nobody)
                        .build(),
                once(ApiGatewayClient.builder(), region, config.endpoint())
                        .credentialsProvider(nobody)
                        .build(),
                // It has no Region: the SDK takes the one endpoint of the Region's partition.
                repeating(Route53Client.builder(), region, route53At(config))
                        .credentialsProvider(reading)
                        .build(),
                new GuardClients(this, config, reading),
                session);
    }

    /** A simulator on this machine simulates Route 53 too; another endpoint of API Gateway's says nothing of Route 53's. */
    private static Optional<URI> route53At(TargetConfig config) {
        return config.route53Endpoint().or(() -> config.endpoint().filter(Targets::isLocal));
    }

    <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B repeating(
            B builder, String region, Optional<URI> endpoint) {
        return client(builder, region, endpoint, AwsRetryStrategy.forRetryMode(RetryMode.STANDARD), timeouts.call());
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B once(
            B builder, String region, Optional<URI> endpoint) {
        return client(builder, region, endpoint, AwsRetryStrategy.doNotRetry(), timeouts.attempt());
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B client(
            B builder, String region, Optional<URI> endpoint, RetryStrategy retries, Duration call) {
        endpoint.ifPresent(builder::endpointOverride);
        return builder.region(Region.of(region))
                .httpClient(endpoint.filter(Targets::isLocal).isPresent() ? local : remote)
                .overrideConfiguration(override -> override.retryStrategy(retries)
                        .apiCallTimeout(call)
                        .apiCallAttemptTimeout(timeouts.attempt())
                        .addExecutionInterceptor(traced)
                        .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "sixgate"));
    }

    private static SdkHttpClient http(Timeouts timeouts, ProxyConfiguration proxy) {
        return ApacheHttpClient.builder()
                .connectionTimeout(timeouts.connect())
                .connectionAcquisitionTimeout(timeouts.connect())
                .socketTimeout(timeouts.socket())
                .proxyConfiguration(proxy)
                .build();
    }
}

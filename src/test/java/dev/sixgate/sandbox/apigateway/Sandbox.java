package dev.sixgate.sandbox.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.sandbox.apigateway.world.SimulatorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.DomainNameConfiguration;
import software.amazon.awssdk.services.apigatewayv2.model.IpAddressType;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateDomainNameResponse;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** A running simulator with the real AWS clients, which never retry, and its admin path. */
final class Sandbox implements AutoCloseable {
    static final String FIRST = "SANDBOX111111111111";
    static final String SECOND = "SANDBOX222222222222";
    static final String FRANKFURT = "eu-central-1";
    static final String VIRGINIA = "us-east-1";
    static final String CERTIFICATE = "arn:aws:acm:eu-central-1:111111111111:certificate/0b9f2c9e-fresh";

    private static final SdkHttpClient APACHE = ApacheHttpClient.create();
    private static final HttpClient RAW =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiGatewaySimulator simulator;

    private Sandbox(SimulatorSettings settings) {
        this.simulator = ApiGatewaySimulator.start(settings);
    }

    static Sandbox start() {
        return new Sandbox(SimulatorSettings.defaults());
    }

    static Sandbox unthrottled() {
        return new Sandbox(SimulatorSettings.defaults().withoutThrottling());
    }

    URI uri() {
        return simulator.uri();
    }

    ApiGatewayV2Client v2() {
        return v2(FIRST, FRANKFURT);
    }

    ApiGatewayV2Client v2(String key, String region) {
        return configured(ApiGatewayV2Client.builder().httpClient(APACHE), basic(key), region)
                .build();
    }

    ApiGatewayV2Client v2(Credentials session, String region) {
        return configured(ApiGatewayV2Client.builder().httpClient(APACHE), of(session), region)
                .build();
    }

    ApiGatewayClient v1() {
        return configured(ApiGatewayClient.builder().httpClient(APACHE), basic(FIRST), FRANKFURT)
                .build();
    }

    Route53Client route53(String key) {
        return configured(Route53Client.builder().httpClient(APACHE), basic(key), FRANKFURT)
                .build();
    }

    /** The names that API Gateway gave to all the domains that there are. */
    List<String> domainTargets() {
        return List.copyOf(admin("GET", "domains", null).path("domains").findValuesAsText("apiGatewayDomainName"));
    }

    CloudTrailClient cloudTrail(String key, String region) {
        return configured(CloudTrailClient.builder().httpClient(APACHE), basic(key), region)
                .build();
    }

    StsClient sts() {
        return configured(StsClient.builder().httpClient(APACHE), basic(FIRST), FRANKFURT)
                .build();
    }

    StsClient sts(Credentials session) {
        return configured(StsClient.builder().httpClient(APACHE), of(session), FRANKFURT)
                .build();
    }

    /** The whole configuration of a domain name with another IP address type, as a careful caller sends it. */
    static DomainNameConfiguration whole(ApiGatewayV2Client v2, String domain, IpAddressType type) {
        var now = v2.getDomainName(r -> r.domainName(domain))
                .domainNameConfigurations()
                .get(0);
        return DomainNameConfiguration.builder()
                .certificateArn(now.certificateArn())
                .endpointType(now.endpointTypeAsString())
                .securityPolicy(now.securityPolicyAsString())
                .ownershipVerificationCertificateArn(now.ownershipVerificationCertificateArn())
                .ipAddressType(type)
                .build();
    }

    static UpdateDomainNameResponse update(ApiGatewayV2Client v2, String domain, IpAddressType type) {
        var configuration = whole(v2, domain, type);
        return v2.updateDomainName(r -> r.domainName(domain).domainNameConfigurations(configuration));
    }

    static DomainNameConfiguration configuration(ApiGatewayV2Client v2, String domain) {
        return v2.getDomainName(r -> r.domainName(domain))
                .domainNameConfigurations()
                .get(0);
    }

    void advance(String duration) {
        admin("POST", "clock", "{'advance':'" + duration + "'}");
    }

    void settings(String json) {
        admin("PUT", "settings", json);
    }

    void fault(String json) {
        admin("POST", "faults", json);
    }

    List<JsonNode> calls(String query) {
        return List.copyOf(JSON.convertValue(
                admin("GET", "calls" + query, null).path("calls"),
                JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class)));
    }

    /** Asks the admin path, with single quotes for double ones, and insists on success. */
    JsonNode admin(String method, String path, @Nullable String body) {
        var response = raw(method, "/_sandbox/" + path, body == null ? null : body.replace('\'', '"'), r -> {});
        if (response.statusCode() >= 300) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return json(response);
    }

    HttpResponse<String> raw(String method, String path, @Nullable String body, Consumer<HttpRequest.Builder> more) {
        var request = HttpRequest.newBuilder(URI.create(simulator.uri() + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        more.accept(request);
        try {
            return RAW.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** A request signed, in shape, by the first account in Frankfurt. */
    HttpResponse<String> signed(String method, String path, @Nullable String body) {
        return raw(method, path, body, r -> r.header("Authorization", scope(FIRST, "apigateway")));
    }

    static String scope(String key, String service) {
        return "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/" + FRANKFURT + "/" + service
                + "/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private <B extends AwsClientBuilder<B, ?>> B configured(B builder, AwsCredentials credentials, String region) {
        return builder.endpointOverride(simulator.uri())
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
    }

    private static AwsCredentials basic(String key) {
        return AwsBasicCredentials.create(key, "arbitrary");
    }

    private static AwsCredentials of(Credentials session) {
        return AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
    }

    @Override
    public void close() {
        simulator.close();
    }
}

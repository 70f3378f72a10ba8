package dev.sixgate;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.sts.StsClient;

/** Somebody with a session of their own in AWS, who works there without this service. */
public final class SomebodyElse implements AutoCloseable {
    private final SdkHttpClient http = ApacheHttpClient.create();
    private final ApiGatewayV2Client gateway;

    /**
     * @param tool what their user agent begins with
     */
    public SomebodyElse(String endpoint, String name, String tool) {
        var base =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("SANDBOX" + ChangeFixtures.ACCOUNT, "any"));
        try (StsClient sts = client(StsClient.builder().httpClient(http), endpoint, base, tool)
                .build()) {
            var session = sts.assumeRole(r -> r.roleArn("arn:aws:iam::111111111111:role/platform")
                            .roleSessionName(name)
                            .sourceIdentity(name))
                    .credentials();
            var theirs = StaticCredentialsProvider.create(AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken()));
            gateway = client(ApiGatewayV2Client.builder().httpClient(http), endpoint, theirs, tool)
                    .build();
        }
    }

    private static <B extends AwsClientBuilder<B, ?>> B client(
            B builder, String endpoint, AwsCredentialsProvider credentials, String tool) {
        return builder.endpointOverride(URI.create(endpoint))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(credentials)
                .overrideConfiguration(o -> o.putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_PREFIX, tool));
    }

    /** Gives a domain another certificate; answers AWS's id of the request. */
    public String renews(String domain, String certificate) {
        var now = gateway.getDomainName(r -> r.domainName(domain))
                .domainNameConfigurations()
                .get(0);
        return gateway.updateDomainName(r -> r.domainName(domain)
                        .domainNameConfigurations(c -> c.certificateArn(
                                        "arn:aws:acm:eu-central-1:111111111111:certificate/" + certificate)
                                .endpointType(now.endpointTypeAsString())
                                .securityPolicy(now.securityPolicyAsString())
                                .ipAddressType(now.ipAddressTypeAsString())))
                .responseMetadata()
                .requestId();
    }

    public void deletes(String domain) {
        gateway.deleteDomainName(r -> r.domainName(domain));
    }

    @Override
    public void close() {
        gateway.close();
        http.close();
    }
}

package dev.sixgate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.api.Snippets.Snippet;
import dev.sixgate.change.Plan;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.ObservedDomain.MutualTls;
import dev.sixgate.domainname.TargetName;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class SnippetsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CERTIFICATE = "arn:aws:acm:eu-central-1:111111111111:certificate/0001";

    @Inject
    ChangeFixtures world;

    private static final Map<String, String> TAGGED =
            Map.of("Cost: centre", "${42}", "owner/team", "it's \"us\"", "aws:cloudformation:logical-id", "ShopDomain");

    private static Plan plan(
            List<String> types, @Nullable String policy, @Nullable MutualTls mutualTls, Map<String, String> tags) {
        return plan(types, policy, mutualTls, "API_MAPPING_ONLY", tags);
    }

    private static Plan plan(
            List<String> types,
            @Nullable String policy,
            @Nullable MutualTls mutualTls,
            String routingMode,
            Map<String, String> tags) {
        var domain = new ObservedDomain(
                new TargetName("eu"),
                new DomainName("*.shop.example.com"),
                null,
                "arn:aws:apigateway:eu-central-1::/domainnames/*.shop.example.com",
                "111111111111",
                "eu-central-1",
                types,
                IpAddressType.IPV4,
                policy,
                null,
                CERTIFICATE,
                null,
                null,
                mutualTls == null ? null : CERTIFICATE,
                mutualTls,
                routingMode,
                "AVAILABLE",
                null,
                null,
                null,
                tags,
                List.of(),
                null,
                Instant.EPOCH);
        return Plan.of(domain, IpAddressType.DUALSTACK, List.of(), "sha256:0");
    }

    private static Plan regional() {
        return plan(List.of("REGIONAL"), "TLS_1_2", null, Map.of());
    }

    private static String text(Plan plan, String tool) {
        return Snippets.of(plan).stream()
                .filter(snippet -> snippet.tool().equals(tool))
                .map(Snippet::text)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theOwnersToolComesFirst() {
        assertThat(Snippets.of(regional()))
                .extracting(Snippet::tool)
                .containsExactly("aws-cli", "cloudformation", "terraform", "cdk");
        assertThat(Snippets.of(plan(List.of("REGIONAL"), "TLS_1_2", null, Map.of("ManagedBy", "terraform"))))
                .extracting(Snippet::tool)
                .containsExactly("terraform", "aws-cli", "cloudformation", "cdk");
    }

    @Test
    void theCliTakesTheWholeConfigurationByTheVersionThatManagesTheDomain() throws IOException {
        String v2 = text(regional(), "aws-cli");
        assertThat(v2)
                .startsWith("# ")
                .contains(
                        "\naws apigatewayv2 update-domain-name --region 'eu-central-1' --domain-name '*.shop.example.com'");
        JsonNode configuration = JSON.readTree(v2.substring(v2.indexOf('['), v2.lastIndexOf(']') + 1));
        assertThat(configuration.toString())
                .isEqualTo(
                        "[{\"CertificateArn\":\"" + CERTIFICATE
                                + "\",\"EndpointType\":\"REGIONAL\",\"IpAddressType\":\"dualstack\",\"SecurityPolicy\":\"TLS_1_2\"}]");

        assertThat(text(plan(List.of("EDGE"), "TLS_1_2", null, Map.of()), "aws-cli"))
                .contains("aws apigateway update-domain-name")
                .contains("--patch-operations 'op=replace,path=/endpointConfiguration/ipAddressType,value=dualstack'");
    }

    @Test
    void cloudFormationNamesTheStacksOwnResource() throws IOException {
        Plan owned = plan(
                List.of("REGIONAL"),
                "TLS_1_2",
                new MutualTls("s3://trust/ca.pem", "7"),
                Map.of("aws:cloudformation:logical-id", "ShopDomain"));

        JsonNode resource = YAML.readTree(text(owned, "cloudformation")).at("/Resources/ShopDomain");

        assertThat(resource.path("Type").asText()).isEqualTo("AWS::ApiGatewayV2::DomainName");
        JsonNode properties = resource.path("Properties");
        assertThat(properties.at("/DomainName").asText()).isEqualTo("*.shop.example.com");
        assertThat(properties.at("/DomainNameConfigurations/0/IpAddressType").asText())
                .isEqualTo("dualstack");
        assertThat(properties
                        .at("/DomainNameConfigurations/0/OwnershipVerificationCertificateArn")
                        .asText())
                .isEqualTo(CERTIFICATE);
        assertThat(properties.at("/MutualTlsAuthentication/TruststoreUri").asText())
                .isEqualTo("s3://trust/ca.pem");
        assertThat(properties.at("/MutualTlsAuthentication/TruststoreVersion").asText())
                .isEqualTo("7");

        JsonNode edge = YAML.readTree(text(plan(List.of("EDGE"), "TLS_1_2", null, Map.of()), "cloudformation"))
                .at("/Resources/DomainName");
        assertThat(edge.path("Type").asText()).isEqualTo("AWS::ApiGateway::DomainName");
        assertThat(edge.at("/Properties/CertificateArn").asText()).isEqualTo(CERTIFICATE);
        assertThat(edge.at("/Properties/EndpointConfiguration/Types/0").asText())
                .isEqualTo("EDGE");
        assertThat(edge.at("/Properties/EndpointConfiguration/IpAddressType").asText())
                .isEqualTo("dualstack");
    }

    @Test
    void theCdkTakesThePropertiesOfCloudFormation() {
        assertThat(text(regional(), "cdk"))
                .contains("new apigatewayv2.CfnDomainName(this, \"DomainName\", {")
                .contains("  domainName: \"*.shop.example.com\",\n")
                .contains("domainNameConfigurations: [{\n")
                .contains("ipAddressType: \"dualstack\"");
    }

    @Test
    void tagsAndRoutingModeAreThereInTheFormOfEachVersion() throws IOException {
        Plan v2 = plan(List.of("REGIONAL"), "TLS_1_2", null, "ROUTING_RULE_THEN_API_MAPPING", TAGGED);
        Plan v1 = plan(List.of("EDGE"), "TLS_1_2", null, "ROUTING_RULE_THEN_API_MAPPING", TAGGED);

        JsonNode properties = YAML.readTree(text(v2, "cloudformation")).at("/Resources/ShopDomain/Properties");
        assertThat(properties.path("RoutingMode").asText()).isEqualTo("ROUTING_RULE_THEN_API_MAPPING");
        assertThat(properties.path("Tags"))
                .isEqualTo(JSON.valueToTree(Map.of("Cost: centre", "${42}", "owner/team", "it's \"us\"")));
        JsonNode older = YAML.readTree(text(v1, "cloudformation")).at("/Resources/ShopDomain/Properties");
        assertThat(older.path("RoutingMode").asText()).isEqualTo("ROUTING_RULE_THEN_BASE_PATH_MAPPING");
        assertThat(older.path("Tags").toString())
                .isEqualTo("[{\"Key\":\"Cost: centre\",\"Value\":\"${42}\"},"
                        + "{\"Key\":\"owner/team\",\"Value\":\"it's \\\"us\\\"\"}]");
        assertThat(text(v2, "cdk"))
                .contains("routingMode: \"ROUTING_RULE_THEN_API_MAPPING\"", "    \"Cost: centre\": \"${42}\",\n");
        assertThat(text(v1, "cdk")).contains("key: \"Cost: centre\",\n");
        assertThat(text(v2, "terraform"))
                .contains("# The routing mode, ROUTING_RULE_THEN_API_MAPPING,", "    \"Cost: centre\" = \"$${42}\"\n")
                .doesNotContain("aws:cloudformation");
    }

    @Test
    void nothingInAValueIsTakenForATemplate() {
        Plan odd = plan(List.of("REGIONAL"), "TLS_1_2", new MutualTls("s3://trust/${evil}'\"%{x}", null), Map.of());

        assertThat(text(plan(List.of("REGIONAL"), "SecurityPolicy_TLS13_1_2_2021_06", null, Map.of()), "terraform"))
                .contains("security_policy = \"SecurityPolicy_TLS13_1_2_2021_06\"", "# Version 5.100");
        assertThat(text(odd, "terraform")).contains("\"s3://trust/$${evil}'\\\"%%{x}\"");
    }

    @Test
    void terraformTakesItsText(@TempDir Path directory) throws Exception {
        List<Plan> plans = List.of(
                regional(),
                plan(List.of("REGIONAL"), "TLS_1_2", new MutualTls("s3://trust/ca.pem", "7"), Map.of()),
                plan(List.of("EDGE"), "TLS_1_0", null, "ROUTING_RULE_ONLY", TAGGED));
        for (int i = 0; i < plans.size(); i++) {
            Files.writeString(
                    directory.resolve("domain" + i + ".tf"),
                    text(plans.get(i), "terraform").replace("\"this\"", "\"this" + i + "\""));
        }
        List<String> init = new ArrayList<>(List.of("terraform", "init", "-no-color", "-input=false"));
        String plugins = System.getProperty("terraform.plugins", "");
        if (!plugins.isEmpty()) {
            init.add("-plugin-dir=" + plugins);
        }
        assumeTrue(ran(directory, init), "terraform and its AWS provider are at hand (-Dterraform.plugins=DIRECTORY)");

        assertThat(ran(directory, List.of("terraform", "validate", "-no-color")))
                .as(Files.readString(directory.resolve("said")))
                .isTrue();
    }

    private static boolean ran(Path directory, List<String> command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("said").toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void everybodyWhoReadsAChangeIsGivenThem() {
        world.freshWorld();
        Change change = world.aChangeInReview();

        var items =
                RestAssured.given().auth().preemptive().basic("nora", "demo").get(change.href() + "/snippets");

        assertThat(items.statusCode()).isEqualTo(200);
        assertThat(items.jsonPath().getList("items.tool"))
                .containsExactly("aws-cli", "cloudformation", "terraform", "cdk");
        assertThat(items.jsonPath().getString("items[0].text")).contains(change.domain());
    }
}

package dev.sixgate.domainname;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerTest {
    private static final Map<String, String> OF_A_STACK = Map.of("aws:cloudformation:stack-name", "shop");

    @AfterEach
    void asUsual() {
        Owner.knownBy(OwnerTags.USUAL);
    }

    @Test
    void aStackIsKnownByItsTag() {
        assertThat(Owner.by(OF_A_STACK)).contains(new Owner(Owner.Kind.CLOUDFORMATION, "shop"));
        assertThat(Owner.kindBy(OF_A_STACK)).isEqualTo("cloudformation");
    }

    @Test
    void aStackOfTheCdkIsTheCdks() {
        assertThat(Owner.by(Map.of("aws:cloudformation:stack-name", "shop", "aws-cdk:app", "shop")))
                .contains(new Owner(Owner.Kind.CDK, "shop"));
    }

    @ParameterizedTest
    @CsvSource({
        "ManagedBy, terraform, terraform",
        "managed-by, Terraform, terraform",
        "TERRAFORM, True, terraform",
        "managed-by, serverless, serverless-domain-manager",
        "terraform, false, ''",
        "STAGE, prod, ''",
        "team, terraform, ''"
    })
    void peopleSayItByTagsOfTheirs(String key, String value, String owner) {
        assertThat(Owner.kindBy(Map.of(key, value))).isEqualTo(owner);
    }

    @Test
    void aStacksTagOutweighsWhatPeopleWrite() {
        assertThat(Owner.kindBy(Map.of("aws:cloudformation:stack-name", "shop", "ManagedBy", "terraform")))
                .isEqualTo("cloudformation");
    }

    @Test
    void theTagsAreAsConfigured() {
        Owner.knownBy(new OwnerTags(List.of("tf-module"), List.of("Plugin=SDM")));

        assertThat(Owner.kindBy(Map.of("TF-Module", "edge"))).isEqualTo("terraform");
        assertThat(Owner.kindBy(Map.of("plugin", "sdm"))).isEqualTo("serverless-domain-manager");
        assertThat(Owner.kindBy(Map.of("ManagedBy", "terraform"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.70.0, terraform",
        "cloudformation.amazonaws.com, cloudformation",
        "serverless/4.1 aws-sdk-js/3.600.0, serverless-domain-manager",
        "aws-cli/2.17.0 md/awscrt#0.20.11, other",
        ", other"
    })
    void aUserAgentTellsTheTool(String userAgent, String tool) {
        assertThat(LastChange.by(userAgent, Instant.EPOCH).tool()).isEqualTo(tool);
    }
}

package dev.sixgate.gateway;

import static dev.sixgate.domainname.IpAddressType.DUALSTACK;
import static dev.sixgate.domainname.IpAddressType.IPV4;
import static dev.sixgate.gateway.SandboxedGateway.ROLE_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.arjuna.ats.jta.TransactionManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.gateway.DomainWriter.Author;
import dev.sixgate.gateway.DomainWriter.Receipt;
import dev.sixgate.gateway.GatewayFailure.Kind;
import dev.sixgate.gateway.GatewayFailure.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsWriterTest {
    private static final Author RIA = new Author("0190f3c1-7c1e-7a00-8000-000000000001", "ria@example.com");

    private final SandboxedGateway gateway = SandboxedGateway.started();

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aRegionalDomainIsSentWithItsWholeConfigurationAndNothingElse() {
        gateway.add("""
                {"account":"111111111111","region":"eu-central-1","domainName":"full.example.com",
                 "certificateArn":"arn:aws:acm:eu-central-1:111111111111:certificate/c","certificateName":"uploaded",
                 "ownershipVerificationCertificateArn":"arn:aws:acm:eu-central-1:111111111111:certificate/o",
                 "routingMode":"ROUTING_RULE_THEN_API_MAPPING",
                 "mutualTls":{"truststoreUri":"s3://trust/ca.pem","truststoreVersion":"7"}}
                """);
        ObservedDomain before = gateway.read("full.example.com");

        Receipt receipt = gateway.writer.setIpAddressType(before, DUALSTACK, RIA);

        JsonNode call = onlyUpdate();
        assertThat(call.path("method").asText()).isEqualTo("PATCH");
        assertThat(call.path("path").asText()).isEqualTo("/v2/domainnames/full.example.com");
        assertThat(gateway.body(call)).isEqualTo(gateway.parsed("""
                                {"domainNameConfigurations":[{
                                  "certificateArn":"arn:aws:acm:eu-central-1:111111111111:certificate/c","certificateName":"uploaded",
                                  "endpointType":"REGIONAL","securityPolicy":"TLS_1_2",
                                  "ownershipVerificationCertificateArn":"arn:aws:acm:eu-central-1:111111111111:certificate/o",
                                  "ipAddressType":"dualstack"}]}
                                """));
        assertThat(receipt).isEqualTo(new Receipt(call.path("requestId").asText(), 200, "AVAILABLE"));
        assertThat(gateway.read("full.example.com").configuration()).isEqualTo(before.configurationWith(DUALSTACK));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example.com",
                "mtls.example.com",
                "*.wild.example.com",
                "edge.example.com",
                "tls13.example.com",
                "ws.example.com"
            })
    void nothingButTheTypeChangesForthAndBack(String name) {
        ObservedDomain before = gateway.read(name);

        gateway.writer.setIpAddressType(before, DUALSTACK, RIA);
        ObservedDomain between = gateway.read(name);
        gateway.writer.setIpAddressType(between, IPV4, RIA);

        assertThat(between.configuration()).isEqualTo(before.configurationWith(DUALSTACK));
        assertThat(gateway.read(name).fingerprint()).isEqualTo(before.fingerprint());
    }

    @ParameterizedTest
    @CsvSource({
        "EDGE, TLS_1_2, ",
        "REGIONAL, SecurityPolicy_TLS13_2031_01, ",
        "REGIONAL, TLS_1_0, ",
        "REGIONAL, TLS_1_2, STRICT",
    })
    void whatVersion2DoesNotManageIsOnePatchOperationOfVersion1(String type, String policy, String accessMode) {
        gateway.add("""
                {"account":"111111111111","region":"eu-central-1","domainName":"one.example.com","certificateArn":"arn:c",
                 "endpointTypes":["%s"],"securityPolicy":"%s","endpointAccessMode":%s}
                """.formatted(type, policy, accessMode == null ? "null" : "\"" + accessMode + "\""));
        ObservedDomain before = gateway.read("one.example.com");

        Receipt receipt = gateway.writer.setIpAddressType(before, DUALSTACK, RIA);

        JsonNode call = onlyUpdate();
        assertThat(call.path("path").asText()).isEqualTo("/domainnames/one.example.com");
        assertThat(gateway.body(call)).isEqualTo(gateway.parsed("""
                                {"patchOperations":[
                                  {"op":"replace","path":"/endpointConfiguration/ipAddressType","value":"dualstack"}]}
                                """));
        assertThat(receipt.awsRequestId()).isEqualTo(call.path("requestId").asText());
        assertThat(receipt.httpStatus()).isEqualTo(200);
        assertThat(gateway.read("one.example.com").configuration()).isEqualTo(before.configurationWith(DUALSTACK));
    }

    @Test
    void aSecurityPolicyThatTheSdkDoesNotKnowIsSentAsItWasRead() {
        gateway.add("""
                {"account":"111111111111","region":"eu-central-1","domainName":"new.example.com","certificateArn":"arn:c",
                 "securityPolicy":"TLS_9_9"}
                """);

        failureOf(gateway.read("new.example.com"));

        assertThat(gateway.body(onlyUpdate())
                        .at("/domainNameConfigurations/0/securityPolicy")
                        .asText())
                .isEqualTo("TLS_9_9");
    }

    @Test
    void theStatusThatAwsAnswersIsOnTheReceipt() {
        gateway.settle("{\"updateDelay\":\"PT1H\"}");

        Receipt receipt = gateway.writer.setIpAddressType(gateway.read("api.example.com"), DUALSTACK, RIA);

        assertThat(receipt.domainNameStatus()).isEqualTo("UPDATING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"PRIVATE\"", "\"EDGE\",\"REGIONAL\""})
    void privateAndMovingDomainsAreRefusedAndNothingIsSent(String types) {
        gateway.add("""
                {"account":"111111111111","region":"eu-central-1","domainName":"no.example.com","endpointTypes":[%s]}
                """.formatted(types));

        GatewayFailure failure = failureOf(gateway.read("no.example.com"));

        assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_DONE);
        assertThat(gateway.calls("UpdateDomainName")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, BadRequestException, INVALID, NOT_DONE",
        "400, ExpiredTokenException, DENIED, NOT_DONE",
        "403, AccessDeniedException, DENIED, NOT_DONE",
        "404, NotFoundException, NOT_FOUND, NOT_DONE",
        "409, ConflictException, BUSY, NOT_DONE",
        "418, SomethingNew, INVALID, NOT_DONE",
        "429, TooManyRequestsException, THROTTLED, NOT_DONE",
        "500, InternalFailure, UNAVAILABLE, UNKNOWN",
        "503, ServiceUnavailableException, UNAVAILABLE, UNKNOWN",
        "504, GatewayTimeout, UNAVAILABLE, UNKNOWN",
        "503, TooManyRequestsException, THROTTLED, UNKNOWN",
    })
    void whatAwsAnswersIsNeverRepeatedAndDecidesTheOutcome(int status, String type, Kind kind, Outcome outcome) {
        ObservedDomain domain = gateway.read("api.example.com");
        ObservedDomain edge = gateway.read("edge.example.com");
        gateway.fault(
                "UpdateDomainName",
                "\"kind\":\"error\",\"count\":-1,\"status\":%d,\"type\":\"%s\",\"message\":\"m\""
                        .formatted(status, type));

        for (ObservedDomain one : List.of(domain, edge)) {
            gateway.forgetCalls();
            GatewayFailure failure = failureOf(one);

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.outcome()).isEqualTo(outcome);
            assertThat(failure.code()).isEqualTo(type);
            assertThat(failure.httpStatus()).isEqualTo(status);
            assertThat(failure.awsRequestId())
                    .contains(onlyUpdate().path("requestId").asText());
        }
    }

    @Test
    void howLongAwsAsksToWaitIsKept() {
        gateway.settle("{\"throttling\":true,\"retryAfter\":true}");
        ObservedDomain domain = gateway.read("api.example.com");
        gateway.writer.setIpAddressType(domain, DUALSTACK, RIA);

        GatewayFailure failure = failureOf(domain);

        assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_DONE);
        assertThat(failure.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(31)));
    }

    @ParameterizedTest
    @CsvSource({"reset-before-applying, false", "reset-after-applying, true"})
    void aConnectionThatBreaksLeavesTheOutcomeUnknown(String kind, boolean applied) {
        ObservedDomain domain = gateway.read("api.example.com");
        gateway.fault("UpdateDomainName", "\"kind\":\"" + kind + "\"");

        GatewayFailure failure = failureOf(domain);

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.code()).isEqualTo("ConnectionLost");
        onlyUpdate();
        assertThat(gateway.read("api.example.com").ipAddressType() == DUALSTACK).isEqualTo(applied);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.example.com", "edge.example.com"})
    void anAnswerThatDoesNotComeInTimeLeavesTheOutcomeUnknown(String name) throws Exception {
        ObservedDomain domain = gateway.read(name);

        try (var silent = new SilentAws()) {
            GatewayFailure failure = failureOf(silent.writer(), domain);

            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure.code()).isEqualTo("Timeout");
            assertThat(silent.received()).containsExactly("PATCH");
        }
    }

    @Test
    void whereNobodyListensNothingWasDone() {
        ObservedDomain domain = gateway.read("api.example.com");

        try (var gone = SandboxedGateway.started()) {
            gone.stopAws();
            GatewayFailure failure = failureOf(gone.writer, domain);

            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_DONE);
            assertThat(failure.code()).isEqualTo("NotConnected");
        }
    }

    @Test
    void aRoleIsAssumedForEachWriteInTheNameOfChangeAndRequester() {
        ObservedDomain domain = gateway.reader.read(ROLE_TARGET, new DomainName("api.us.example.com"));
        gateway.writer.setIpAddressType(domain, DUALSTACK, RIA);
        gateway.writer.setIpAddressType(domain, IPV4, new Author("change-2", "jörg"));

        List<JsonNode> updates = gateway.calls("UpdateDomainName");
        assertThat(updates)
                .extracting(call -> call.path("sessionName").asText())
                .containsExactly(RIA.changeId(), "change-2");
        assertThat(updates)
                .extracting(call -> call.path("sourceIdentity").asText())
                .containsExactly("ria@example.com", AwsSession.text("jörg"));
        assertThat(gateway.calls("AssumeRole"))
                .hasSize(3)
                .allSatisfy(
                        call -> assertThat(call.path("requestBody").asText()).contains("sixgate-external"));
    }

    @ParameterizedTest
    @CsvSource({
        "\"kind\":\"error\"|403|AccessDenied|DENIED",
        "\"kind\":\"error\"|400|ExpiredToken|DENIED",
        "\"kind\":\"error\"|503|ServiceUnavailable|UNAVAILABLE",
    })
    void whereTheRoleIsNotToBeHadNothingWasDone(String csv) {
        String[] parts = csv.split("\\|");
        ObservedDomain domain = gateway.reader.read(ROLE_TARGET, new DomainName("api.us.example.com"));
        gateway.fault(
                "AssumeRole", parts[0] + ",\"count\":-1,\"status\":" + parts[1] + ",\"type\":\"" + parts[2] + "\"");

        GatewayFailure failure = failureOf(domain);

        assertThat(failure.kind()).isEqualTo(Kind.valueOf(parts[3]));
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_DONE);
        assertThat(gateway.calls("UpdateDomainName")).isEmpty();
    }

    @Test
    void nothingIsSentWithinATransaction() throws Exception {
        ObservedDomain domain = gateway.read("api.example.com");
        var transactions = TransactionManager.transactionManager();
        transactions.begin();
        try {
            assertThatIllegalStateException().isThrownBy(() -> gateway.writer.setIpAddressType(domain, DUALSTACK, RIA));
            assertThatIllegalStateException().isThrownBy(() -> gateway.read("api.example.com"));
        } finally {
            transactions.rollback();
        }

        assertThat(gateway.calls("UpdateDomainName")).isEmpty();
    }

    @Test
    void aWriteSpendsFromTheCallBudgetToo() {
        ObservedDomain domain = gateway.read("api.example.com");
        for (int i = 0; i < 50; i++) {
            gateway.read("api.example.com");
        }
        var start = gateway.clock.instant();

        gateway.writer.setIpAddressType(domain, DUALSTACK, RIA);

        assertThat(Duration.between(start, gateway.clock.instant())).isEqualTo(Duration.ofMillis(100));
    }

    private JsonNode onlyUpdate() {
        List<JsonNode> updates = gateway.calls("UpdateDomainName");
        assertThat(updates).hasSize(1);
        return updates.get(0);
    }

    private GatewayFailure failureOf(ObservedDomain domain) {
        return failureOf(gateway.writer, domain);
    }

    private static GatewayFailure failureOf(DomainWriter writer, ObservedDomain domain) {
        return catchThrowableOfType(GatewayFailure.class, () -> writer.setIpAddressType(domain, DUALSTACK, RIA));
    }
}

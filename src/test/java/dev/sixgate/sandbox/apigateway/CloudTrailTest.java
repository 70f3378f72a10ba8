package dev.sixgate.sandbox.apigateway;

import static dev.sixgate.sandbox.apigateway.Sandbox.FIRST;
import static dev.sixgate.sandbox.apigateway.Sandbox.FRANKFURT;
import static dev.sixgate.sandbox.apigateway.Sandbox.SECOND;
import static dev.sixgate.sandbox.apigateway.Sandbox.VIRGINIA;
import static dev.sixgate.sandbox.apigateway.Sandbox.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigatewayv2.model.IpAddressType;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailException;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

class CloudTrailTest {
    private static final String ROLE = "arn:aws:iam::111111111111:role/deploy";

    private final Sandbox sandbox = Sandbox.unthrottled();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static LookupEventsRequest.Builder of(String operation) {
        return LookupEventsRequest.builder()
                .lookupAttributes(
                        a -> a.attributeKey(LookupAttributeKey.EVENT_NAME).attributeValue(operation));
    }

    private List<Event> events(CloudTrailClient trail, String operation) {
        return trail.lookupEvents(of(operation).build()).events();
    }

    private static JsonNode body(Event event) {
        try {
            return new ObjectMapper().readTree(event.cloudTrailEvent());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCallIsFoundByItsOperationWithWhoMadeIt() {
        var session = sandbox.sts()
                .assumeRole(r -> r.roleArn(ROLE).roleSessionName("alice").sourceIdentity("alice@example.com"))
                .credentials();
        var answer = update(sandbox.v2(session, FRANKFURT), "api.example.com", IpAddressType.DUALSTACK);

        assertThat(events(sandbox.cloudTrail(FIRST, FRANKFURT), "UpdateDomainName"))
                .singleElement()
                .satisfies(event -> {
                    JsonNode body = body(event);
                    assertThat(body.path("requestID").asText())
                            .isEqualTo(answer.responseMetadata().requestId());
                    assertThat(body.path("eventID").asText()).isEqualTo(event.eventId());
                    assertThat(body.at("/requestParameters/domainName").asText())
                            .isEqualTo("api.example.com");
                    assertThat(body.at("/userIdentity/type").asText()).isEqualTo("AssumedRole");
                    assertThat(body.at("/userIdentity/arn").asText())
                            .isEqualTo("arn:aws:sts::111111111111:assumed-role/deploy/alice");
                    assertThat(body.at("/userIdentity/sessionContext/sourceIdentity")
                                    .asText())
                            .isEqualTo("alice@example.com");
                    assertThat(body.path("userAgent").asText()).contains("aws-sdk-java");
                    assertThat(event.accessKeyId()).isEqualTo(session.accessKeyId());
                    assertThat(event.username()).isEqualTo("alice");
                    assertThat(event.readOnly()).isEqualTo("false");
                });
    }

    @Test
    void nobodySeesAnotherAccountOrRegion() {
        update(sandbox.v2(), "api.example.com", IpAddressType.DUALSTACK);

        assertThat(events(sandbox.cloudTrail(SECOND, FRANKFURT), "UpdateDomainName"))
                .isEmpty();
        assertThat(events(sandbox.cloudTrail(FIRST, VIRGINIA), "UpdateDomainName"))
                .isEmpty();
    }

    @Test
    void whatItIsAskedForIsInTimeAndInPages() {
        for (int i = 0; i < 51; i++) {
            sandbox.v2().getDomainNames(r -> {});
        }
        var trail = sandbox.cloudTrail(FIRST, FRANKFURT);

        var first = trail.lookupEvents(of("GetDomainNames").build());
        var second = trail.lookupEvents(
                of("GetDomainNames").nextToken(first.nextToken()).build());

        assertThat(first.events()).hasSize(50);
        assertThat(second.events()).hasSize(1);
        assertThat(second.nextToken()).isNull();
        var newest = first.events().get(0).eventTime();
        assertThat(trail.lookupEvents(of("GetDomainNames")
                                .startTime(newest.plusSeconds(60))
                                .build())
                        .events())
                .isEmpty();
        assertThatThrownBy(() -> trail.lookupEvents(
                        of("GetDomainNames").nextToken("nonsense").build()))
                .isInstanceOfSatisfying(
                        CloudTrailException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidNextTokenException"));
    }

    @Test
    void whatIsNotDeliveredYetIsNotFound() {
        sandbox.settings("{'trailDelay':'PT5M'}");
        update(sandbox.v2(), "api.example.com", IpAddressType.DUALSTACK);

        assertThat(events(sandbox.cloudTrail(FIRST, FRANKFURT), "UpdateDomainName"))
                .isEmpty();
        sandbox.advance("PT6M");
        assertThat(events(sandbox.cloudTrail(FIRST, FRANKFURT), "UpdateDomainName"))
                .hasSize(1);
    }

    @Test
    void moreThanTwoASecondAreTooMany() {
        sandbox.settings("{'throttling':true}");
        var trail = sandbox.cloudTrail(FIRST, FRANKFURT);
        events(trail, "UpdateDomainName");
        events(trail, "UpdateDomainName");

        assertThatThrownBy(() -> events(trail, "UpdateDomainName"))
                .isInstanceOfSatisfying(CloudTrailException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
                    assertThat(e.isThrottlingException()).isTrue();
                });
        sandbox.advance("PT1S");
        assertThat(events(trail, "UpdateDomainName")).isEmpty();
    }

    @Test
    void aFaultTakesThePermissionAway() {
        sandbox.fault("{'operation':'LookupEvents','kind':'error','status':400,'type':'AccessDeniedException',"
                + "'message':'no identity-based policy allows the cloudtrail:LookupEvents action','count':-1}");

        assertThatThrownBy(() -> events(sandbox.cloudTrail(FIRST, FRANKFURT), "UpdateDomainName"))
                .isInstanceOfSatisfying(
                        CloudTrailException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"))
                .hasMessageContaining("cloudtrail:LookupEvents");
    }

    @Test
    void theTagsOfASessionStandWhereItBegan() {
        sandbox.sts()
                .assumeRole(r -> r.roleArn(ROLE)
                        .roleSessionName("alice")
                        .tags(Tag.builder().key("team").value("edge").build()));

        assertThat(events(sandbox.cloudTrail(FIRST, FRANKFURT), "AssumeRole"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.eventSource()).isEqualTo("sts.amazonaws.com");
                    assertThat(body(event).at("/requestParameters/tags/0/key").asText())
                            .isEqualTo("team");
                    assertThat(body(event).at("/requestParameters/roleArn").asText())
                            .isEqualTo(ROLE);
                });
    }

    @Test
    void aRoleMayRefuseTags() {
        sandbox.settings("{'tagSession':false}");

        assertThatThrownBy(() -> sandbox.sts()
                        .assumeRole(r -> r.roleArn(ROLE)
                                .roleSessionName("alice")
                                .tags(Tag.builder().key("team").value("edge").build())))
                .isInstanceOfSatisfying(
                        StsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"))
                .hasMessageContaining("sts:TagSession");
        assertThat(sandbox.sts()
                        .assumeRole(r -> r.roleArn(ROLE).roleSessionName("alice"))
                        .credentials())
                .isNotNull();
    }
}

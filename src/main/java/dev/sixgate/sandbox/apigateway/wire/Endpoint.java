package dev.sixgate.sandbox.apigateway.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Stream;

/** The services of AWS that answer on the one port: what a request looks like tells which it is for. */
public enum Endpoint {
    API_GATEWAY("apigateway", ""),
    STS("sts", ""),
    WAF("wafv2", "AWSWAF_20190729."),
    ACM("acm", "CertificateManager."),
    CLOUDTRAIL("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."),
    CLOUDFRONT("cloudfront", ""),
    ROUTE_53("route53", "");

    /** CloudFront's paths begin with the date of its API. */
    public static final String CLOUDFRONT_VERSION = "2020-05-31";

    /** So do Route 53's. */
    public static final String ROUTE_53_VERSION = "2013-04-01";

    private static final String TARGET = "x-amz-target";

    private final String signingName;
    private final String targetPrefix;

    Endpoint(String signingName, String targetPrefix) {
        this.signingName = signingName;
        this.targetPrefix = targetPrefix;
    }

    /**
     * The service that a request is for.
     *
     * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1</a>
     */
    public static Endpoint of(Request request) {
        if (request.method().equals("POST") && request.path().equals("/")) {
            var target = request.header(TARGET);
            if (target == null) {
                return STS;
            }
            return Stream.of(ACM, CLOUDTRAIL)
                    .filter(service -> target.startsWith(service.targetPrefix))
                    .findFirst()
                    .orElse(WAF);
        }
        return switch (request.segments().get(0)) {
            case CLOUDFRONT_VERSION -> CLOUDFRONT;
            case ROUTE_53_VERSION -> ROUTE_53;
            default -> API_GATEWAY;
        };
    }

    /** What the credential scope of a signature must name. */
    public String signingName() {
        return signingName;
    }

    /** What CloudTrail calls it. */
    public String eventSource() {
        return signingName + ".amazonaws.com";
    }

    /** The operation that a request in JSON 1.1 names; empty if none of this service. */
    public String operation(Request request) {
        var target = request.header(TARGET);
        return target != null && target.startsWith(targetPrefix) ? target.substring(targetPrefix.length()) : "";
    }

    /**
     * An error in JSON 1.1: 400 for every mistake of the caller's, the type in the body. The SDKs take the text from {@code message}
     * and {@code Message} alike; WAF and CloudTrail write the latter.
     */
    public Answer json11(AwsError error) {
        var body = Json.object().put("__type", error.type());
        body.put(this == ACM ? "message" : "Message", error.text());
        return json11(error.status() < 500 ? 400 : error.status(), body);
    }

    /** An answer in JSON 1.1. */
    public static Answer json11(int status, ObjectNode body) {
        return new Answer(status, Map.of("Content-Type", "application/x-amz-json-1.1"), Json.bytes(body));
    }
}

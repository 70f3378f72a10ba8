package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.GuardStore.Kind;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Endpoint;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Page;
import dev.sixgate.sandbox.apigateway.world.World;
import java.util.List;
import java.util.Map;

/**
 * CloudFront, to be listed: REST with XML.
 *
 * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html">ListDistributions</a>
 */
public final class CloudFrontApi {
    private static final String NAMESPACE = "http://cloudfront.amazonaws.com/doc/" + Endpoint.CLOUDFRONT_VERSION + "/";
    private static final int PAGE = 100;

    private final World world;

    CloudFrontApi(World world) {
        this.world = world;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/" + Endpoint.CLOUDFRONT_VERSION + "/distribution", "ListDistributions", this::list));
    }

    /** An error as CloudFront writes it: its codes do not end in Exception. */
    public static Answer error(AwsError error, String requestId) {
        var body = "<Error>"
                + element("Type", error.status() < 500 ? "Sender" : "Receiver")
                + element("Code", error.type().replaceFirst("Exception$", ""))
                + element("Message", error.text())
                + "</Error>"
                + element("RequestId", requestId);
        return Answer.xml(error.status(), document("ErrorResponse", body));
    }

    private Answer list(Call call) {
        var page = Page.of(
                world.guards().in(call.caller(), Kind.DISTRIBUTION),
                distribution -> distribution.path("Id").asText(),
                call.parameter("MaxItems"),
                call.parameter("Marker"),
                PAGE);
        var body = new StringBuilder();
        body.append(element("Marker", call.parameter("Marker") == null ? "" : call.parameter("Marker")));
        if (page.next() != null) {
            body.append(element("NextMarker", page.next()));
        }
        body.append(element("MaxItems", String.valueOf(PAGE)))
                .append(element("IsTruncated", String.valueOf(page.next() != null)))
                .append(element("Quantity", String.valueOf(page.items().size())))
                .append("<Items>");
        page.items().forEach(each -> body.append(wrapped("DistributionSummary", xml(summary(each)))));
        return Answer.xml(
                200, document("DistributionList", body.append("</Items>").toString()));
    }

    /** What every summary has, and the seed does not say. */
    private static ObjectNode summary(ObjectNode seeded) {
        var summary = Json.object()
                .put("Status", "Deployed")
                .put("LastModifiedTime", "2025-01-15T09:00:00Z")
                .put("Comment", "")
                .put("PriceClass", "PriceClass_All")
                .put("Enabled", true)
                .put("WebACLId", "")
                .put("HttpVersion", "http2")
                .put("IsIPV6Enabled", true)
                .put("Staging", false);
        summary.setAll(seeded);
        return summary;
    }

    /** A list is written as CloudFront writes its lists: how many, and the items in elements of their own. */
    private static String xml(ObjectNode object) {
        var xml = new StringBuilder();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (value.isArray()) {
                var items = new StringBuilder();
                value.forEach(item -> items.append(
                        item.isObject()
                                ? wrapped(singular(member.getKey()), xml((ObjectNode) item))
                                : element(singular(member.getKey()), item.asText())));
                xml.append(wrapped(
                        member.getKey(),
                        element("Quantity", String.valueOf(value.size())) + wrapped("Items", items.toString())));
            } else {
                xml.append(
                        value.isObject()
                                ? wrapped(member.getKey(), xml((ObjectNode) value))
                                : element(member.getKey(), value.asText()));
            }
        }
        return xml.toString();
    }

    /** {@code Origins} has {@code Origin}s, but not every list calls its items by its own name. */
    private static String singular(String list) {
        return switch (list) {
            case "Aliases" -> "CNAME";
            case "OriginSslProtocols" -> "SslProtocol";
            default -> list.substring(0, list.length() - 1);
        };
    }

    private static String document(String root, String body) {
        return "<" + root + " xmlns=\"" + NAMESPACE + "\">" + body + "</" + root + ">";
    }

    private static String wrapped(String name, String body) {
        return "<" + name + ">" + body + "</" + name + ">";
    }

    private static String element(String name, String text) {
        return StsXml.element(name, text);
    }
}

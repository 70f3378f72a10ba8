package dev.sixgate.sandbox.apigateway.route53;

import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.zones.HostedZone;
import dev.sixgate.sandbox.apigateway.zones.Names;
import dev.sixgate.sandbox.apigateway.zones.RecordSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Documents as Route 53 writes them. */
public final class Route53Xml {
    private static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

    private Route53Xml() {}

    /** An error: in STS's shape, and with codes that do not end in Exception either. */
    public static Answer error(AwsError error, String requestId) {
        var code = switch (error.type()) {
            case "UnrecognizedClientException" -> "InvalidClientTokenId";
            case "AccessDeniedException" -> "AccessDenied";
            case "MissingAuthenticationTokenException" -> "MissingAuthenticationToken";
            default -> error.type().replaceFirst("Exception$", "");
        };
        var body = "<Error>"
                + element("Type", error.status() < 500 ? "Sender" : "Receiver")
                + element("Code", code)
                + element("Message", error.text())
                + "</Error>"
                + element("RequestId", requestId);
        return Answer.xml(error.status(), document("ErrorResponse", body));
    }

    static Answer ok(String root, String body) {
        return Answer.xml(200, document(root, body));
    }

    static String of(HostedZone zone) {
        return "<HostedZone>"
                + element("Id", "/hostedzone/" + zone.id())
                + element("Name", Names.written(zone.name()))
                + element("CallerReference", "sandbox-" + zone.id())
                + "<Config>" + element("PrivateZone", String.valueOf(zone.privateZone())) + "</Config>"
                + element(
                        "ResourceRecordSetCount", String.valueOf(zone.records().size()))
                + "</HostedZone>";
    }

    static String of(RecordSet set) {
        var alias = set.alias();
        return "<ResourceRecordSet>"
                + element("Name", Names.written(set.name()))
                + element("Type", set.type())
                + element("SetIdentifier", set.setIdentifier())
                + element("Weight", set.weight())
                + element("TTL", set.ttl())
                + (set.values().isEmpty() ? "" : values(set))
                + (alias == null
                        ? ""
                        : "<AliasTarget>"
                                + element("HostedZoneId", alias.hostedZoneId())
                                + element("DNSName", Names.written(alias.dnsName()))
                                + element("EvaluateTargetHealth", String.valueOf(alias.evaluateTargetHealth()))
                                + "</AliasTarget>")
                + "</ResourceRecordSet>";
    }

    private static String values(RecordSet set) {
        return set.values().stream()
                .map(value -> "<ResourceRecord>" + element("Value", value) + "</ResourceRecord>")
                .collect(Collectors.joining("", "<ResourceRecords>", "</ResourceRecords>"));
    }

    static String element(String name, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        var escaped =
                value.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<" + name + ">" + escaped + "</" + name + ">";
    }

    private static String document(String root, String body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + root + " xmlns=\"" + NAMESPACE + "\">" + body + "</"
                + root + ">";
    }
}

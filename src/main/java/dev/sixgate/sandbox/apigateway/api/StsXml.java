package dev.sixgate.sandbox.apigateway.api;

import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;

/** Documents of AWS's query protocol as STS writes them. */
public final class StsXml {
    private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

    private StsXml() {}

    /** An error as STS writes it: its codes do not end in Exception. */
    public static Answer error(AwsError error, String requestId) {
        var code = switch (error.type()) {
            case "UnrecognizedClientException" -> "InvalidClientTokenId";
            case "AccessDeniedException" -> "AccessDenied";
            case "TooManyRequestsException" -> "Throttling";
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

    static String document(String root, String body) {
        return "<" + root + " xmlns=\"" + NAMESPACE + "\">" + body + "</" + root + ">";
    }

    static String element(String name, String text) {
        var escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<" + name + ">" + escaped + "</" + name + ">";
    }
}

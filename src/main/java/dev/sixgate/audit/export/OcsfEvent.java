package dev.sixgate.audit.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event as OCSF tells it.
 *
 * @see <a href="https://schema.ocsf.io/1.3.0/classes/api_activity">OCSF 1.3.0, API Activity [6003]</a>
 */
final class OcsfEvent {
    private static final String VERSION = "1.3.0";
    private static final int CATEGORY = 6;
    private static final int CLASS = 6003;
    private static final int OTHER = 99;
    private static final int HUNDRED = 100;

    private OcsfEvent() {}

    static Map<String, Object> of(Exported event) {
        JsonNode body = event.body();
        int activity = activity(ExportFormat.text(body, "/action"));
        Map<String, Object> ocsf = new LinkedHashMap<>();
        ocsf.put("category_uid", CATEGORY);
        ocsf.put("class_uid", CLASS);
        ocsf.put("activity_id", activity);
        ocsf.put("type_uid", CLASS * HUNDRED + activity);
        ocsf.put("time", event.occurredAt().toEpochMilli());
        ocsf.put("severity_id", 1);
        ocsf.put("status_id", status(ExportFormat.text(body, "/outcome")));
        ocsf.put("status", ExportFormat.text(body, "/outcome"));
        ocsf.put(
                "metadata",
                Map.of(
                        "version", VERSION,
                        "product", Map.of("name", "Sixgate", "vendor_name", "Sixgate"),
                        "uid", ExportFormat.text(body, "/id"),
                        "sequence", event.leafIndex(),
                        "correlation_uid", ExportFormat.text(body, "/changeId"),
                        "logged_time", event.recordedAt().toEpochMilli()));
        ocsf.put(
                "actor",
                Map.of(
                        "user",
                        Map.of(
                                "uid", ExportFormat.text(body, "/actor/subject"),
                                "name", ExportFormat.text(body, "/actor/name"),
                                "type", ExportFormat.text(body, "/actor/type"))));
        ocsf.put(
                "api",
                Map.of(
                        "operation", ExportFormat.text(body, "/action"),
                        "request", Map.of("uid", ExportFormat.text(body, "/actor/requestId"))));
        String ip = ExportFormat.text(body, "/actor/ip");
        ocsf.put("src_endpoint", ip.isEmpty() ? Map.of("svc_name", "sixgate") : Map.of("ip", ip));
        if (body.has("domain")) {
            ocsf.put(
                    "resources",
                    List.of(Map.of(
                            "name", ExportFormat.text(body, "/domain"), "type", "API Gateway custom domain name")));
        }
        String words = ExportFormat.text(body, "/reason").isEmpty()
                ? ExportFormat.text(body, "/comment")
                : ExportFormat.text(body, "/reason");
        if (!words.isEmpty()) {
            ocsf.put("message", words);
        }
        ocsf.put("unmapped", Map.of("event", event.json()));
        return ocsf;
    }

    /** Create, Read, Update, Delete, as far as the action is one of them. */
    private static int activity(String action) {
        return switch (action) {
            case "change.requested", "rollout.requested", "delegation.created" -> 1;
            case "audit.read", "audit.exported", "audit.verified" -> 2;
            case "change.applying", "change.applied", "change.verifying" -> 3;
            case "person.removed", "delegation.ended" -> 4;
            default -> OTHER;
        };
    }

    private static int status(String outcome) {
        return switch (outcome) {
            case "SUCCESS" -> 1;
            case "REFUSED", "FAILED" -> 2;
            default -> 0;
        };
    }
}

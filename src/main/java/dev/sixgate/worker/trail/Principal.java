package dev.sixgate.worker.trail;

import dev.sixgate.CanonicalJson;
import dev.sixgate.gateway.TrailRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who called, as an event tells it, and under which subject what it says of them can be erased. */
final class Principal {
    /** Of somebody whom only AWS knows; no token's subject is taken for one of these. */
    private static final String OF_AWS = "aws:";

    private static final int DIGITS = 16;

    private Principal() {}

    /** The one who made all of these calls; of several, whoever called in that account on that day (UTC). */
    static String ofAll(List<TrailRecord> records, String account, Instant now) {
        List<String> all = records.stream().map(Principal::of).distinct().toList();
        return all.size() == 1
                ? all.get(0)
                : OF_AWS + account + ":" + now.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** The person behind the session where one is named, else the principal; digits of a digest, since their names are often people's. */
    private static String of(TrailRecord record) {
        String who = Objects.requireNonNullElse(
                record.sourceIdentity(), Objects.requireNonNullElse(record.principalId(), "" + record.principalArn()));
        String digest = CanonicalJson.sha256(who.getBytes(StandardCharsets.UTF_8));
        return OF_AWS + digest.substring("sha256:".length()).substring(0, DIGITS);
    }

    static Map<String, Object> described(TrailRecord record) {
        Map<String, Object> described = new TreeMap<>();
        described.put("eventId", record.eventId());
        described.put("eventName", record.eventName());
        described.put("eventTime", record.eventTime().toString());
        put(described, "requestId", record.requestId());
        put(described, "errorCode", record.errorCode());
        put(described, "identityType", record.identityType());
        put(described, "principal", record.principalArn());
        put(described, "sessionName", record.sessionName());
        put(described, "sourceIdentity", record.sourceIdentity());
        put(described, "accessKeyId", record.accessKeyId());
        put(described, "sourceIp", record.sourceIp());
        put(described, "userAgent", record.userAgent());
        return described;
    }

    private static void put(Map<String, Object> described, String member, @Nullable String value) {
        if (value != null) {
            described.put(member, value);
        }
    }
}

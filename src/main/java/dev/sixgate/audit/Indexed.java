package dev.sixgate.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sixgate.CanonicalJson;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an event is found by: in the index as columns, in its body as members. Both are to be the same. */
public record Indexed(
        @Nullable String id,
        @Nullable String action,
        @Nullable String outcome,
        @Nullable String actor,
        @Nullable String target,
        @Nullable String domain,
        @Nullable String change) {
    /** In the order of {@link #of(ResultSet, int)}. */
    public static final String COLUMNS = "i.event_id, i.action, i.outcome, i.actor, i.target, i.domain, i.change_id";

    /** As a row has it. */
    public static Indexed of(ResultSet row, int first) throws SQLException {
        return new Indexed(
                row.getString(first),
                row.getString(first + 1),
                row.getString(first + 2),
                row.getString(first + 3),
                row.getString(first + 4),
                row.getString(first + 5),
                row.getString(first + 6));
    }

    /**
     * As the body has it.
     *
     * @throws IOException for what is no JSON object
     */
    public static Indexed of(byte[] body) throws IOException {
        @Nullable String id = null;
        @Nullable String action = null;
        @Nullable String outcome = null;
        @Nullable String actor = null;
        @Nullable String target = null;
        @Nullable String domain = null;
        @Nullable String change = null;
        try (JsonParser json = CanonicalJson.READING.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
                json.nextToken();
                switch (member) {
                    case "id" -> id = json.getValueAsString();
                    case "action" -> action = json.getValueAsString();
                    case "outcome" -> outcome = json.getValueAsString();
                    case "actor" -> actor = subject(json);
                    case "target" -> target = json.getValueAsString();
                    case "domain" -> domain = json.getValueAsString();
                    case "changeId" -> change = json.getValueAsString();
                    default -> json.skipChildren();
                }
            }
        }
        return new Indexed(id, action, outcome, actor, target, domain, change);
    }

    /**
     * What is left of an event whose body is gone.
     *
     * @param said whether it was removed, and the log says so; somebody took it away otherwise
     */
    byte[] stub(boolean said) {
        return CanonicalJson.bytes(CanonicalJson.tree(members()).put(said ? "bodyRemoved" : "bodyMissing", true));
    }

    /** As members of an event. */
    Map<String, Object> members() {
        Map<String, Object> members = new TreeMap<>();
        put(members, "id", id);
        put(members, "action", action);
        put(members, "outcome", outcome);
        members.put("actor", Map.of("subject", String.valueOf(actor)));
        put(members, "target", target);
        put(members, "domain", domain);
        put(members, "changeId", change);
        return members;
    }

    private static void put(Map<String, Object> members, String member, @Nullable String value) {
        if (value != null) {
            members.put(member, value);
        }
    }

    private static @Nullable String subject(JsonParser json) throws IOException {
        @Nullable String subject = null;
        for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
            json.nextToken();
            if (member.equals("subject")) {
                subject = json.getValueAsString();
            }
            json.skipChildren();
        }
        return subject;
    }
}

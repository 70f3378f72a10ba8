package dev.sixgate.sandbox.apigateway.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What stands before the APIs of every account: as WAF, ACM and CloudFront show it, each under its ARN. */
public final class GuardStore {
    private final Map<Kind, Map<String, ObjectNode>> all = new EnumMap<>(Kind.class);

    /** What there is, with the member that holds its ARN. */
    public enum Kind {
        WEB_ACL("webAcls", "ARN"),
        IP_SET("ipSets", "ARN"),
        RULE_GROUP("ruleGroups", "ARN"),
        CERTIFICATE("certificates", "CertificateArn"),
        DISTRIBUTION("distributions", "ARN");

        private final String list;
        private final String arn;

        Kind(String list, String arn) {
            this.list = list;
            this.arn = arn;
        }
    }

    /** Empty at first. */
    public GuardStore() {
        clear();
    }

    /**
     * Adds what the lists of a document hold, or puts it in the place of what has the same ARN.
     *
     * @throws AwsError 400 if a list is unknown or a thing has no ARN
     */
    public void add(ObjectNode document) {
        document.fieldNames().forEachRemaining(GuardStore::kind);
        for (var kind : Kind.values()) {
            for (JsonNode one : document.path(kind.list)) {
                var arn = Json.text(one, kind.arn);
                if (arn == null || arn.split(":", -1).length < 6 || !(one instanceof ObjectNode thing)) {
                    throw AwsError.badRequest("Each of " + kind.list + " needs its " + kind.arn);
                }
                things(kind).put(arn, thing);
            }
        }
    }

    /** A thing of the caller's account, and of the Region that is called, unless it is of none. */
    public Optional<ObjectNode> find(Caller caller, Kind kind, @Nullable String arn) {
        return arn == null
                ? Optional.empty()
                : Optional.ofNullable(things(kind).get(arn)).filter(thing -> belongs(arn, caller));
    }

    /** All of a kind that are the caller's, by ARN. */
    public List<ObjectNode> in(Caller caller, Kind kind) {
        return things(kind).entrySet().stream()
                .filter(thing -> belongs(thing.getKey(), caller))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The document that {@link #add} would take. */
    public ObjectNode document() {
        var document = Json.object();
        for (var kind : Kind.values()) {
            var array = document.putArray(kind.list);
            things(kind).values().forEach(array::add);
        }
        return document;
    }

    /** Forgets all of them. */
    public void clear() {
        for (var kind : Kind.values()) {
            all.put(kind, new TreeMap<>());
        }
    }

    private Map<String, ObjectNode> things(Kind kind) {
        return all.getOrDefault(kind, Map.of());
    }

    private static boolean belongs(String arn, Caller caller) {
        var parts = arn.split(":", -1);
        return parts[4].equals(caller.account()) && (parts[3].isEmpty() || parts[3].equals(caller.region()));
    }

    private static Kind kind(String list) {
        for (var kind : Kind.values()) {
            if (kind.list.equals(list)) {
                return kind;
            }
        }
        throw AwsError.badRequest("There are no " + list + " here");
    }
}

package dev.sixgate.policy.when;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What an expression may ask about, and of which type it is. */
public final class Vocabulary {
    /** The name of the groups that the requester belongs to. */
    static final String GROUPS = "groups";

    private Vocabulary() {}

    /** The names, in alphabetical order. */
    public static Set<String> names() {
        return types().keySet();
    }

    static Map<String, CelType> types() {
        Map<String, CelType> types = new TreeMap<>();
        for (String each :
                Set.of("domain", "target", "account", "region", "owner", "from", "to", "readiness", "requester")) {
            types.put(each, SimpleType.STRING);
        }
        types.put("tags", MapType.create(SimpleType.STRING, SimpleType.STRING));
        types.put("endpointTypes", ListType.create(SimpleType.STRING));
        types.put(GROUPS, ListType.create(SimpleType.STRING));
        types.put("rolloutSize", SimpleType.INT);
        types.put("now", SimpleType.TIMESTAMP);
        return types;
    }
}

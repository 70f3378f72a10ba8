package dev.sixgate.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What differs between two configurations of a domain. */
final class Differences {
    private Differences() {}

    /** One line a member: {@code certificateArn: arn:...1 -> arn:...2}. */
    static List<String> between(Map<String, Object> before, Map<String, Object> after) {
        TreeSet<String> members = new TreeSet<>(before.keySet());
        members.addAll(after.keySet());
        List<String> lines = new ArrayList<>();
        for (String member : members) {
            Object was = before.get(member);
            Object is = after.get(member);
            if (!Objects.equals(was, is)) {
                lines.add(member + ": " + (was == null ? "(absent)" : was) + " -> " + (is == null ? "(absent)" : is));
            }
        }
        return lines;
    }
}

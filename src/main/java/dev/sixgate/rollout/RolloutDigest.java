package dev.sixgate.rollout;

import dev.sixgate.CanonicalJson;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.change.Member;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One digest over all plans of a rollout and the order in which they run: the root of a Merkle tree (RFC 6962, section 2.1)
 * whose first leaf has the terms, and each further one a change, in the order in which they were asked for. A leaf is canonical
 * JSON (RFC 8785).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, section 2.1</a>
 */
public final class RolloutDigest {
    private RolloutDigest() {}

    /** As {@code sha256:} and 64 hexadecimal digits. */
    public static String of(Rollout rollout, List<Member> members) {
        RightEdge tree = RightEdge.empty();
        tree.add(leaf(terms(rollout)));
        members.forEach(member -> tree.add(leaf(plan(member))));
        return "sha256:" + HexFormat.of().formatHex(tree.root().bytes());
    }

    private static Map<String, Object> terms(Rollout rollout) {
        Rollout.Terms terms = rollout.terms();
        return Map.of(
                "rollout",
                rollout.id(),
                "to",
                terms.to().wire(),
                "maxFailures",
                terms.maxFailures(),
                "waves",
                terms.waves().stream()
                        .map(wave ->
                                Map.of("size", wave.size(), "bake", wave.bake().toString()))
                        .toList());
    }

    private static Map<String, Object> plan(Member member) {
        return Map.of(
                "change",
                member.change(),
                "target",
                member.target(),
                "domain",
                member.domain(),
                "wave",
                member.wave(),
                "planDigest",
                member.planDigest());
    }

    private static Hash leaf(Map<String, Object> content) {
        return Hash.ofLeaf(CanonicalJson.bytes(content));
    }
}

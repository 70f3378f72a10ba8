package dev.sixgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.CanonicalJson;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequests;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Retells changes from their audit events. */
@ApplicationScoped
public class AuditFolding {
    private final AuditReader reader;
    private final ChangeRequests changes;
    private final ChangeFixtures world;

    AuditFolding(AuditReader reader, ChangeRequests changes, ChangeFixtures world) {
        this.reader = reader;
        this.changes = changes;
        this.world = world;
    }

    /** Each event begins where the one before it ended, and the last ends at what is stored. */
    public void requireThatEventsTellTheRows(Collection<Change> told) {
        for (Change change : told) {
            assertThat(folded(change)).as("events of " + change.id()).isEqualTo(stored(change));
        }
    }

    /** The events of a change, oldest first. */
    public List<JsonNode> events(Change change) {
        AuditReader.Filter ofChange = AuditReader.Filter.ofChange(UUID.fromString(change.id()));
        return reader.open(reader.page(ofChange, -1, 1_000)).stream()
                .<JsonNode>map(event -> event.body())
                .toList();
    }

    private Map<String, JsonNode> folded(Change change) {
        Map<String, JsonNode> facts = new TreeMap<>();
        for (JsonNode event : events(change)) {
            event.path("before")
                    .properties()
                    .forEach(member -> assertThat(facts.remove(member.getKey()))
                            .as(event.toString())
                            .isEqualTo(member.getValue()));
            event.path("after").properties().forEach(member -> facts.put(member.getKey(), member.getValue()));
        }
        return facts;
    }

    private Map<String, JsonNode> stored(Change change) {
        Map<String, Object> facts = QuarkusTransaction.requiringNew()
                .call(() -> changes.get(ChangeId.parse(change.id())).facts());
        Map<String, JsonNode> stored = new TreeMap<>();
        world.json(new String(CanonicalJson.bytes(facts), StandardCharsets.UTF_8))
                .properties()
                .forEach(member -> stored.put(member.getKey(), member.getValue()));
        return stored;
    }
}

package dev.sixgate.audit;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** The audit trail as tests read it: not over HTTP, which is an event itself. */
@ApplicationScoped
public class Trail {
    private static final int MOST = 100_000;

    @Inject
    AuditReader reader;

    /** How many events there are by now. */
    public long size() {
        List<RecordedEvent> all = reader.page(AuditReader.Filter.ALL, -1, MOST);
        return all.isEmpty() ? 0 : all.get(all.size() - 1).leafIndex() + 1;
    }

    /** The events of an action from a leaf on, in their order. */
    public List<JsonNode> since(long leaf, String action) {
        var filter = new AuditReader.Filter(null, null, null, action, null, null, null, null);
        return reader.open(reader.page(filter, leaf - 1, MOST)).stream()
                .<JsonNode>map(event -> event.body())
                .toList();
    }
}

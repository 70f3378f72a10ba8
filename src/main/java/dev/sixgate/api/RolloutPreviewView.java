package dev.sixgate.api;

import dev.sixgate.rollout.Skipped;
import dev.sixgate.rollout.verb.ProposeRollout.Preview;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a rollout would be. */
@Schema(name = "RolloutPreview", description = "What would be recorded; nothing was.")
record RolloutPreviewView(
        @Schema(enumeration = "VALID", examples = "VALID") String status,

        @Schema(description = "How many domains.") int size,
        List<Planned> domains,

        @Schema(description = "What was selected and would be left out, and why.")
        List<Skipped> skipped,

        int maxFailures) {
    /** One domain. */
    @Schema(name = "PlannedDomain")
    record Planned(String domain, String target, int wave) {}

    static RolloutPreviewView of(Preview preview) {
        List<Planned> domains = new ArrayList<>();
        for (int wave = 1; wave <= preview.waves().size(); wave++) {
            for (int i = 0; i < preview.waves().get(wave - 1).size(); i++) {
                var domain = preview.domains().get(domains.size());
                domains.add(new Planned(domain.name().value(), domain.target().value(), wave));
            }
        }
        return new RolloutPreviewView("VALID", domains.size(), domains, preview.skipped(), preview.maxFailures());
    }
}

package dev.sixgate.rollout;

import dev.sixgate.change.Columns;
import jakarta.persistence.Converter;
import java.time.Duration;

/** How what a rollout consists of stands in columns: as canonical JSON. */
final class RolloutColumns {
    private RolloutColumns() {}

    @Converter
    static class Selections extends Columns.Json<Selection> {
        Selections() {
            super(Selection.class);
        }
    }

    /** Waves, their bakes in seconds. */
    @Converter
    static class WaveLists extends Columns.Listed<Wave, WaveLists.Row> {
        record Row(int size, long bakeSeconds) {}

        WaveLists() {
            super(
                    Row[].class,
                    wave -> new Row(wave.size(), wave.bake().toSeconds()),
                    row -> new Wave(row.size(), Duration.ofSeconds(row.bakeSeconds())));
        }
    }

    @Converter
    static class SkippedLists extends Columns.Listed<Skipped, Skipped> {
        SkippedLists() {
            super(Skipped[].class, skipped -> skipped, skipped -> skipped);
        }
    }
}

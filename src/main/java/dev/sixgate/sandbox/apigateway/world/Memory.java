package dev.sixgate.sandbox.apigateway.world;

import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.account.DomainStore;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.zones.HostedZone;
import dev.sixgate.sandbox.apigateway.zones.ZoneStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * The domain names and hosted zones of a world in a file, so that a service that starts again finds the AWS that it left. Quotas, calls and
 * faults are not in it; an update that was running has ended by the time it is read.
 */
final class Memory {
    private final Path file;
    private byte[] written = {};

    Memory(Path file) {
        this.file = file;
    }

    /** Puts what was kept, if anything was, in the place of what is there. */
    void recall(DomainStore domains, ZoneStore zones) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            var kept = Json.object(Files.readAllBytes(file));
            domains.clear();
            kept.path("domains").forEach(tree -> {
                var record = Json.read(tree, DomainRecord.class);
                boolean running = record.status().equals("UPDATING");
                domains.add(running ? record.with(Json.object().put("status", "AVAILABLE")) : record);
            });
            if (kept.has("zones")) {
                zones.clear();
                kept.path("zones").forEach(tree -> zones.put(Json.read(tree, HostedZone.class)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Keeps them as they are, if they have changed. */
    void keep(DomainStore domains, ZoneStore zones) {
        var tree = Json.object();
        var records = tree.putArray("domains");
        domains.all().forEach(record -> records.add(Json.tree(record)));
        var hosted = tree.putArray("zones");
        zones.all().forEach(zone -> hosted.add(Json.tree(zone)));
        byte[] bytes = Json.bytes(tree);
        if (Arrays.equals(bytes, written)) {
            return;
        }
        try {
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, bytes);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            written = bytes;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}

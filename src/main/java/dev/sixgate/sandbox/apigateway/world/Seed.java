package dev.sixgate.sandbox.apigateway.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.ApiRecord;
import dev.sixgate.sandbox.apigateway.account.ApiStore;
import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.account.DomainStore;
import dev.sixgate.sandbox.apigateway.account.GuardStore;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.zones.HostedZone;
import dev.sixgate.sandbox.apigateway.zones.ZoneStore;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What every world begins with, read from beside this class: domain names and APIs, what stands before them, and their hosted zones. */
final class Seed {

    private Seed() {}

    static void plant(DomainStore domains, ApiStore apis, GuardStore guards) {
        var seed = read("seed.json");
        seed.path("apis").forEach(api -> apis.put(Json.read(api, ApiRecord.class)));
        seed.path("domains").forEach(domain -> domains.add(Json.read(domain, DomainRecord.class)));
        guards.add(read("guards.json"));
    }

    static void plant(ZoneStore zones) {
        read("zones.json").path("zones").forEach(zone -> zones.put(Json.read(zone, HostedZone.class)));
    }

    private static ObjectNode read(String resource) {
        try (var in = Seed.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return Json.object(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

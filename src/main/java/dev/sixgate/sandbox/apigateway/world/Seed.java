package dev.sixgate.sandbox.apigateway.world;

import dev.sixgate.sandbox.apigateway.account.ApiRecord;
import dev.sixgate.sandbox.apigateway.account.ApiStore;
import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.account.DomainStore;
import dev.sixgate.sandbox.apigateway.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The domain names and APIs that every world begins with, read from {@code seed.json} beside this class. */
final class Seed {
    private static final String RESOURCE = "seed.json";

    private Seed() {}

    static void plant(DomainStore domains, ApiStore apis) {
        try (var in = Seed.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            var seed = Json.object(in.readAllBytes());
            seed.path("apis").forEach(api -> apis.put(Json.read(api, ApiRecord.class)));
            seed.path("domains").forEach(domain -> domains.add(Json.read(domain, DomainRecord.class)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package dev.sixgate.inventory;

import dev.sixgate.domainname.Owner;
import dev.sixgate.domainname.OwnerTags;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Says at the start, before anything is judged, by which tags a domain's owner is known. */
@ApplicationScoped
class Owners {
    private final OwnersConfig config;

    Owners(OwnersConfig config) {
        this.config = config;
    }

    void knowAtStart(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent started) {
        Owner.knownBy(new OwnerTags(config.terraformTags(), config.serverlessTags()));
    }
}

package dev.sixgate.sandbox.apigateway.world;

import dev.sixgate.sandbox.apigateway.account.AccessKeys;
import dev.sixgate.sandbox.apigateway.account.ApiStore;
import dev.sixgate.sandbox.apigateway.account.DomainStore;
import dev.sixgate.sandbox.apigateway.account.GuardStore;
import dev.sixgate.sandbox.apigateway.account.Ids;
import dev.sixgate.sandbox.apigateway.zones.ZoneStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** One simulated AWS: all its state, from the seed on. Not thread-safe: who uses it holds its monitor. */
public final class World {
    private final SimulatorSettings initial;
    private final SandboxClock clock;
    private final Ids ids = new Ids();
    private final DomainStore domains;
    private final ApiStore apis = new ApiStore();
    private final ZoneStore zones = new ZoneStore();
    private final GuardStore guards = new GuardStore();
    private final AccessKeys keys = new AccessKeys();
    private final Throttle throttle = new Throttle();
    private final Faults faults = new Faults();
    private final Trail trail = new Trail();
    private final Optional<Memory> memory;
    private SimulatorSettings settings;
    private NameServing nameServing = NameServing.NORMAL;

    /** A freshly seeded world. */
    public World(SimulatorSettings settings, InstantSource time) {
        this(settings, time, Optional.empty());
    }

    /**
     * A world that goes on with the domain names that it kept, or a freshly seeded one.
     *
     * @param file where it keeps its domain names
     */
    public World(SimulatorSettings settings, InstantSource time, Optional<Path> file) {
        this.initial = settings;
        this.settings = settings;
        this.clock = new SandboxClock(time);
        this.domains = new DomainStore(clock);
        Seed.plant(domains, apis, guards);
        Seed.plant(zones);
        this.memory = file.map(Memory::new);
        memory.ifPresent(kept -> kept.recall(domains, zones));
    }

    /** Keeps what may have changed, where this world keeps anything. */
    public void keep() {
        memory.ifPresent(kept -> kept.keep(domains, zones));
    }

    /** Back to the beginning: seed, settings, time, keys, quotas, no faults, no calls. */
    public void reset() {
        settings = initial;
        clock.reset();
        keys.clear();
        throttle.clear();
        faults.clear();
        trail.clear();
        domains.clear();
        apis.clear();
        zones.clear();
        nameServing = NameServing.NORMAL;
        guards.clear();
        Seed.plant(domains, apis, guards);
        Seed.plant(zones);
    }

    /** The simulated time. */
    public Instant now() {
        return clock.instant();
    }

    /** The clock, to be put forward. */
    public SandboxClock clock() {
        return clock;
    }

    /** Fresh identifiers. */
    public Ids ids() {
        return ids;
    }

    /** The domain names. */
    public DomainStore domains() {
        return domains;
    }

    /** The APIs. */
    public ApiStore apis() {
        return apis;
    }

    /** The hosted zones. */
    public ZoneStore zones() {
        return zones;
    }

    /** How the name server behaves. */
    public NameServing nameServing() {
        return nameServing;
    }

    /** Lets the name server behave otherwise, from the next query on. */
    public void serveNames(NameServing next) {
        nameServing = next;
    }

    /** The web ACLs, certificates and distributions. */
    public GuardStore guards() {
        return guards;
    }

    /** The access keys. */
    public AccessKeys keys() {
        return keys;
    }

    /** The quotas. */
    public Throttle throttle() {
        return throttle;
    }

    /** The faults to come. */
    public Faults faults() {
        return faults;
    }

    /** The calls that were. */
    public Trail trail() {
        return trail;
    }

    /** The settings in force. */
    public SimulatorSettings settings() {
        return settings;
    }

    /** Puts other settings in force, from the next call on. */
    public void settle(SimulatorSettings next) {
        settings = next;
    }
}

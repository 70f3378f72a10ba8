package dev.sixgate.audit.witness;

import dev.sixgate.audit.seal.Cosigners;
import dev.sixgate.audit.tlog.NoteKey;
import dev.sixgate.audit.witness.WitnessConfig.WitnessAddress;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configured witnesses, checked: a mistake in them stops the start with a sentence that says what to write. */
@ApplicationScoped
class KnownWitnesses implements Cosigners {
    private static final String PREFIX = "sixgate.audit.";
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final List<Witness> all;
    private final int quorum;
    private final Duration timeout;

    /** @throws ConfigurationException if they are configured wrongly */
    KnownWitnesses(WitnessConfig config) {
        all = new TreeMap<>(config.witnesses())
                .entrySet().stream()
                        .map(each -> witness(each.getKey(), each.getValue()))
                        .toList();
        requireDifferentKeys(all);
        quorum = quorum(config, all.size());
        timeout = config.witnessTimeout();
        require(
                timeout.compareTo(Duration.ZERO) > 0 && timeout.compareTo(LONGEST) <= 0,
                "witness-timeout",
                timeout,
                "write a time up to a minute, such as 5s");
    }

    /** Makes the check happen at the start, not at the first checkpoint. */
    void checkAtStart(@Observes StartupEvent started) {}

    /** In the order of their names; may be none. */
    List<Witness> all() {
        return all;
    }

    @Override
    public List<NoteKey> keys() {
        return all.stream().map(Witness::key).toList();
    }

    @Override
    public int quorum() {
        return quorum;
    }

    /** How long one of them may take for an answer. */
    Duration timeout() {
        return timeout;
    }

    private static Witness witness(String name, WitnessAddress address) {
        String prefix = "witnesses." + name;
        URI url = address.url();
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        require(
                http
                        && url.getHost() != null
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null
                        && url.getRawUserInfo() == null,
                prefix + ".url",
                url,
                "write an address such as https://witness.example/prefix");
        return new Witness(
                name, URI.create(url.toString().replaceAll("/+$", "") + "/add-checkpoint"), key(prefix, address.key()));
    }

    private static NoteKey key(String prefix, String text) {
        String remedy = "write the witness's verifier key of the type 0x04, NAME+ID+KEY";
        try {
            NoteKey key = NoteKey.of(text);
            require(key.type() == NoteKey.Type.COSIGNATURE, prefix + ".key", text, remedy);
            return key;
        } catch (IllegalArgumentException e) {
            throw wrong(prefix + ".key", text, e.getMessage() + "; " + remedy);
        }
    }

    /** One key under two names would be two voices; a cosignature does not say under which name it was made. */
    private static void requireDifferentKeys(List<Witness> witnesses) {
        Map<NoteKey.Key, String> seen = new HashMap<>();
        for (Witness witness : witnesses) {
            String other = seen.put(witness.key().key(), witness.name());
            require(
                    other == null,
                    "witnesses." + witness.name() + ".key",
                    witness.key(),
                    "it is the key of \"" + other + "\", too; each witness has its own");
        }
    }

    private static int quorum(WitnessConfig config, int witnesses) {
        int quorum = config.witnessQuorum().orElse(witnesses);
        require(
                config.witnessQuorum().isEmpty() || quorum >= 1 && quorum <= witnesses,
                "witness-quorum",
                quorum,
                witnesses == 0
                        ? "there are no witnesses, leave it out"
                        : "write a number from 1 to " + witnesses + ", of so many witnesses");
        return quorum;
    }

    private static void require(boolean valid, String key, Object value, String remedy) {
        if (!valid) {
            throw wrong(key, value, remedy);
        }
    }

    private static ConfigurationException wrong(String key, Object value, String remedy) {
        return new ConfigurationException(PREFIX + key + " is \"" + value + "\": " + remedy + ".");
    }
}

package dev.sixgate.audit.witness;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** Who cosigns the log's checkpoints; {@link KnownWitnesses} checks it. */
@ConfigMapping(prefix = "sixgate.audit")
public interface WitnessConfig {

    /** The witnesses, by a name for the configuration alone; left out: nobody witnesses the log. */
    Map<String, WitnessAddress> witnesses();

    /** How many of them must have cosigned a checkpoint for it to count as witnessed, at least 1; left out: all. */
    OptionalInt witnessQuorum();

    /** How long a witness may take for an answer, as a whole. */
    @WithDefault("5s")
    Duration witnessTimeout();

    /** One witness. */
    interface WitnessAddress {
        /** Its submission prefix: what stands before {@code /add-checkpoint}. */
        URI url();

        /** Its verifier key, of the type 0x04: {@code witness.example/w1+ID+KEY}. */
        String key();
    }
}

package dev.sixgate.audit.witness;

import dev.sixgate.audit.tlog.NoteKey;
import java.net.URI;
import java.util.HexFormat;

/**
 * Somebody who cosigns checkpoints.
 *
 * @param name as configured here
 * @param addCheckpoint where checkpoints are sent
 * @param key by which its cosignatures are checked
 */
record Witness(String name, URI addCheckpoint, NoteKey key) {

    /** The key's id as verifier keys show it. */
    String keyId() {
        return HexFormat.of().toHexDigits(key.id());
    }
}

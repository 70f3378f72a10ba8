package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.NoteKey;
import java.util.List;

/** By whose keys a cosignature counts; what others wrote below a checkpoint is not handed on. */
public interface Cosigners {
    /** Their keys; none where nobody is asked. */
    List<NoteKey> keys();

    /** How many of them make a checkpoint a witnessed one; 0 where nobody is asked. */
    int quorum();
}

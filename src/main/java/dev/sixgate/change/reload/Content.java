package dev.sixgate.change.reload;

import dev.sixgate.CanonicalJson;
import dev.sixgate.change.PolicySource;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.PolicyFileProblem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What one look at the policy file saw.
 *
 * @param identity the digest of the bytes, or, where they could not be read as a whole, why; the same content has the same
 */
record Content(String name, String identity, byte @Nullable [] bytes) {

    static Content of(PolicySource source) {
        try {
            byte[] bytes = source.bytes();
            // Of a file that is too large only the beginning was read, so that its digest would be a lie.
            String identity = bytes.length > PolicyFile.MOST_BYTES
                    ? source.path() + " is larger than " + PolicyFile.MOST_BYTES + " bytes"
                    : CanonicalJson.sha256(bytes);
            return new Content(source.path(), identity, bytes);
        } catch (IOException e) {
            return new Content(source.path(), String.valueOf(e.getMessage()), null);
        }
    }

    /** @throws Unfit if it is no policy file */
    PolicyFile parsed() throws Unfit {
        if (bytes == null) {
            throw new Unfit(new Mistake(null, null, null, identity, "put a readable policy file there"));
        }
        try {
            return PolicyFile.parse(bytes, name);
        } catch (PolicyFileProblem e) {
            String digest = bytes.length > PolicyFile.MOST_BYTES ? null : identity;
            throw new Unfit(new Mistake(digest, e.line(), e.column(), e.problem(), e.remedy()));
        }
    }

    /**
     * What is wrong with it.
     *
     * @param digest of the bytes; null where they were not read as a whole
     * @param line from 1; null where there is no text
     * @param column from 1; null where there is no text
     */
    record Mistake(
            @Nullable String digest,
            @Nullable Integer line,
            @Nullable Integer column,
            String problem,
            String remedy) {

        /** As compilers say it: {@code file:line:column: problem; remedy}. */
        String inWords(String file) {
            return line == null
                    ? problem + "; " + remedy
                    : file + ":" + line + ":" + column + ": " + problem + "; " + remedy;
        }
    }

    /** It cannot come in force. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Mistake mistake;

        Unfit(Mistake mistake) {
            super(mistake.problem());
            this.mistake = mistake;
        }

        Mistake mistake() {
            return mistake;
        }
    }
}

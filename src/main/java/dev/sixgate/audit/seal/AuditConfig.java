package dev.sixgate.audit.seal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who signs the audit trail, and where its checkpoints are kept outside the database. */
@ConfigMapping(prefix = "sixgate.audit")
public interface AuditConfig {

    /** The log's name: a URL without its scheme. It is the key's name, and said here only to be sure of it. */
    Optional<String> origin();

    /**
     * The key that signs, and behind it those that are on their way out; each as {@code PRIVATE+KEY+...}, or the path of a file
     * with it. Without one, nothing is signed.
     */
    Optional<List<String>> signingKey();

    /** Whether a key is made where its file is missing and nothing has been signed yet; for a first run. */
    @WithDefault("false")
    boolean generateSigningKey();

    /** A directory that whoever can write to the database should not be able to write to. */
    Optional<Path> checkpointDirectory();

    /** A bucket for the same, beside the directory or instead of it. */
    Bucket checkpointBucket();

    /** Credentials come from where the AWS SDK looks for them. */
    interface Bucket {
        /** {@code s3://BUCKET} or {@code s3://BUCKET/PREFIX}. */
        Optional<URI> uri();

        /** The bucket's Region; without it, the one that the AWS SDK finds. */
        Optional<String> region();

        /** Of a store that speaks as S3 does. */
        Optional<URI> endpoint();
    }
}

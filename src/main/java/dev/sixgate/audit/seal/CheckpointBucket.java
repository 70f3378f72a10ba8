package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.SignedNote;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Checkpoints in an S3 bucket, or one that speaks as S3 does. Asked and written to no more often than once a minute; what is not
 * kept here by then is not signed on either.
 */
final class CheckpointBucket implements Outside {
    private static final Duration AT_MOST_EVERY = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private @Nullable Seen seen;
    private @Nullable Instant written;

    private CheckpointBucket(S3Client s3, String bucket, String prefix) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /** What lies there of a log, and when it was asked. */
    private record Seen(String origin, Optional<SignedNote> newest, Instant at) {}

    /** @throws IllegalArgumentException for what is no {@code s3://BUCKET/PREFIX} */
    static Optional<Outside> of(AuditConfig.Bucket config) {
        return config.uri().map(uri -> {
            if (!"s3".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException("sixgate.audit.checkpoint-bucket.uri: " + uri
                        + " is no bucket; write s3://BUCKET or s3://BUCKET/PREFIX");
            }
            String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
            return new CheckpointBucket(
                    client(config), uri.getHost(), path.isEmpty() || path.endsWith("/") ? path : path + "/");
        });
    }

    private static S3Client client(AuditConfig.Bucket config) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(
                        ApacheHttpClient.builder().connectionTimeout(PATIENCE).socketTimeout(PATIENCE))
                .overrideConfiguration(call -> call.apiCallTimeout(PATIENCE))
                // Others than AWS do not know the checksums that the SDK would add by itself; TLS and our signature are
                // enough.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false));
        config.region().map(Region::of).ifPresent(builder::region);
        config.endpoint().ifPresent(endpoint -> overridden(builder, endpoint));
        return builder.build();
    }

    private static void overridden(S3ClientBuilder builder, URI endpoint) {
        builder.endpointOverride(endpoint).forcePathStyle(true);
    }

    @Override
    public String name() {
        return "checkpoint bucket s3://" + bucket + "/" + prefix;
    }

    @Override
    public synchronized Optional<SignedNote> newest(String origin, Instant now) throws IOException {
        Seen before = seen;
        if (before != null
                && before.origin().equals(origin)
                && now.isBefore(before.at().plus(AT_MOST_EVERY))) {
            return before.newest();
        }
        Optional<SignedNote> newest = note(prefix + Outside.fileName(origin));
        seen = new Seen(origin, newest, now);
        return newest;
    }

    @Override
    public List<Kept> all(String origin) throws IOException {
        return kept(file -> Outside.isOf(file, origin));
    }

    @Override
    public List<SignedNote> ofOthers(String origin) throws IOException {
        List<SignedNote> others = new ArrayList<>();
        for (Kept kept : kept(Outside::isNewest)) {
            SignedNote note = kept.requireNote();
            if (!note.text().startsWith(origin + "\n")) {
                others.add(note);
            }
        }
        return others;
    }

    @Override
    public synchronized void keep(SignedNote note, Instant now) throws IOException {
        Checkpoint checkpoint = Checkpoint.of(note);
        String origin = checkpoint.origin();
        Instant before = written;
        if (before != null && now.isBefore(before.plus(AT_MOST_EVERY))) {
            return;
        }
        // Another replica may have written since.
        Optional<SignedNote> newest = note(prefix + Outside.fileName(origin));
        if (newest.filter(kept -> Checkpoint.of(kept).size() >= checkpoint.size())
                .isEmpty()) {
            String day = now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
            write(prefix + Outside.fileName(origin, day), note);
            write(prefix + Outside.fileName(origin), note);
            newest = Optional.of(note);
        }
        seen = new Seen(origin, newest, now);
        written = now;
    }

    private List<Kept> kept(Predicate<String> file) throws IOException {
        List<Kept> kept = new ArrayList<>();
        try {
            for (S3Object object : s3.listObjectsV2Paginator(
                            list -> list.bucket(bucket).prefix(prefix).delimiter("/"))
                    .contents()) {
                if (file.test(object.key().substring(prefix.length()))) {
                    read(object.key()).ifPresent(kept::add);
                }
            }
        } catch (SdkException e) {
            throw away(e);
        }
        return kept;
    }

    private Optional<SignedNote> note(String key) throws IOException {
        Optional<Kept> kept = read(key);
        return kept.isPresent() ? Optional.of(kept.get().requireNote()) : Optional.empty();
    }

    private Optional<Kept> read(String key) throws IOException {
        try {
            byte[] content =
                    s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArrayUnsafe();
            return Optional.of(new Kept("s3://" + bucket + "/" + key, new String(content, StandardCharsets.UTF_8)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw away(e);
        }
    }

    private void write(String key, SignedNote note) throws IOException {
        try {
            s3.putObject(
                    put -> put.bucket(bucket).key(key).contentType("text/plain; charset=utf-8"),
                    RequestBody.fromString(note.toString()));
        } catch (SdkException e) {
            throw away(e);
        }
    }

    private IOException away(SdkException e) {
        return new IOException("the " + name() + " cannot be used: " + e.getMessage(), e);
    }
}

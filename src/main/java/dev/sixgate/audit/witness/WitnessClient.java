package dev.sixgate.audit.witness;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteKey;
import dev.sixgate.audit.tlog.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks a witness to cosign, and believes no more of the answer than the witness's key vouches for.
 *
 * @see <a href="https://c2sp.org/tlog-witness#add-checkpoint">C2SP tlog-witness: add-checkpoint</a>
 */
@ApplicationScoped
class WitnessClient {
    /** More than a hundred cosignatures need. */
    static final int MOST_BYTES = 64 * 1024;

    private static final String SIZE_TYPE = "text/x.tlog.size";
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})\n");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .build();

    /**
     * Asks once.
     *
     * @param checkpoint signed by the log
     * @param old the size that the witness is thought to stand at, no more than the checkpoint's
     * @param proof that the log of the old size became that of the checkpoint
     * @param timeout for all of the answer
     */
    Answer ask(Witness witness, SignedNote checkpoint, long old, List<Hash> proof, Duration timeout)
            throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(witness.addCheckpoint())
                .header("Content-Type", "text/plain; charset=utf-8")
                .header("User-Agent", "sixgate")
                .POST(BodyPublishers.ofString(body(checkpoint, old, proof)))
                .build();
        // The request's own timeout would end with the answer's headers; this one ends with its last byte.
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, head -> new BoundedBody(MOST_BYTES));
        try {
            return understood(witness.key(), checkpoint, old, answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return new Answer.Nothing("no answer within " + timeout);
        } catch (ExecutionException e) {
            return new Answer.Nothing(inWords(e));
        } finally {
            answer.cancel(true);
        }
    }

    private static String body(SignedNote checkpoint, long old, List<Hash> proof) {
        return "old " + old + "\n" + proof.stream().map(hash -> hash + "\n").collect(Collectors.joining()) + "\n"
                + checkpoint;
    }

    private static Answer understood(NoteKey key, SignedNote checkpoint, long old, HttpResponse<byte[]> answer) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        return switch (answer.statusCode()) {
            case 200 -> cosigned(key, checkpoint, body);
            case 409 -> conflict(answer, body, old == Checkpoint.of(checkpoint).size());
            case 422 -> new Answer.Contradicted();
            case 400 -> new Answer.Nothing("400: it cannot read what it was sent");
            case 403 -> new Answer.Nothing("403: it does not know the key by which the log signs");
            case 404 -> new Answer.Nothing("404: it does not know the log");
            default -> new Answer.Nothing("it answers " + answer.statusCode());
        };
    }

    private static Answer cosigned(NoteKey key, SignedNote checkpoint, String lines) {
        try {
            SignedNote note = SignedNote.parse(checkpoint.text() + "\n" + lines);
            // Lines with a blank one among them would move the end of the text, and be signatures of another.
            if (note.text().equals(checkpoint.text()) && note.isSignedBy(key)) {
                return note.signatures().stream()
                        .filter(line -> line.name().equals(key.name()) && line.id() == key.id())
                        .findFirst()
                        .<Answer>map(Answer.Cosigned::new)
                        .orElseThrow();
            }
            return new Answer.Nothing("an answer without a cosignature by " + key.name());
        } catch (IllegalArgumentException e) {
            return new Answer.Nothing("a wrong cosignature: " + e.getMessage());
        }
    }

    /** Of two logs of one size it says, with or without that size, that their roots differ. */
    private static Answer conflict(HttpResponse<byte[]> answer, String body, boolean isOfOneSize) {
        boolean isSize = answer.headers()
                .firstValue("Content-Type")
                .filter(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(SIZE_TYPE))
                .isPresent();
        if (isSize && SIZE.matcher(body).matches()) {
            return new Answer.StandsAt(Long.parseLong(body.strip()));
        }
        return isOfOneSize ? new Answer.Contradicted() : new Answer.Nothing("409 without the size that it stands at");
    }

    private static String inWords(ExecutionException failed) {
        Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
        if (cause instanceof ConnectException) {
            return "it cannot be reached";
        }
        return cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }
}

package dev.sixgate.sandbox.postgres;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** A program that is run to its end. */
record Command(List<String> words) {

    static Command of(String... words) {
        return new Command(List.of(words));
    }

    Command after(List<String> prefix) {
        return new Command(Stream.concat(prefix.stream(), words.stream()).toList());
    }

    /**
     * What it wrote, standard error included.
     *
     * @param input what it reads
     * @throws IOException if it cannot be started or does not end with 0; the message is what it wrote
     */
    String run(String input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        // The caller's PGPORT, PGDATA, ... are meant for another server; and its language for another reader.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(words.get(0) + " ended with " + status + ": " + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(words.get(0));
        }
    }

    boolean succeeds() {
        try {
            run("");
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

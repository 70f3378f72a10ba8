package dev.sixgate.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the packaged service, on free ports. */
public final class Launched implements AutoCloseable {
    private static final Path JAR =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[^\\s\"]+)");

    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final CompletableFuture<URI> listening = new CompletableFuture<>();
    private final Thread reader = new Thread(this::read, "launched-output");

    private Launched(Process process) {
        this.process = process;
        reader.start();
    }

    public static Launched in(Path workingDirectory, Map<String, String> environment, String... arguments)
            throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workingDirectory.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("QUARKUS_HTTP_PORT", "0", "SIXGATE_SANDBOX_PORT", "0", "SIXGATE_SANDBOX_DNS_PORT", "0"));
        builder.environment().putAll(environment);
        return new Launched(builder.start());
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    listening.complete(URI.create(matcher.group(1)));
                }
            }
        } catch (IOException e) {
            output.append(e);
        }
        listening.completeExceptionally(new IllegalStateException("It ended:\n" + output));
    }

    long pid() {
        return process.pid();
    }

    public void awaitReady() {
        listening.join();
    }

    public URI uri(String path) {
        return listening.join().resolve(path);
    }

    /** Its exit status. */
    int awaitEnd() throws InterruptedException {
        int status = process.waitFor();
        reader.join();
        return status;
    }

    int terminate() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    /** As {@code kill -9} does: it cannot tidy up. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    public String output() {
        return output.toString();
    }

    @Override
    public void close() throws InterruptedException {
        terminate();
    }
}

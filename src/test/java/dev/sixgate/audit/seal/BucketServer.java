package dev.sixgate.audit.seal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** As much of S3 as checkpoints need, over HTTP: one bucket, put, get and list. */
final class BucketServer implements AutoCloseable {
    private static final String BUCKET = "/checkpoints/";

    final Map<String, String> objects = new TreeMap<>();
    final AtomicInteger calls = new AtomicInteger();
    volatile boolean away;
    private final HttpServer server;

    BucketServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (away || exchange.getRequestHeaders().getFirst("Authorization") == null) {
            send(exchange, 403, "<Error><Code>AccessDenied</Code><Message>No</Message></Error>");
        } else if (exchange.getRequestMethod().equals("PUT")) {
            objects.put(path.substring(BUCKET.length()), body);
            send(exchange, 200, "");
        } else if (path.length() <= BUCKET.length()) {
            String prefix = exchange.getRequestURI().getQuery().replaceFirst("(?s).*prefix=([^&]*).*", "$1");
            send(
                    exchange,
                    200,
                    objects.keySet().stream()
                            .filter(key -> key.startsWith(prefix))
                            .map(key -> "<Contents><Key>" + key + "</Key></Contents>")
                            .collect(Collectors.joining(
                                    "", "<ListBucketResult><IsTruncated>false</IsTruncated>", "</ListBucketResult>")));
        } else {
            String found = objects.get(path.substring(BUCKET.length()));
            send(
                    exchange,
                    found == null ? 404 : 200,
                    found == null ? "<Error><Code>NoSuchKey</Code><Message>No</Message></Error>" : found);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package dev.sixgate.gateway;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An endpoint that takes requests and answers none before it is closed. */
final class SilentAws implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final AwsClients clients;
    private final Targets targets;

    SilentAws() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestMethod());
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        targets = SandboxedGateway.targetsAt(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        clients = new AwsClients(targets, SandboxedGateway.TIMEOUTS, OpenTelemetry.noop());
    }

    DomainWriter writer() {
        return new AwsWriter(targets, clients, SandboxedGateway.budget(targets, new MutableClock()));
    }

    /** The methods of the requests so far. */
    List<String> received() {
        return received;
    }

    @Override
    public void close() {
        closed.countDown();
        clients.close();
        server.stop(0);
        threads.shutdownNow();
    }
}

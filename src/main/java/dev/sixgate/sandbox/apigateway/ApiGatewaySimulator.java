package dev.sixgate.sandbox.apigateway;

import com.sun.net.httpserver.HttpServer;
import dev.sixgate.sandbox.apigateway.nameserver.NameServer;
import dev.sixgate.sandbox.apigateway.world.SimulatorSettings;
import dev.sixgate.sandbox.apigateway.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A running simulator of Amazon API Gateway (v1 and v2), Route 53 and STS on one port, and of DNS on another.
 *
 * <p>An access key {@code SANDBOX} and twelve digits belongs to the account of these digits, {@code test} to 111111111111; secrets
 * are arbitrary. The seeded domain names live in the accounts 111111111111 and 222222222222.
 */
public final class ApiGatewaySimulator implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final ExecutorService threads;
    private final World world;
    private @Nullable NameServer names;

    private ApiGatewaySimulator(HttpServer server, ExecutorService threads, World world) {
        this.server = server;
        this.threads = threads;
        this.world = world;
    }

    /**
     * Starts a simulator with a freshly seeded world.
     *
     * @param host the address to listen on; only a loopback address keeps strangers out
     * @param port 0 for any that is free
     * @throws UncheckedIOException if the address cannot be bound
     */
    public static ApiGatewaySimulator start(String host, int port, SimulatorSettings settings) {
        return start(host, port, settings, Optional.empty());
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Starts a simulator that goes on with the domain names that it kept.
     *
     * @param file where it keeps its domain names; they are seeded where it does not exist
     * @throws UncheckedIOException if the address cannot be bound, or the file cannot be read
     */
    public static ApiGatewaySimulator start(String host, int port, SimulatorSettings settings, Optional<Path> file) {
        // Without it the server's header and body packets meet the client's delayed acknowledgement: 40 ms for every
        // answer.
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        // Beyond 200 idle connections it closes each that becomes idle: just when its client sends the next request on
        // it.
        setUnlessSet("sun.net.httpserver.maxIdleConnections", "5000");
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
            var threads = Executors.newCachedThreadPool(task -> {
                var thread = new Thread(task, "sandbox-api-gateway");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            var world = new World(settings, InstantSource.system(), file);
            server.createContext("/", new Front(world));
            server.start();
            return new ApiGatewaySimulator(server, threads, world);
        } catch (IOException unbound) {
            throw new UncheckedIOException("Cannot listen on " + host + ":" + port, unbound);
        }
    }

    /**
     * Starts a simulator on a free port of the loopback address.
     *
     * @throws UncheckedIOException if none can be bound
     */
    public static ApiGatewaySimulator start(SimulatorSettings settings) {
        return start(LOOPBACK, 0, settings);
    }

    /** Where it listens: the endpoint to give to SDK clients, without a path. */
    public URI uri() {
        var host = server.getAddress().getAddress().getHostAddress();
        var literal = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + literal + ":" + server.getAddress().getPort());
    }

    /**
     * Starts the name server that answers from the simulated hosted zones, at the simulator's own address.
     *
     * @param port 0 for any that is free
     * @return where it listens, as {@code host:port}
     * @throws UncheckedIOException if the port cannot be bound
     */
    public String serveNames(int port) {
        var started = NameServer.start(world, server.getAddress().getAddress(), port);
        names = started;
        var address = started.address();
        var host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Stops at once; calls that are under way lose their answer. */
    @Override
    public void close() {
        if (names != null) {
            names.close();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    /**
     * Runs a simulator alone, until the process ends.
     *
     * @param args the port, 4567 if not given, and the address to listen on, loopback if not given
     */
    public static void main(String[] args) throws InterruptedException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 4567;
        try (var simulator = start(args.length > 1 ? args[1] : LOOPBACK, port, SimulatorSettings.defaults())) {
            System.out.println("API Gateway simulator listens on " + simulator.uri());
            Thread.currentThread().join();
        }
    }
}

package dev.sixgate.sandbox.apigateway.nameserver;

import dev.sixgate.sandbox.apigateway.world.NameServing;
import dev.sixgate.sandbox.apigateway.world.World;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A running name server, over UDP and TCP on one port. */
public final class NameServer implements AutoCloseable {
    private static final int LARGEST = 4096;

    /** So often another free port is tried that both protocols can have. */
    private static final int TRIES = 20;

    /** A connection that says nothing for so long is closed, in milliseconds. */
    private static final int IDLE = 10_000;

    private final World world;
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "sandbox-name-server");
        thread.setDaemon(true);
        return thread;
    });

    private NameServer(World world, ServerSocket tcp, DatagramSocket udp) {
        this.world = world;
        this.tcp = tcp;
        this.udp = udp;
    }

    /**
     * Starts a name server.
     *
     * @param port 0 for any that is free
     * @throws UncheckedIOException if the address cannot be bound
     */
    public static NameServer start(World world, InetAddress address, int port) {
        IOException last = new IOException("no port");
        for (int i = 0; i < (port == 0 ? TRIES : 1); i++) {
            try {
                var tcp = new ServerSocket(port, 0, address);
                try {
                    var server = new NameServer(world, tcp, new DatagramSocket(tcp.getLocalPort(), address));
                    server.threads.execute(server::serveDatagrams);
                    server.threads.execute(server::serveConnections);
                    return server;
                } catch (IOException taken) {
                    tcp.close();
                    last = taken;
                }
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new UncheckedIOException("Cannot listen on " + address.getHostAddress() + ":" + port, last);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    private void serveDatagrams() {
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        while (!udp.isClosed()) {
            try {
                packet.setLength(LARGEST);
                udp.receive(packet);
                var query = Message.read(Arrays.copyOf(packet.getData(), packet.getLength()));
                var answer = query.flatMap(this::answer);
                if (answer.isPresent()) {
                    boolean fits = answer.get().length <= query.get().limit();
                    byte[] bytes = fits ? answer.get() : query.get().truncated();
                    udp.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                }
            } catch (IOException closedOrUnreachable) {
                // The next one may be better; a closed socket ends the loop.
            }
        }
    }

    private void serveConnections() {
        while (!tcp.isClosed()) {
            try {
                var connection = tcp.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException closed) {
                // The loop ends.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout(IDLE);
            var in = new DataInputStream(connection.getInputStream());
            var out = new DataOutputStream(connection.getOutputStream());
            while (true) {
                var bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                var answer = Message.read(bytes).flatMap(this::answer);
                if (answer.isPresent()) {
                    out.writeShort(answer.get().length);
                    out.write(answer.get());
                    out.flush();
                }
            }
        } catch (IOException ended) {
            // Whoever asked has gone, or said nothing for too long.
        }
    }

    private Optional<byte[]> answer(Message query) {
        synchronized (world) {
            if (world.nameServing() == NameServing.SILENT) {
                return Optional.empty();
            }
            if (world.nameServing() == NameServing.SERVFAIL) {
                return Optional.of(query.answer(Message.SERVFAIL, List.of()));
            }
            var found = Resolution.of(world, query.name(), query.type());
            return Optional.of(query.answer(found.exists() ? Message.NO_ERROR : Message.NXDOMAIN, found.records()));
        }
    }

    /** Stops at once. */
    @Override
    public void close() {
        threads.shutdownNow();
        udp.close();
        try {
            tcp.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}

package dev.sixgate.sandbox.postgres;

import dev.sixgate.sandbox.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server below one directory, with one database and two roles: the owner, who migrates it, and the service, which
 * can do what the migrations granted.
 *
 * <p>{@link #in} takes the directory and is quick; {@link #start} is not.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** Owns the database; used by migrations alone. */
    public static final String OWNER = "sixgate_owner";
    /** What the service logs in as. */
    public static final String SERVICE = "sixgate_service";

    static final String DATABASE = "sixgate";

    private final Path directory;
    private final DirectoryLock lock;
    private final Credentials credentials;
    private final int port;
    private @Nullable Cluster started;

    private EmbeddedPostgres(Path directory, DirectoryLock lock, Credentials credentials, int port) {
        this.directory = directory;
        this.lock = lock;
        this.credentials = credentials;
        this.port = port;
    }

    /**
     * Takes the directory for this process, makes it where it is not, and chooses a port.
     *
     * @throws StartRefused if a living service has it, or its passwords are lost
     */
    public static EmbeddedPostgres in(Path directory) throws IOException {
        Directories.createPrivate(directory);
        // Without symbolic links: a server left behind is known by the path that it runs from.
        Path real = directory.toRealPath();
        DirectoryLock lock = DirectoryLock.take(real);
        try {
            return new EmbeddedPostgres(real, lock, credentials(real), freePort());
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Credentials credentials(Path directory) throws IOException {
        Path file = directory.resolve("credentials");
        if (Files.exists(file) || Files.exists(ServerUser.place(directory))) {
            return Credentials.read(file);
        }
        Credentials credentials = Credentials.random();
        credentials.write(file);
        return credentials;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /**
     * Returns when the server takes connections. The first time it is unpacked and its database is made, which takes seconds.
     *
     * @throws StartRefused if it cannot be started here, or another major version wrote its data
     */
    public EmbeddedPostgres start() throws IOException {
        return start(true);
    }

    /** As {@link #start()}, on an empty database that nobody will miss: it is quick, and does not outlive a power cut. */
    public synchronized EmbeddedPostgres startAnew() throws IOException {
        cluster().forget();
        return start(false);
    }

    private synchronized EmbeddedPostgres start(boolean durable) throws IOException {
        Cluster cluster = cluster();
        if (cluster.exists()) {
            cluster.requireOurMajor();
            cluster.clearRemains();
        } else {
            cluster.create(credentials);
        }
        started = cluster;
        cluster.start(port, durable);
        requireLogin();
        return this;
    }

    /** Tells lost passwords from a lost server; and the driver is loaded while something else goes on. */
    private void requireLogin() {
        try {
            DriverManager.getConnection(jdbcUrl(), SERVICE, credentials.service())
                    .close();
        } catch (SQLException e) {
            throw new StartRefused(
                    "The embedded PostgreSQL does not take the passwords in " + directory.resolve("credentials") + ": "
                            + e.getMessage(),
                    "Put the right file back; or move " + directory + " away, and a new database is made.",
                    e);
        }
    }

    private Cluster cluster() throws IOException {
        return new Cluster(Binaries.unpackedIn(directory), directory, ServerUser.of(directory));
    }

    public Path directory() {
        return directory;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    public String ownerPassword() {
        return credentials.owner();
    }

    public String servicePassword() {
        return credentials.service();
    }

    /** Stops the server and gives the directory up. */
    @Override
    public synchronized void close() throws IOException {
        try {
            if (started != null) {
                started.clearRemains();
            }
        } finally {
            lock.close();
        }
    }
}

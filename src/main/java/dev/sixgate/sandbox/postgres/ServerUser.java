package dev.sixgate.sandbox.postgres;

import dev.sixgate.sandbox.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Who the server runs as. PostgreSQL refuses to run as root; where the service does (in a container, mostly), the server gets
 * a user namespace in which root is somebody else, or becomes {@code nobody} where no such namespace may be made.
 *
 * @param prefix what stands before each command
 * @param uid whom the server's files must belong to; -1 for the user of this process
 */
record ServerUser(List<String> prefix, int uid) {
    private static final int NOBODY = 65534;
    private static final ServerUser OURSELVES = new ServerUser(List.of(), -1);
    private static final ServerUser IN_A_NAMESPACE = new ServerUser(List.of("unshare", "--user"), -1);
    private static final ServerUser SOMEBODY_ELSE = new ServerUser(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--no-new-privs"), NOBODY);

    /**
     * @param directory below which the server's files are, or will be
     * @throws StartRefused if this process is root and cannot be anybody else
     */
    static ServerUser of(Path directory) throws IOException {
        if (!uidOf(Path.of("/proc/self")).equals(0)) {
            return OURSELVES;
        }
        boolean somebodyElses = uidOf(place(directory)).equals(NOBODY);
        if (!somebodyElses && Command.of("true").after(IN_A_NAMESPACE.prefix).succeeds()) {
            return IN_A_NAMESPACE;
        }
        if (Command.of("test", "-x", String.valueOf(directory.getParent()))
                .after(SOMEBODY_ELSE.prefix)
                .succeeds()) {
            return SOMEBODY_ELSE;
        }
        throw new StartRefused(
                "PostgreSQL does not run as root, and this machine does not let root start it as another user below "
                        + directory + ".",
                "Run as an ordinary user; or choose a directory that every user can reach:"
                        + " SIXGATE_EMBEDDED_DIRECTORY=/var/lib/sixgate; or use a database of your own:"
                        + " QUARKUS_DATASOURCE_JDBC_URL.");
    }

    /** Gives the server its place, and a way to it where it is another user. */
    void own(Path directory) throws IOException {
        Path files = place(directory);
        Directories.createPrivate(files);
        if (uid != -1) {
            Directories.permit(directory, "rwx--x--x");
            Files.setAttribute(files, "unix:uid", uid);
            Files.setAttribute(files, "unix:gid", uid);
        }
    }

    /** Where the server's own files are. */
    static Path place(Path directory) {
        return directory.resolve("postgresql");
    }

    private static Object uidOf(Path path) throws IOException {
        boolean known = path.getFileSystem().supportedFileAttributeViews().contains("unix") && Files.exists(path);
        return known ? Files.getAttribute(path, "unix:uid") : -1;
    }
}

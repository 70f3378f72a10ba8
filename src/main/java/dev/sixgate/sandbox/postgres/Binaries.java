package dev.sixgate.sandbox.postgres;

import dev.sixgate.sandbox.StartRefused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked once below the directory. The unpacked copy is named after the archive's checksum, so that
 * another version is unpacked beside it and a half-unpacked one is never taken for a whole one.
 *
 * @param home holds {@code bin}, {@code lib}, {@code share}
 */
record Binaries(Path home) {
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    private static final int EXECUTABLE = 0100;

    /** @throws StartRefused if there is no archive for this machine */
    static Binaries unpackedIn(Path directory) throws IOException {
        URLConnection archive = archive().openConnection();
        Path home = directory.resolve("postgresql-" + version(archive));
        if (!Files.isDirectory(home)) {
            Path half = directory.resolve("postgresql-unpacking");
            Directories.delete(half);
            Files.createDirectories(half);
            try (InputStream in = archive.getInputStream()) {
                unpack(in, half);
            }
            Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Binaries(home);
    }

    String program(String name) {
        return home.resolve("bin").resolve(WINDOWS ? name + ".exe" : name).toString();
    }

    /** PostgreSQL's major version, as it stands in a cluster's {@code PG_VERSION}. */
    String major() throws IOException {
        String version = Command.of(program("postgres"), "--version").run("");
        return version.replaceAll("(?s)\\D*(\\d+).*", "$1");
    }

    private static URL archive() {
        String arch = System.getProperty("os.arch");
        String machine = List.of("aarch64", "arm64").contains(arch) ? "arm_64" : "x86_64";
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = WINDOWS ? "windows" : system.startsWith("mac") ? "darwin" : "linux";
        String name = "postgres-" + family + "-" + machine;
        return Stream.of(Files.exists(Path.of("/etc/alpine-release")) ? name + "-alpine_linux" : name)
                .map(file -> Binaries.class.getClassLoader().getResource(file + ".txz"))
                .filter(url -> url != null)
                .findFirst()
                .orElseThrow(() -> new StartRefused(
                        "This package carries no PostgreSQL for " + System.getProperty("os.name") + " on " + arch + ".",
                        "Build it on this machine, or for it (mvn package -Dembedded.platform=...), or use a database of your"
                                + " own: QUARKUS_DATASOURCE_JDBC_URL."));
    }

    private static String version(URLConnection archive) throws IOException {
        archive.setUseCaches(false);
        long checksum =
                archive instanceof JarURLConnection jar ? jar.getJarEntry().getCrc() : archive.getContentLengthLong();
        return Long.toHexString(checksum);
    }

    private static void unpack(InputStream archive, Path home) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = home.resolve(entry.getName()).normalize();
                if (!path.startsWith(home)) {
                    throw new IOException("The archive reaches outside: " + entry.getName());
                }
                unpack(tar, entry, path);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            Directories.permit(path, (entry.getMode() & EXECUTABLE) != 0 ? "rwxr-xr-x" : "rw-r--r--");
        }
    }
}

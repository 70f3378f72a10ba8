package dev.sixgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as processes that are started, stopped and killed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LauncherIT {
    private static final int SIGTERM_STATUS = 143;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path home;

    @Test
    void itIsStartedRefusesASecondOneIsKilledStartsAgainAndStops() throws Exception {
        try (Launched first = Launched.in(home, Map.of())) {
            first.awaitReady();
            assertThat(status(first, "ria", "demo")).isEqualTo(200);
            assertThat(status(first, "ria", "guess")).isEqualTo(401);
            ProcessHandle database = postmaster();

            try (Launched second = Launched.in(home, Map.of())) {
                assertThat(second.awaitEnd()).isEqualTo(1);
                assertThat(second.output()).contains("in use by another Sixgate (process " + first.pid() + ")");
            }
            assertThat(status(first, "ria", "demo")).isEqualTo(200);

            first.kill();
            assertThat(runs(database)).isTrue();

            try (Launched third = Launched.in(home, Map.of())) {
                third.awaitReady();
                ProcessHandle successor = postmaster();
                assertThat(runs(database)).isFalse();
                assertThat(runs(successor)).isTrue();

                assertThat(third.terminate()).isEqualTo(SIGTERM_STATUS);
                assertThat(runs(successor)).isFalse();
                assertThat(home.resolve(".sixgate/postgresql/data/postmaster.pid"))
                        .doesNotExist();
            }
        }
    }

    @Test
    void demoPeopleAndARealTargetAreRefusedBeforeAnythingStarts() throws Exception {
        try (Launched launched = Launched.in(
                home,
                Map.of("SIXGATE_TARGETS_PROD_REGION", "eu-west-1", "SIXGATE_TARGETS_PROD_ACCOUNT", "123456789012"))) {
            assertThat(launched.awaitEnd()).isEqualTo(1);
            assertThat(launched.output()).contains("Target prod is real", "QUARKUS_OIDC_AUTH_SERVER_URL");
        }
        assertThat(home.resolve(".sixgate")).doesNotExist();
    }

    @Test
    void aDatasourceFromAFileOfTheWorkingDirectoryIsUsedAndNoneIsStarted() throws Exception {
        Files.createDirectory(home.resolve("config"));
        Files.writeString(
                home.resolve("config/application.properties"),
                "quarkus.datasource.jdbc.url=jdbc:postgresql://127.0.0.1:1/nowhere\n");

        try (Launched launched = Launched.in(home, Map.of())) {
            assertThat(launched.awaitEnd()).isEqualTo(1);
            assertThat(launched.output()).contains("127.0.0.1:1");
        }
        assertThat(home.resolve(".sixgate")).doesNotExist();
    }

    @Test
    void aPortThatSomebodyElseHasIsToldWithWhatToWrite() throws Exception {
        try (ServerSocket somebody = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Launched launched = Launched.in(
                        home,
                        Map.of(
                                "SIXGATE_SANDBOX_PORT",
                                String.valueOf(somebody.getLocalPort()),
                                "QUARKUS_DATASOURCE_JDBC_URL",
                                "jdbc:postgresql://127.0.0.1:1/nowhere"))) {
            assertThat(launched.awaitEnd()).isEqualTo(1);
            assertThat(launched.output()).contains("SIXGATE_SANDBOX_PORT=0");
        }
    }

    @Test
    void aNameServersPortThatSomebodyElseHasIsToldToo() throws Exception {
        try (ServerSocket somebody = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Launched launched = Launched.in(
                        home,
                        Map.of(
                                "SIXGATE_SANDBOX_DNS_PORT",
                                String.valueOf(somebody.getLocalPort()),
                                "QUARKUS_DATASOURCE_JDBC_URL",
                                "jdbc:postgresql://127.0.0.1:1/nowhere"))) {
            assertThat(launched.awaitEnd()).isEqualTo(1);
            assertThat(launched.output()).contains("SIXGATE_SANDBOX_DNS_PORT=0");
        }
    }

    @Test
    void recordingClassesAtBuildTimeStartsNothing() throws Exception {
        try (Launched launched = Launched.in(home, Map.of("JDK_JAVA_OPTIONS", "-Dquarkus.appcds.generate=true"))) {
            launched.awaitEnd();
            assertThat(launched.output()).doesNotContain("Listening on");
        }
        assertThat(home.resolve(".sixgate")).doesNotExist();
    }

    /** With {@code -Dstart-classes.update=true} it writes the list anew. */
    @Test
    void theClassesLoadedAheadAreThoseOfAStart() throws Exception {
        Path log = home.resolve("classes.log");
        List<String> loaded;
        String recording = "-D" + ClassesAhead.OFF + "=true -Xlog:class+load:file=" + log + ":none";
        try (Launched launched = Launched.in(home, Map.of("JDK_JAVA_OPTIONS", recording))) {
            launched.awaitReady();
            assertThat(status(launched, "ria", "demo")).isEqualTo(200);
            loaded = ofLibraries(log);
        }
        if (Boolean.getBoolean("start-classes.update")) {
            Files.write(Path.of("src/main/resources", ClassesAhead.LIST), loaded);
        }

        List<String> listed = ClassesAhead.list(ClassesAhead.class.getClassLoader());
        assertThat((double) both(listed, loaded) / loaded.size())
                .as("share of a start's classes that are listed; -Dstart-classes.update=true records them anew")
                .isGreaterThan(0.9);
        assertThat(listed).hasSizeLessThan(loaded.size() * 11 / 10);
    }

    /** What a start loads from the jars of libraries; generated classes have another name in the next build. */
    private static List<String> ofLibraries(Path log) throws IOException {
        Pattern line = Pattern.compile("(\\S+) source: .*/lib/main/.*");
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(line::matcher)
                    .filter(Matcher::matches)
                    .map(match -> match.group(1))
                    .distinct()
                    .toList();
        }
    }

    private static long both(List<String> listed, List<String> loaded) {
        Set<String> names = Set.copyOf(listed);
        return loaded.stream().filter(names::contains).count();
    }

    private ProcessHandle postmaster() throws IOException {
        List<String> lines = Files.readAllLines(home.resolve(".sixgate/postgresql/data/postmaster.pid"));
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).orElseThrow();
    }

    /** Not one that has ended and waits to be buried, which in a container may take for ever. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static int status(Launched service, String user, String password) throws Exception {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes());
        return HTTP.send(
                        HttpRequest.newBuilder(service.uri("/me"))
                                .header("Authorization", "Basic " + credentials)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * T targets, an account each, with N domains each. What was called, and what AWS refused, is the simulator's own record; times are
 * those of one client that asks one thing after the other, and beside them stands the processor time that the service took for it.
 */
public class InventoryBench {
    private static final int SIMULATOR = 14559;
    private static final int PORT = 18093;
    private static final int WARM_UP = 200;
    private static final int ROUNDS = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final String REGION = "eu-central-1";
    private static final String ASK = "{\"ipAddressType\":\"dualstack\",\"reason\":\"bench\"}";
    private static final Pattern KNOWN = Pattern.compile("\"domains\":(\\d+)");
    private static final Pattern REFRESHED = Pattern.compile("\"refreshedAt\":\"([^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("\"nextPageToken\":\"([^\"]+)\"");
    private static final Pattern CALL = Pattern.compile("\"at\"\\s*:\\s*\"([^\".]+)[^}]*?\"status\"\\s*:\\s*(\\d+)[^}]*?\"account\"\\s*:\\s*\"(\\d+)\"");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path home;
    private final int targets;
    private final int domains;
    private final boolean listed;
    private final List<Process> running = new ArrayList<>();

    private InventoryBench(Path home, int targets, int domains, boolean listed) {
        this.home = home;
        this.targets = targets;
        this.domains = domains;
        this.listed = listed;
    }

    public static void main(String... arguments) throws Exception {
        Path home = Files.createTempDirectory("sixgate-inventory");
        var bench = new InventoryBench(
                home, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2].equals("listed"));
        try {
            bench.run();
        } finally {
            bench.stop();
            delete(home);
        }
    }

    private void run() throws Exception {
        System.out.printf("# %d domains in each of %d targets, listings with%s tags; %s, JDK %s, %d processors%n",
                domains, targets, listed ? "" : "out", Instant.now(), Runtime.version(), Runtime.getRuntime().availableProcessors());
        simulator();
        Instant begun = Instant.now();
        Process service = service();
        System.out.printf("ready after %.1f s%n", since(begun));
        Instant ready = Instant.now();
        await(() -> sum(KNOWN, call("GET", PORT, "/targets", null)) >= (long) targets * domains);
        System.out.printf("all known %.1f s later%n", since(ready));
        calls("until then");
        call("DELETE", SIMULATOR, "/_sandbox/calls", null);
        pages(service);
        Instant asked = Instant.now();
        call("POST", PORT, "/domains/refresh", null, "otto");
        await(() -> REFRESHED.matcher(call("GET", PORT, "/targets", null)).results()
                .filter(it -> Instant.parse(it.group(1)).isAfter(asked)).count() == targets);
        System.out.printf("all read again in %.1f s%n", since(asked));
        calls("since all were known");
    }

    private void pages(Process service) throws Exception {
        String deep = "";
        for (int i = 0; i < WARM_UP; i++) {
            var next = NEXT.matcher(call("GET", PORT, "/domains?pageSize=50" + deep, null));
            deep = next.find() ? "&pageToken=" + next.group(1) : "";
            call("GET", PORT, "/targets", null);
            call("GET", PORT, "/domains/" + name(0, 0), null);
        }
        String half = "";
        for (int i = 0; i < targets * domains / 400; i++) {
            var next = NEXT.matcher(call("GET", PORT, "/domains?pageSize=200" + half, null));
            half = next.find() ? "&pageToken=" + next.group(1) : half;
        }
        List<String> paths = List.of("/domains?pageSize=50", "/domains?pageSize=200" + half, "/domains?pageSize=50&ipAddressType=ipv4",
                "/domains?pageSize=50&target=t" + targets / 2, "/domains?pageSize=50&q=d7.t5", "/domains?pageSize=50&q=nowhere",
                "/domains?pageSize=50&tag=team:team3", "/domains/" + name(0, 0), "/targets", "/me");
        System.out.printf("%nmemory %d MB%n%-44s %8s %8s %10s%n", memory(service), "", "median", "95 %", "processor");
        for (String path : paths) {
            timed(service, path.replaceAll("&pageToken.*", "  half way"), round -> call("GET", PORT, path, null));
        }
        timed(service, "PATCH", round -> call("PATCH", PORT, "/domains/" + name(round % targets, 1 + round / targets) + "/ip-address-type", ASK));
        System.out.printf("memory %d MB%n%n", memory(service));
    }

    private static void timed(Process service, String what, Asking asking) throws Exception {
        double[] millis = new double[ROUNDS];
        Duration before = processor(service);
        for (int round = 0; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            asking.ask(round);
            millis[round] = (System.nanoTime() - begun) / 1e6;
        }
        double each = processor(service).minus(before).toMillis() / (double) ROUNDS;
        Arrays.sort(millis);
        System.out.printf("%-44s %5.1f ms %5.1f ms %7.1f ms%n", what, millis[ROUNDS / 2], millis[ROUNDS * 95 / 100], each);
    }

    private void calls(String when) throws Exception {
        List<MatchResult> calls = CALL.matcher(call("GET", SIMULATOR, "/_sandbox/calls", null)).results().toList();
        Map<String, Long> ofSecond = calls.stream()
                .collect(Collectors.groupingBy(it -> it.group(3) + it.group(1), Collectors.counting()));
        System.out.printf("%s: %d calls, %d answers 429, of one account at most %d in a second%n", when, calls.size(),
                calls.stream().filter(it -> it.group(2).equals("429")).count(),
                ofSecond.values().stream().mapToLong(it -> it).max().orElse(0));
    }

    // ------------------------------------------------------------------------------------------------ the world

    private void simulator() throws Exception {
        start("simulator", Map.of(), java(), "-cp", "target/quarkus-app/app/*:target/quarkus-app/lib/main/*",
                "dev.sixgate.sandbox.apigateway.ApiGatewaySimulator", Integer.toString(SIMULATOR));
        await(() -> call("GET", SIMULATOR, "/_sandbox/settings", null).contains("updateInterval"));
        call("PUT", SIMULATOR, "/_sandbox/settings", "{\"listsCarryTags\":" + listed + "}");
        for (int target = 0; target < targets; target++) {
            for (int n = 0; n < domains; n++) {
                call("POST", SIMULATOR, "/_sandbox/domains", ("{\"account\":\"%s\",\"region\":\"" + REGION + "\",\"domainName\":\"%s\","
                        + "\"certificateArn\":\"arn:aws:acm:" + REGION + ":%1$s:certificate/0001\",\"tags\":{\"team\":\"team%d\"}}")
                        .formatted(account(target), name(target, n), n % 10));
            }
        }
    }

    private Process service() throws Exception {
        Path policies = home.resolve("policies.yaml");
        Files.writeString(policies, "version: 1\nrules:\n  - {name: bench, automatic: true}\n");
        Map<String, String> settings = new HashMap<>(Map.of(
                "SIXGATE_POLICIES", policies.toString(),
                "SIXGATE_EMBEDDED_DIRECTORY", home.resolve("data").toString(),
                "SIXGATE_SANDBOX_PORT", "0"));
        for (int target = 0; target < targets; target++) {
            String key = "SIXGATE_TARGETS_T" + target + "_";
            settings.put(key + "ACCOUNT", account(target));
            settings.put(key + "REGION", REGION);
            settings.put(key + "ENDPOINT", "http://127.0.0.1:" + SIMULATOR);
            settings.put(key + "TRAIL_ENDPOINT", "http://127.0.0.1:" + SIMULATOR);
            settings.put(key + "ACCESS_KEY_ID", "SANDBOX" + account(target));
            settings.put(key + "SECRET_ACCESS_KEY", "any");
        }
        Process service = start("service", settings, java(), "-Dquarkus.http.port=" + PORT, "-jar", "target/quarkus-app/quarkus-run.jar");
        await(() -> call("GET", PORT, "/q/health/ready", null).contains("\"UP\""));
        return service;
    }

    private static String account(int target) {
        return "%012d".formatted(200_000_000_000L + target);
    }

    private static String name(int target, int n) {
        return "d" + n + ".t" + target + ".example.net";
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Process start(String name, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        running.add(process);
        return process;
    }

    private void stop() throws InterruptedException {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).destroy();
            if (!running.get(i).waitFor(30, TimeUnit.SECONDS)) {
                running.get(i).destroyForcibly();
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ small things

    private interface Question {
        boolean isTrue() throws Exception;
    }

    private interface Asking {
        void ask(int round) throws Exception;
    }

    private void await(Question question) throws Exception {
        Instant latest = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                if (question.isTrue()) {
                    return;
                }
            } catch (IOException notThere) {
                // It is still starting.
            }
            if (Instant.now().isAfter(latest) || !running.stream().allMatch(Process::isAlive)) {
                throw new IllegalStateException("what was waited for did not happen");
            }
            Thread.sleep(500);
        }
    }

    private static double since(Instant then) {
        return Duration.between(then, Instant.now()).toMillis() / 1e3;
    }

    private static long sum(Pattern pattern, String text) {
        return pattern.matcher(text).results().mapToLong(it -> Long.parseLong(it.group(1))).sum();
    }

    private static Duration processor(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What the process holds in memory, where /proc tells; its database is other processes. */
    private static long memory(Process process) throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        return Files.exists(status) ? sum(Pattern.compile("VmRSS:\\s+(\\d+)"), Files.readString(status)) / 1024 : 0;
    }

    private static String call(String method, int port, String path, String body) throws Exception {
        return call(method, port, path, body, "ria");
    }

    private static String call(String method, int port, String path, String body, String who) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((who + ":demo").getBytes()))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 400 && answer.statusCode() < 500) {
            throw new IllegalStateException(method + " " + path + ": " + answer.body());
        }
        return answer.body();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

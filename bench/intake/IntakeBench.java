import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PATCH beside pgbench. What pgbench sends is taken from PostgreSQL's own log of one request: the transaction and the reads before it, with
 * their parameters, in which the ids and the domain's name are made anew each time. The service has its HTTP, JSON, policies, plan and
 * hashes to do beside, on the same processors.
 */
public class IntakeBench {
    private static final int SIMULATOR = 14569;
    private static final int PORT = 18097;
    private static final int WARM_UP = 300;
    private static final int TIMED = 60;
    private static final List<Integer> CLIENTS = List.of(1, 8, 16, 32);
    private static final List<Integer> SIZES = List.of(2_000, 20_000, 200_000);
    private static final String REGION = "eu-central-1";
    private static final String ACCOUNT = "111111111111";
    private static final String FIRST = "d0.example.net";
    private static final String ASK = "{\"ipAddressType\":\"dualstack\",\"reason\":\"bench\",\"reference\":\"CHG-1\"}";
    private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql://[^\\s?,\"(]+:([0-9]+)/sixgate");
    private static final Pattern ENTRY = Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\S+ UTC \\[(\\d+)\\] (\\w+):  (.*)", Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+) = (NULL|'([^']*+(?:''[^']*+)*+)')");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path home;
    private final int seconds;
    private final int rounds;
    private final List<Process> running = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger(1);
    private int postgres;
    private Properties passwords;

    private IntakeBench(Path home, int seconds, int rounds) {
        this.home = home;
        this.seconds = seconds;
        this.rounds = rounds;
    }

    public static void main(String... arguments) throws Exception {
        var bench = new IntakeBench(
                Files.createTempDirectory("sixgate-intake"), Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        try {
            if (arguments.length > 2 && arguments[2].equals("writes")) {
                bench.writes();
            } else {
                bench.run();
            }
        } finally {
            bench.stop();
        }
    }

    private void run() throws Exception {
        System.out.printf("# %d s a measurement, %d rounds; %s, JDK %s, %d processors%n%n", seconds, rounds, Instant.now(),
                Runtime.version(), Runtime.getRuntime().availableProcessors());
        world();
        for (int i = 0; i < WARM_UP; i++) {
            ask(next.getAndIncrement());
        }
        growth();
        intake();
    }

    // ------------------------------------------------------------------------------------------------ growth

    /** Each request at three sizes. */
    private void growth() throws Exception {
        Map<String, List<String>> table = new LinkedHashMap<>();
        for (int size : SIZES) {
            grow(size);
            int some = size / 2;
            Map<String, Asking> requests = new LinkedHashMap<>();
            requests.put("PATCH", n -> ask(next.getAndIncrement()));
            requests.put("GET /domains/NAME", n -> get("/domains/d" + some + ".example.net"));
            requests.put("GET /domains?pageSize=50", n -> get("/domains?pageSize=50"));
            requests.put("GET /domains?q=d" + "NN", n -> get("/domains?pageSize=50&q=d77"));
            requests.put("GET /changes?pageSize=50", n -> get("/changes?pageSize=50"));
            requests.put("GET /changes?domain=NAME", n -> get("/changes?domain=c" + some + ".example.net"));
            requests.put("GET /changes?status=APPROVED", n -> get("/changes?status=APPROVED"));
            for (var request : requests.entrySet()) {
                table.computeIfAbsent(request.getKey(), name -> new ArrayList<>()).add(timed(request.getValue()));
            }
        }
        System.out.printf("| median of %d | %s |%n|---|%s%n", TIMED,
                SIZES.stream().map(size -> "%,d domains and changes".formatted(size)).collect(Collectors.joining(" | ")),
                "---|".repeat(SIZES.size()));
        table.forEach((request, cells) -> System.out.println("| `" + request + "` | " + String.join(" | ", cells) + " |"));
        System.out.println();
    }

    private String timed(Asking request) throws Exception {
        for (int i = 0; i < TIMED; i++) {
            request.ask(i);
        }
        double[] millis = new double[TIMED];
        for (int i = 0; i < TIMED; i++) {
            long begun = System.nanoTime();
            request.ask(i);
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(millis);
        return "%.1f ms".formatted(millis[TIMED / 2]);
    }

    /** More rows like those there are: domains as the simulator's first one, and changes as the first one asked for, that have ended. */
    private void grow(int size) throws Exception {
        sql("INSERT INTO domain (" + columns("domain", "") + ") SELECT " + columns("domain", "name") + " FROM domain d,"
                + " generate_series((SELECT count(*) FROM domain WHERE name ~ '^d[0-9]+[.]example'), " + size + " - 1) n WHERE d.name = '" + FIRST + "'");
        sql("INSERT INTO change_request (" + columns("change_request", "") + ") SELECT " + columns("change_request", "change")
                + " FROM (SELECT * FROM change_request WHERE status = 'CANCELLED' ORDER BY id LIMIT 1) d, generate_series((SELECT count(*) FROM"
                + " change_request), " + size + " - 1) n");
        sql("ANALYZE");
    }

    private String columns(String table, String as) throws Exception {
        try (Connection connection = owner();
                ResultSet row = connection.createStatement().executeQuery(
                        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '" + table
                                + "' AND is_generated = 'NEVER' ORDER BY ordinal_position")) {
            List<String> columns = new ArrayList<>();
            while (row.next()) {
                String name = row.getString(1);
                columns.add(switch (as + " " + name) {
                    case "name name" -> "'d' || n || '.example.net'";
                    case "name observed" -> "replace(d.observed::text, '" + FIRST + "', 'd' || n || '.example.net')::jsonb";
                    case "change domain" -> "'c' || n || '.example.net'";
                    case "change id" -> "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
                    default -> as.isEmpty() ? name : "d." + name;
                });
            }
            return String.join(", ", columns);
        }
    }

    // ------------------------------------------------------------------------------------------------ intake

    private void intake() throws Exception {
        List<String> statements = statements();
        Path script = home.resolve("patch.sql");
        Files.writeString(script, "\\set r random(1, 4611686018427387903)\n" + String.join("\n", statements) + "\n");
        System.out.printf("%d statements of one PATCH, BEGIN and COMMIT among them; PostgreSQL is durable (fsync on)%n%n", statements.size());
        if (System.getenv("SHOW") != null) {
            System.out.println(Files.readString(script));
        }
        Map<Integer, List<double[]>> results = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            for (int clients : CLIENTS) {
                double[] pair = {byService(clients), byPgbench(script, clients)};
                results.computeIfAbsent(clients, it -> new ArrayList<>()).add(pair);
            }
        }
        System.out.println("| clients | PATCH a second | pgbench, same statements | ratio, median of " + rounds + " | PATCH, median and 99 % |");
        System.out.println("|---|---|---|---|---|");
        for (int clients : CLIENTS) {
            List<double[]> pairs = results.get(clients);
            System.out.printf("| %d | %.0f | %.0f | %.2f | %s |%n", clients, median(pairs.stream().mapToDouble(it -> it[0])),
                    median(pairs.stream().mapToDouble(it -> it[1])), median(pairs.stream().mapToDouble(it -> it[0] / it[1])), latency.get(clients));
        }
    }

    private final Map<Integer, String> latency = new HashMap<>();

    private static double median(java.util.stream.DoubleStream of) {
        double[] sorted = of.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private double byService(int clients) throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(clients);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        List<Future<List<Long>>> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(people.submit(() -> {
                List<Long> times = new ArrayList<>();
                for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
                    ask(next.getAndIncrement());
                    times.add(System.nanoTime() - begun);
                }
                return times;
            }));
        }
        List<Long> times = new ArrayList<>();
        for (Future<List<Long>> one : all) {
            times.addAll(one.get());
        }
        people.shutdown();
        times.sort(null);
        latency.put(clients, "%.0f ms, %.0f ms".formatted(times.get(times.size() / 2) / 1e6, times.get(times.size() * 99 / 100) / 1e6));
        return (double) times.size() / seconds;
    }

    private double byPgbench(Path script, int clients) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("pgbench", "-n", "-M", "prepared", "-f", script.toString(), "-c", "" + clients,
                "-j", "" + Math.min(clients, 2), "-T", "" + seconds, "-h", "127.0.0.1", "-p", "" + postgres, "-U", "sixgate_service", "sixgate")
                .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", passwords.getProperty("sixgate_service"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        Matcher tps = TPS.matcher(output);
        if (process.waitFor() != 0 || !tps.find() || output.contains("ERROR")) {
            throw new IllegalStateException("pgbench: " + output);
        }
        return Double.parseDouble(tps.group(1));
    }

    /** What one change writes from its request to its end, as statements that can be run again: a release's, to be run on later schemas. */
    private void writes() throws Exception {
        world();
        // The one that the simulator knows.
        int number = 0;
        logStatements(true);
        long from = log().toFile().length();
        String change = JSON.readTree(ask(number)).path("id").asText();
        String digest = JSON.readTree(send(PORT, "GET", "/changes/" + change, null, "nora").body()).path("plan").path("digest").asText();
        send(PORT, "POST", "/changes/" + change + "/reviews", "{\"decision\":\"APPROVE\",\"planDigest\":\"" + digest + "\"}", "nora");
        await(() -> send(PORT, "GET", "/changes/" + change, null, "ada").body().matches("(?s).*\"status\":\"(STALE|FAILED|APPLIED)\".*"));
        Thread.sleep(1_000);
        logStatements(false);
        List<Sent> all = about(logged(from), number, change);
        for (String statement : script(all, all, "")) {
            if (statement.matches("(?is)(with|insert|update|delete|select [a-z_]*audit_).*")) {
                System.out.println(statement.replace("\\x3a", ":"));
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ what a PATCH sends

    private record Sent(String pid, String sql, List<String> parameters) {}

    /** Of two requests, so that what differs between them is known; what the worker does beside is left out. */
    private List<String> statements() throws Exception {
        for (int tries = 0; tries < 20; tries++) {
            int one = next.getAndIncrement();
            List<Sent> first = capture(one);
            int two = next.getAndIncrement();
            List<Sent> second = capture(two);
            if (!first.isEmpty() && first.stream().map(Sent::sql).toList().equals(second.stream().map(Sent::sql).toList())) {
                return script(first, second, name(one));
            }
        }
        throw new IllegalStateException("no two requests send the same statements");
    }

    private List<Sent> capture(int number) throws Exception {
        logStatements(true);
        long from = log().toFile().length();
        String change = JSON.readTree(ask(number)).path("id").asText();
        List<Sent> all = logged(from);
        logStatements(false);
        return about(all, number, change);
    }

    /** The transactions, and the statements outside of one, that name the domain or the change. */
    private static List<Sent> about(List<Sent> all, int number, String change) {
        // By connection, and in it by transaction.
        Map<String, List<List<Sent>>> groups = new LinkedHashMap<>();
        Set<String> within = new HashSet<>();
        for (Sent sent : all) {
            List<List<Sent>> its = groups.computeIfAbsent(sent.pid, pid -> new ArrayList<>());
            if (!within.contains(sent.pid)) {
                its.add(new ArrayList<>());
            }
            its.get(its.size() - 1).add(sent);
            if (sent.sql.equals("BEGIN")) {
                within.add(sent.pid);
            } else if (sent.sql.equals("COMMIT") || sent.sql.equals("ROLLBACK")) {
                within.remove(sent.pid);
            }
        }
        List<Sent> order = new ArrayList<>(all);
        return groups.values().stream()
                .flatMap(List::stream)
                .filter(group -> group.stream().anyMatch(sent -> sent.parameters.stream()
                        .anyMatch(it -> it != null && (it.contains(name(number)) || it.contains(change)))))
                .filter(group -> group.stream().noneMatch(sent -> sent.sql.contains("audit_number_events")))
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(sent -> indexOf(order, sent)))
                .toList();
    }

    /** Where exactly this one is: equal statements are sent more than once. */
    private static int indexOf(List<Sent> all, Sent sent) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) == sent) {
                return i;
            }
        }
        throw new IllegalStateException();
    }

    private List<Sent> logged(long from) throws Exception {
        byte[] all = Files.readAllBytes(log());
        List<Sent> sent = new ArrayList<>();
        for (String entry : new String(all, (int) from, all.length - (int) from).split("\n(?!\t)")) {
            Matcher matcher = ENTRY.matcher(entry.replace("\n\t", "\n"));
            if (!matcher.matches()) {
                continue;
            }
            String text = matcher.group(3);
            if (matcher.group(2).equals("LOG") && (text.startsWith("execute ") || text.startsWith("statement: "))) {
                sent.add(new Sent(matcher.group(1), text.substring(text.indexOf(": ") + 2).strip(), new ArrayList<>()));
            } else if (matcher.group(2).equals("DETAIL") && text.startsWith("Parameters: ")) {
                for (int i = sent.size() - 1; i >= 0; i--) {
                    if (sent.get(i).pid.equals(matcher.group(1))) {
                        Matcher parameter = PARAMETER.matcher(text);
                        while (parameter.find()) {
                            sent.get(i).parameters.add(parameter.group(3) == null ? null : parameter.group(3).replace("''", "'"));
                        }
                        break;
                    }
                }
            }
        }
        return sent;
    }

    private static List<String> script(List<Sent> first, List<Sent> second, String domain) {
        Set<String> lasting = second.stream()
                .flatMap(sent -> sent.parameters.stream())
                .filter(it -> it != null)
                .flatMap(it -> UUID.matcher(it).results().map(MatchResult::group))
                .collect(Collectors.toSet());
        Map<String, Integer> ids = new LinkedHashMap<>();
        List<String> script = new ArrayList<>();
        for (Sent sent : first) {
            String sql = Pattern.compile("\\$(\\d+)").matcher(sent.sql.replaceAll("\\s+", " ")).replaceAll(parameter -> Matcher.quoteReplacement(
                    literal(sent.parameters.get(Integer.parseInt(parameter.group(1)) - 1), domain, lasting, ids)));
            script.add(sql + ";");
        }
        return script;
    }

    private static String literal(String value, String domain, Set<String> lasting, Map<String, Integer> ids) {
        if (value == null) {
            return "NULL";
        }
        if (UUID.matcher(value).matches() && !lasting.contains(value)) {
            int number = ids.computeIfAbsent(value, it -> ids.size() + 1);
            return "('%08d-' || substr(lpad(to_hex(:r::bigint), 16, '0'), 1, 4) || '-7000-8000-' || right(lpad(to_hex(:r::bigint), 16, '0'), 12))::uuid".formatted(number);
        }
        if (value.equals(domain)) {
            return "('p' || :r::bigint || '.example.net')";
        }
        return "E'" + value.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a").replace("\n", "\\n") + "'";
    }

    // ------------------------------------------------------------------------------------------------ the world

    private interface Asking {
        void ask(int n) throws Exception;
    }

    private static String name(int number) {
        return "d" + number + ".example.net";
    }

    private String ask(int number) throws Exception {
        HttpResponse<String> answer = send(PORT, "PATCH", "/domains/" + name(number) + "/ip-address-type", ASK, "ria");
        if (answer.statusCode() != 202) {
            throw new IllegalStateException("PATCH " + name(number) + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private void get(String path) throws Exception {
        HttpResponse<String> answer = send(PORT, "GET", path, null, "ada");
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("GET " + path + ": " + answer.body());
        }
    }

    private void world() throws Exception {
        start("simulator", Map.of(), java(), "-cp", "target/quarkus-app/app/*:target/quarkus-app/lib/main/*",
                "dev.sixgate.sandbox.apigateway.ApiGatewaySimulator", Integer.toString(SIMULATOR));
        await(() -> send(SIMULATOR, "GET", "/_sandbox/settings", null, "ada").statusCode() == 200);
        send(SIMULATOR, "POST", "/_sandbox/domains", "{\"account\":\"" + ACCOUNT + "\",\"region\":\"" + REGION + "\",\"domainName\":\"" + FIRST
                + "\",\"certificateArn\":\"arn:aws:acm:" + REGION + ":" + ACCOUNT + ":certificate/5f0c1f0e-0000-4000-8000-000000000001\"}", "ada");
        Map<String, String> settings = new HashMap<>(Map.of(
                "SIXGATE_EMBEDDED_DIRECTORY", home.resolve("data").toString(),
                "SIXGATE_SANDBOX_PORT", "0",
                "SIXGATE_SANDBOX_DNS_PORT", "0",
                "SIXGATE_INVENTORY_REFRESH_EVERY", "9h",
                "SIXGATE_INVENTORY_FRESH_FOR", "9h",
                "SIXGATE_REQUESTS_PER_MINUTE", "0",
                "SIXGATE_WORKER_POLL", "10s"));
        settings.putAll(Map.of(
                "SIXGATE_TARGETS_A_ACCOUNT", ACCOUNT,
                "SIXGATE_TARGETS_A_REGION", REGION,
                "SIXGATE_TARGETS_A_ENDPOINT", "http://127.0.0.1:" + SIMULATOR,
                "SIXGATE_TARGETS_A_ACCESS_KEY_ID", "SANDBOX" + ACCOUNT,
                "SIXGATE_TARGETS_A_SECRET_ACCESS_KEY", "any"));
        start("service", settings, java(), "-Dquarkus.http.port=" + PORT, "-jar", "target/quarkus-app/quarkus-run.jar");
        await(() -> send(PORT, "GET", "/domains/" + FIRST, null, "ada").body().contains("\"ipAddressType\""));
        Matcher url = DATABASE.matcher(Files.readString(home.resolve("service.log")));
        if (!url.find()) {
            throw new IllegalStateException("the service names no database");
        }
        postgres = Integer.parseInt(url.group(1));
        passwords = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("data/credentials"))) {
            passwords.load(reader);
        }
        grow(1); // nothing yet; the survey of the first domain may take a moment
        Thread.sleep(3_000);
        sql("INSERT INTO domain (" + columns("domain", "") + ") SELECT " + columns("domain", "name") + " FROM domain d, generate_series(1, "
                + (SIZES.get(0) - 1) + ") n WHERE d.name = '" + FIRST + "'");
        String change = JSON.readTree(ask(0)).path("id").asText();
        send(PORT, "POST", "/changes/" + change + "/cancel", "{\"reason\":\"bench\"}", "ria");
    }

    private Path log() {
        return home.resolve("data/postgresql/server.log");
    }

    private void logStatements(boolean on) throws Exception {
        Path data = home.resolve("data/postgresql/data");
        Files.writeString(data.resolve("postgresql.auto.conf"), "log_statement = '" + (on ? "all" : "none") + "'\n");
        new ProcessBuilder("kill", "-HUP", Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip()).start().waitFor();
        Thread.sleep(300);
    }

    private Connection owner() throws Exception {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + postgres + "/sixgate", "sixgate_owner", passwords.getProperty("sixgate_owner"));
    }

    private void sql(String sql) throws Exception {
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void start(String name, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        running.add(builder.start());
    }

    private void stop() throws Exception {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).destroy();
            if (!running.get(i).waitFor(30, TimeUnit.SECONDS)) {
                running.get(i).destroyForcibly();
            }
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private interface Question {
        boolean isTrue() throws Exception;
    }

    private static void await(Question question) throws Exception {
        for (Instant patience = Instant.now().plusSeconds(120); ; Thread.sleep(200)) {
            try {
                if (question.isTrue()) {
                    return;
                }
            } catch (IOException notThere) {
                // It is still starting.
            }
            if (Instant.now().isAfter(patience)) {
                throw new IllegalStateException("what was waited for did not happen");
            }
        }
    }

    private static HttpResponse<String> send(int port, String method, String path, String body, String who) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((who + ":demo").getBytes()))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}

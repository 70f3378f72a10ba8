import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A fleet from ipv4 to dualstack: N domains in each of A accounts, one UpdateDomainName per account and interval. The lower bound is
 * N - 1 intervals, since accounts do not wait for each other. What was called, and what AWS refused, is the simulator's own record.
 */
public class FleetBench {
    private static final int SIMULATOR = 14529;
    private static final int PORT = 18090;
    private static final int REPLICAS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final String REGION = "eu-central-1";
    private static final Pattern CALL = Pattern.compile("\"at\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern TAKEN = Pattern.compile("\"at\":\"([^\"]+)\",\"requestId\":\"[^\"]*\",\"method\":\"[^\"]*\",\"path\":\"[^\"]*\","
            + "\"status\":200,\"answered\":[a-z]+,\"account\":\"([0-9]{12})\"");
    private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql://\\S+?(?=[ ?,\"(]|$)", Pattern.MULTILINE);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path home;
    private final int domains;
    private final int accounts;
    private final Duration interval;
    private final List<Process> running = new ArrayList<>();

    private FleetBench(Path home, int domains, int accounts, Duration interval) {
        this.home = home;
        this.domains = domains;
        this.accounts = accounts;
        this.interval = interval;
    }

    public static void main(String... arguments) throws Exception {
        Path home = Files.createTempDirectory("sixgate-fleet");
        var bench = new FleetBench(
                home,
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Duration.ofSeconds(Long.parseLong(arguments[2])));
        try {
            bench.run();
        } finally {
            bench.stop();
            delete(home);
        }
    }

    private void run() throws Exception {
        System.out.printf("# %d domains in each of %d accounts, an update of an account every %d s; %s, JDK %s, %d processors%n",
                domains, accounts, interval.toSeconds(), Instant.now(), Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        System.out.printf("lower bound: %d s%n%n", lowerBound().toSeconds());
        simulator();
        fleet();
        replicas();
        warmUp();
        byReplicas();
        stopReplicas();
        if (isThere("aws")) {
            reset();
            byCli();
        }
        Optional<String> plugins = Optional.ofNullable(System.getenv("TERRAFORM_PLUGINS"));
        if (isThere("terraform") && plugins.isPresent()) {
            reset();
            byTerraform(plugins.get());
        }
    }

    private Duration lowerBound() {
        return interval.multipliedBy(domains - 1);
    }

    // ------------------------------------------------------------------------------------------------ who does it

    /** Each replica has changed some domains of another account before, as one that has been running for a while. */
    private void warmUp() throws Exception {
        pace(WARM_UP);
        List<String> changes = new ArrayList<>();
        for (String domain : warmUpNames()) {
            changes.add(ask(changes.size(), domain));
        }
        for (String change : changes) {
            await(() -> call("GET", PORT, change, null).contains("\"status\":\"APPLIED\""));
        }
        pace(interval);
        call("DELETE", SIMULATOR, "/_sandbox/calls", null);
    }

    private String ask(int turn, String domain) throws Exception {
        String answer = call("PATCH", PORT + turn % REPLICAS, "/domains/" + domain + "/ip-address-type",
                "{\"ipAddressType\":\"dualstack\",\"reason\":\"bench\"}");
        return first(Pattern.compile("\"href\"\\s*:\\s*\"(/changes/[^\"/]+)\""), answer);
    }

    private void byReplicas() throws Exception {
        Instant begun = Instant.now();
        List<String> changes = new ArrayList<>();
        for (String domain : names()) {
            changes.add(ask(changes.size(), domain));
        }
        for (String change : changes) {
            await(() -> call("GET", PORT, change, null).contains("\"status\":\"APPLIED\""));
        }
        report("three replicas", begun);
    }

    /** As somebody would write it: try until it works, with the pauses that the CLI takes by itself and a second. */
    private void byCli() throws Exception {
        Instant begun = Instant.now();
        List<Process> loops = new ArrayList<>();
        for (int account = 1; account <= accounts; account++) {
            StringBuilder script = new StringBuilder();
            for (String domain : names(account)) {
                script.append("until aws apigatewayv2 update-domain-name --domain-name ").append(domain)
                        .append(" --domain-name-configurations CertificateArn=").append(certificate(account))
                        .append(",EndpointType=REGIONAL,SecurityPolicy=TLS_1_2,IpAddressType=dualstack --region ").append(REGION)
                        .append(" --endpoint-url http://127.0.0.1:").append(SIMULATOR)
                        .append(" > /dev/null 2>&1; do sleep 1; done\n");
            }
            loops.add(start("cli-" + account, Map.of("AWS_ACCESS_KEY_ID", "SANDBOX" + id(account), "AWS_SECRET_ACCESS_KEY", "any"),
                    "bash", "-c", script.toString()));
        }
        for (Process loop : loops) {
            loop.waitFor();
        }
        report("AWS CLI in a loop", begun);
    }

    /** One apply per account: first the resources as they are, whose making is not measured, then the change. */
    private void byTerraform(String plugins) throws Exception {
        List<Path> directories = new ArrayList<>();
        for (int account = 1; account <= accounts; account++) {
            Path directory = Files.createDirectories(home.resolve("terraform-" + account));
            directories.add(directory);
            write(directory, account, "ipv4");
            terraform(directory, "init", "-plugin-dir=" + plugins).waitFor();
            for (String domain : names(account)) {
                terraform(directory, "import", resource(domain), domain).waitFor();
            }
            write(directory, account, "dualstack");
        }
        call("DELETE", SIMULATOR, "/_sandbox/calls", null);
        Instant begun = Instant.now();
        List<Process> applies = new ArrayList<>();
        for (Path directory : directories) {
            applies.add(terraform(directory, "apply", "-auto-approve"));
        }
        int failed = 0;
        for (Process apply : applies) {
            failed += apply.waitFor() == 0 ? 0 : 1;
        }
        report("terraform apply" + (failed > 0 ? ", " + failed + " of " + accounts + " failed" : ""), begun);
    }

    private void write(Path directory, int account, String type) throws IOException {
        String endpoint = "http://127.0.0.1:" + SIMULATOR;
        String resources = names(account).stream()
                .map(domain -> """
                        resource "aws_apigatewayv2_domain_name" "%s" {
                          domain_name = "%s"
                          domain_name_configuration {
                            certificate_arn = "%s"
                            endpoint_type   = "REGIONAL"
                            security_policy = "TLS_1_2"
                            ip_address_type = "%s"
                          }
                        }
                        """.formatted(resource(domain).substring(resource(domain).indexOf('.') + 1), domain, certificate(account), type))
                .collect(Collectors.joining());
        Files.writeString(directory.resolve("main.tf"), """
                terraform {
                  required_providers {
                    aws = { source = "hashicorp/aws" }
                  }
                }
                provider "aws" {
                  region                      = "%s"
                  access_key                  = "SANDBOX%s"
                  secret_key                  = "any"
                  skip_credentials_validation = true
                  skip_metadata_api_check     = true
                  endpoints {
                    apigatewayv2 = "%s"
                    sts          = "%s"
                  }
                }
                """.formatted(REGION, id(account), endpoint, endpoint) + resources);
    }

    private Process terraform(Path directory, String command, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("terraform", "-chdir=" + directory, command, "-no-color"));
        if (!command.equals("apply")) {
            line.add("-input=false");
        }
        line.addAll(List.of(arguments));
        return start("terraform", Map.of(), line.toArray(String[]::new));
    }

    private static String resource(String domain) {
        return "aws_apigatewayv2_domain_name." + domain.replace('.', '-');
    }

    // ------------------------------------------------------------------------------------------------ what is told

    /** Time is that of the last change, as the simulator recorded it; to make the fleet known is nobody's time. */
    private void report(String who, Instant begun) throws Exception {
        String updates = call("GET", SIMULATOR, "/_sandbox/calls?operation=UpdateDomainName", null);
        String all = call("GET", SIMULATOR, "/_sandbox/calls", null);
        List<Instant> times = CALL.matcher(updates).results().map(found -> Instant.parse(found.group(1))).sorted().toList();
        Duration whole = Duration.between(begun, times.get(times.size() - 1));
        System.out.printf("%-34s %6.1f s, %5.3f of the lower bound, the first after %.1f s; %d UpdateDomainName for %d domains, %d answers 429;"
                + " %d calls in all%n    %s%n",
                who, whole.toMillis() / 1e3, (double) whole.toMillis() / lowerBound().toMillis(),
                Duration.between(begun, times.get(0)).toMillis() / 1e3, times.size(), names().size(),
                count(all, "\"errorCode\"\\s*:\\s*\"TooManyRequestsException\""), count(all, "\"eventID\""), lateness(updates, interval));
    }

    /** By how much the updates that AWS took came later than one interval after each other, in all accounts. */
    private static String lateness(String updates, Duration interval) {
        Map<String, List<Instant>> byAccount = new HashMap<>();
        Matcher call = TAKEN.matcher(updates);
        while (call.find()) {
            byAccount.computeIfAbsent(call.group(2), account -> new ArrayList<>()).add(Instant.parse(call.group(1)));
        }
        List<Long> late = new ArrayList<>();
        for (List<Instant> times : byAccount.values()) {
            times.sort(null);
            for (int i = 1; i < times.size(); i++) {
                late.add(Duration.between(times.get(i - 1), times.get(i)).minus(interval).toMillis());
            }
        }
        late.sort(null);
        return late.isEmpty() ? "" : "later than the interval by %d ms in the median, %d ms at most"
                .formatted(late.get(late.size() / 2), late.get(late.size() - 1));
    }

    private static long count(String text, String what) {
        return Pattern.compile(what).matcher(text).results().count();
    }

    // ------------------------------------------------------------------------------------------------ the world

    private static String id(int account) {
        return "%012d".formatted(100_000_000_000L + account);
    }

    private static String certificate(int account) {
        return "arn:aws:acm:" + REGION + ":" + id(account) + ":certificate/5f0c1f0e-0000-4000-8000-000000000001";
    }

    private List<String> names(int account) {
        return IntStream.range(0, domains).mapToObj(n -> "d" + n + ".a" + account + ".example.net").toList();
    }

    private List<String> warmUpNames() {
        return IntStream.range(0, 4 * REPLICAS).mapToObj(n -> "w" + n + ".a0.example.net").toList();
    }

    private List<String> names() {
        // In turn, as a rollout over accounts would ask.
        return IntStream.range(0, domains)
                .boxed()
                .flatMap(n -> IntStream.rangeClosed(1, accounts).mapToObj(account -> names(account).get(n)))
                .toList();
    }

    private void simulator() throws Exception {
        start("simulator", Map.of(), java(), "-cp", "target/quarkus-app/app/*:target/quarkus-app/lib/main/*",
                "dev.sixgate.sandbox.apigateway.ApiGatewaySimulator", Integer.toString(SIMULATOR));
        await(() -> call("GET", SIMULATOR, "/_sandbox/settings", null).contains("updateInterval"));
    }

    private void reset() throws Exception {
        call("POST", SIMULATOR, "/_sandbox/reset", "{}");
        fleet();
    }

    private void fleet() throws Exception {
        pace(interval);
        for (String domain : warmUpNames()) {
            domain(0, domain);
        }
        for (int account = 1; account <= accounts; account++) {
            for (String domain : names(account)) {
                domain(account, domain);
            }
        }
    }

    private static void pace(Duration interval) throws Exception {
        call("PUT", SIMULATOR, "/_sandbox/settings", "{\"updateInterval\":\"" + interval + "\",\"updateDelay\":\"PT2S\"}");
    }

    private static void domain(int account, String name) throws Exception {
        call("POST", SIMULATOR, "/_sandbox/domains", "{\"account\":\"" + id(account) + "\",\"region\":\"" + REGION
                + "\",\"domainName\":\"" + name + "\",\"certificateArn\":\"" + certificate(account) + "\"}");
    }

    private void replicas() throws Exception {
        Path policies = home.resolve("policies.yaml");
        Files.writeString(policies, "version: 1\nrules:\n  - {name: bench, automatic: true}\n");
        Map<String, String> settings = new HashMap<>(Map.of(
                "SIXGATE_POLICIES", policies.toString(),
                "SIXGATE_EMBEDDED_DIRECTORY", home.resolve("data").toString(),
                "SIXGATE_SANDBOX_PORT", "0",
                "SIXGATE_INVENTORY_REFRESH_EVERY", "1h",
                "SIXGATE_INVENTORY_FRESH_FOR", "1h",
                "SIXGATE_WORKER_POLL", "200ms"));
        for (int account = 0; account <= accounts; account++) {
            String target = "SIXGATE_TARGETS_A" + account + "_";
            settings.put(target + "ACCOUNT", id(account));
            settings.put(target + "REGION", REGION);
            settings.put(target + "ENDPOINT", "http://127.0.0.1:" + SIMULATOR);
            settings.put(target + "ACCESS_KEY_ID", "SANDBOX" + id(account));
            settings.put(target + "SECRET_ACCESS_KEY", "any");
            settings.put(target + "PACE_UPDATE_INTERVAL", account == 0 ? WARM_UP.toString() : interval.toString());
        }
        replica(0, settings);
        String database = first(DATABASE, Files.readString(home.resolve("replica-0.log")));
        Properties passwords = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("data/credentials"))) {
            passwords.load(reader);
        }
        settings.putAll(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", database,
                "QUARKUS_DATASOURCE_USERNAME", "sixgate_service",
                "QUARKUS_DATASOURCE_PASSWORD", passwords.getProperty("sixgate_service"),
                "QUARKUS_FLYWAY_USERNAME", "sixgate_owner",
                "QUARKUS_FLYWAY_PASSWORD", passwords.getProperty("sixgate_owner")));
        for (int n = 1; n < REPLICAS; n++) {
            replica(n, settings);
        }
        String last = names().get(names().size() - 1);
        await(() -> call("GET", PORT, "/domains/" + last, null).contains("\"ipAddressType\""));
    }

    private void replica(int n, Map<String, String> settings) throws Exception {
        start("replica-" + n, settings, java(), "-Dquarkus.http.port=" + (PORT + n), "-jar", "target/quarkus-app/quarkus-run.jar");
        await(() -> call("GET", PORT + n, "/q/health/ready", null).contains("\"UP\""));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Process start(String name, Map<String, String> environment, String... command) throws IOException {
        Path log = home.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        running.add(process);
        return process;
    }

    private static boolean isThere(String command) throws Exception {
        return new ProcessBuilder("bash", "-c", "command -v " + command + " > /dev/null").start().waitFor() == 0;
    }

    private void stopReplicas() throws Exception {
        // The first of all is the simulator.
        for (Process process : List.copyOf(running.subList(1, running.size()))) {
            end(process);
        }
    }

    private void stop() throws Exception {
        for (int i = running.size() - 1; i >= 0; i--) {
            end(running.get(i));
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    // ------------------------------------------------------------------------------------------------ small things

    private interface Question {
        boolean isTrue() throws Exception;
    }

    private static void await(Question question) throws Exception {
        Instant patience = Instant.now().plus(Duration.ofMinutes(60));
        while (true) {
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
            Thread.sleep(100);
        }
    }

    private static String call(String method, int port, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("ria:demo".getBytes()))
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() == 401 || answer.statusCode() == 400) {
            throw new IllegalStateException(method + " " + path + ": " + answer.body());
        }
        return answer.body();
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failed) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Measures the audit trail of the packaged service on its embedded PostgreSQL: what an audited transaction costs, how far the
 * signature is behind, how fast it catches up, and pages, export and verification of a large log. Each figure stands beside what
 * PostgreSQL alone takes for the same rows in the same run.
 */
public class AuditBench {
    private static final int PORT = 18089;
    private static final int SIMULATOR = 14519;
    private static final int CLIENTS = 32;
    private static final int ROUNDS = 3;
    private static final int SECONDS = 15;
    private static final int DOMAINS = 10_000;
    private static final int PEOPLE = 200;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path home;
    private final long events;
    private Process service;

    private AuditBench(Path home, long events) {
        this.home = home;
        this.events = events;
    }

    public static void main(String... arguments) throws Exception {
        Path home = Files.createTempDirectory("sixgate-bench");
        AuditBench bench = new AuditBench(home, Long.parseLong(arguments[0]));
        try {
            bench.run(arguments.length < 2 || !arguments[1].equals("large"));
        } finally {
            bench.stop();
            delete(home);
        }
    }

    private void run(boolean writing) throws Exception {
        System.out.printf("# Audit trail, %s, JDK %s, %d processors%n%n", Instant.now(), Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        start(true);
        stop();
        tune();
        start(true);
        if (writing) {
            audited();
            lag();
            start(false);
            catchUp();
        }
        if (events > 0) {
            start(false);
            load();
            start(true);
            awaitSealed();
            pages();
            export();
            verification();
        }
    }

    // ------------------------------------------------------------------------------------------------ what is measured

    /** The same transaction without audit, with it, and with a chain that is hashed inside of it. */
    private void audited() throws Exception {
        sql("""
                CREATE TABLE bench_domain (id int PRIMARY KEY, version int NOT NULL);
                INSERT INTO bench_domain SELECT n, 0 FROM generate_series(1, %d) n;
                CREATE TABLE bench_change (id uuid PRIMARY KEY, domain int NOT NULL, at timestamptz NOT NULL);
                CREATE TABLE bench_chain (n bigint PRIMARY KEY, body bytea NOT NULL, hash bytea NOT NULL);
                CREATE TABLE bench_head (n bigint NOT NULL, hash bytea NOT NULL);
                INSERT INTO bench_head VALUES (0, sha256(''));
                CREATE FUNCTION bench_chained(event bytea) RETURNS void LANGUAGE plpgsql AS $$
                DECLARE head bench_head;
                BEGIN
                    SELECT * INTO head FROM bench_head FOR UPDATE;
                    head.hash := sha256(head.hash || event);
                    INSERT INTO bench_chain VALUES (head.n + 1, event, head.hash);
                    UPDATE bench_head SET n = n + 1, hash = head.hash;
                END $$
                """.formatted(DOMAINS));
        String work = "\\set d random(1, " + DOMAINS + ")\n\\set n random(100000000000, 999999999999)\nBEGIN;\n"
                + "UPDATE bench_domain SET version = version + 1 WHERE id = :d;\n"
                + "INSERT INTO bench_change VALUES (gen_random_uuid(), :d, now());\n";
        Path plain = script("plain", work + "END;\n");
        Path audited = script("audited", work + "SELECT audit_append(" + literal() + ");\nEND;\n");
        Path chained = script("chained", work + "SELECT bench_chained(" + literal() + ");\nEND;\n");
        List<Double> of = new ArrayList<>();
        List<Double> ofChain = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double alone = pgbench(plain, "-c", "" + CLIENTS, "-T", "" + SECONDS);
            double with = pgbench(audited, "-c", "" + CLIENTS, "-T", "" + SECONDS);
            double chain = pgbench(chained, "-c", "" + CLIENTS, "-T", "" + SECONDS);
            of.add(with / alone);
            ofChain.add(with / chain);
            rates.add(with);
            awaitSealed();
        }
        result("audited transactions, 32 clients, of those without audit (sealed meanwhile)", "%.2f", of, "0.60 or more");
        result("the same, as a multiple of a chain hashed inside the transaction", "%.1f", ofChain, "5 or more");
        System.out.printf("| audited transactions a second | %.0f | |%n", median(rates));
    }

    /** From an event's being recorded to the first checkpoint that covers it. */
    private void lag() throws Exception {
        long before = number("SELECT size FROM audit_tree");
        double rate = pgbench(script("event", "\\set d random(1, 10000)\n\\set n random(100000000000, 999999999999)\nSELECT audit_append("
                + literal() + ");\n"), "-c", "8", "-T", "60", "-R", "1000");
        awaitSealed();
        double p99 = real("""
                SELECT percentile_disc(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM c.signed_at - i.recorded_at))
                FROM audit_index i CROSS JOIN LATERAL (
                    SELECT signed_at FROM audit_checkpoint WHERE size > i.leaf_index ORDER BY size LIMIT 1) c
                WHERE i.leaf_index >= %d
                """.formatted(before));
        System.out.printf("| seal lag at %.0f events a second, 99th percentile | %.2f s | 1 s or less |%n", rate, p99);
    }

    /** What a sealer that was away has to do. */
    private void catchUp() throws Exception {
        int waiting = 200_000;
        sql("SELECT audit_append(" + event() + ") FROM generate_series(1, " + waiting + ")");
        long before = number("SELECT size FROM audit_tree");
        start(true);
        awaitSealed();
        double seconds = real("SELECT extract(epoch FROM (SELECT max(signed_at) FROM audit_checkpoint WHERE size > %d) - min(sealed_at))"
                .formatted(before) + " FROM audit_index WHERE leaf_index >= " + before);
        System.out.printf("| catching up with %d events | %.0f a second | 10000 or more |%n", waiting, waiting / seconds);
    }

    /** The first page and the ten-thousandth, of one domain and of all, beside the bare statement. */
    private void pages() throws Exception {
        String[] filters = {"", "&domain=d-7.example.com", "&actor=person-7", "&outcome=REFUSED", "&action=change.approved"};
        String[] conditions = {"true", "domain = 'd-7.example.com'", "actor = 'person-7'", "outcome = 'REFUSED' AND outcome <> 'SUCCESS'",
            "action = 'change.approved'"};
        for (int i = 0; i < filters.length; i++) {
            String first = "/audit/events?pageSize=50" + filters[i];
            get(first);
            long rows = Math.min(500_000, number("SELECT count(*) FROM audit_index WHERE " + conditions[i]) - 100);
            String far = first + "&pageToken=" + tokenAfter(filters[i], rows);
            double p99First = p99(first);
            double p99Far = p99(far);
            double bare = p99Sql("SELECT i.leaf_index, e.body FROM (SELECT leaf_index, recorded_at, event_id FROM audit_index WHERE "
                    + conditions[i] + " ORDER BY leaf_index LIMIT 51) i JOIN audit_event e USING (recorded_at, event_id) ORDER BY 1");
            System.out.printf("| page of 50, %s: 99th percentile of the first, of page %d, of the bare statement |"
                    + " %.1f ms, %.1f ms, %.1f ms | 20 ms or less, both |%n",
                    filters[i].isEmpty() ? "no filter" : filters[i].substring(1), rows / 50 + 1, p99First, p99Far, bare);
        }
    }

    private void export() throws Exception {
        List<Double> of = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            long bytes = drain("/audit/export?format=ndjson");
            double exported = seconds(began);
            began = System.nanoTime();
            long plain = copyOut("COPY (SELECT i.leaf_index, i.recorded_at, e.body FROM audit_index i JOIN audit_event e"
                    + " USING (recorded_at, event_id) ORDER BY i.leaf_index) TO STDOUT");
            double copied = seconds(began);
            of.add(copied / exported);
            rates.add(number("SELECT size FROM audit_tree") / exported);
            System.out.printf("# export %d MB in %.0f s, COPY %d MB in %.0f s, service %d MB%n", bytes >> 20, exported, plain >> 20,
                    copied, resident() >> 10);
            if (exported > 120) {
                break;
            }
        }
        result("export, as a share of the speed of COPY of the same rows", "%.2f", of, "");
        System.out.printf("| export, events a second | %.0f | 100000 or more |%n", median(rates));
    }

    private void verification() throws Exception {
        long began = System.nanoTime();
        String report = send("POST", "/audit/verify");
        double verified = seconds(began);
        began = System.nanoTime();
        number("SELECT count(*) FROM audit_index i JOIN audit_event e USING (recorded_at, event_id)"
                + " WHERE sha256('\\x00'::bytea || e.body) = i.leaf_hash");
        double bare = seconds(began);
        if (!report.contains("\"holds\":true")) {
            throw new IllegalStateException(report);
        }
        System.out.printf("| verification of %d events | %.0f s, %.1f times as long as PostgreSQL takes to hash them | 60 s or less at ten million |%n",
                number("SELECT size FROM audit_tree"), verified, verified / bare);
    }

    // ------------------------------------------------------------------------------------------------ the large log

    /** Written as the service would, but by COPY: bodies with sealed members, their hashes and what they are found by. */
    private void load() throws Exception {
        long began = System.nanoTime();
        byte[][] keys = new byte[PEOPLE][];
        UUID[] ids = new UUID[PEOPLE];
        try (Connection owner = connect()) {
            for (int i = 0; i < PEOPLE; i++) {
                keys[i] = MessageDigest.getInstance("SHA-256").digest(("bench " + i).getBytes(StandardCharsets.UTF_8));
                ids[i] = new UUID(0x4000, 0x8000_0000_0000_0000L | i);
                try (Statement insert = owner.createStatement()) {
                    insert.execute("INSERT INTO personal_key (id, subject, key) VALUES ('" + ids[i] + "', 'person-" + i
                            + "', '\\x00" + HexFormat.of().formatHex(keys[i]) + "')");
                }
            }
        }
        long first = number("SELECT size FROM audit_tree");
        Instant month = Instant.parse(text("SELECT to_char(date_trunc('month', now() AT TIME ZONE 'UTC'), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"));
        double step = Duration.between(month, Instant.now()).toNanos() / 1000.0 / events;
        for (long left = events; left > 0; left -= 4_000_000) {
            sql("UPDATE audit_tree SET size = size + " + Math.min(left, 4_000_000));
            sql("SELECT audit_prepare_partitions()");
        }
        String[] actions = {"change.requested", "review.recorded", "change.approved", "change.applying", "change.applied", "audit.read",
            "request.refused"};
        try (Connection one = connect();
                Connection two = connect()) {
            CopyIn bodies = copy(one, "COPY audit_event (event_id, recorded_at, schema_ver, body) FROM STDIN");
            CopyIn index = copy(two, "COPY audit_index (leaf_index, event_id, recorded_at, sealed_at, leaf_hash, action, outcome, actor,"
                    + " target, domain, change_id) FROM STDIN");
            HexFormat hex = HexFormat.of();
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (long n = 0; n < events; n++) {
                int person = (int) (n * 31 % PEOPLE);
                UUID id = new UUID(0x0190_0000_0000_7000L + (n >>> 12 << 16), 0x8000_0000_0000_0000L | n);
                UUID change = new UUID(0x0190_0000_0000_7001L, 0x8000_0000_0000_0000L | n / 5);
                String action = actions[(int) (n % actions.length)];
                String outcome = action.equals("request.refused") ? "REFUSED" : "SUCCESS";
                String domain = "d-" + n / 5 % DOMAINS + ".example.com";
                Instant at = month.plusNanos((long) (n * step) * 1000);
                byte[] body = body(id, change, action, outcome, "person-" + person, domain, at, keys[person], ids[person])
                        .getBytes(StandardCharsets.UTF_8);
                sha.update((byte) 0);
                write(bodies, id + "\t" + at + "\t1\t\\\\x" + hex.formatHex(body) + "\n");
                write(index, (first + n) + "\t" + id + "\t" + at + "\t" + at + "\t\\\\x" + hex.formatHex(sha.digest(body)) + "\t" + action
                        + "\t" + outcome + "\tperson-" + person + "\tsandbox\t" + domain + "\t" + change + "\n");
            }
            bodies.endCopy();
            index.endCopy();
        }
        sql("VACUUM (ANALYZE) audit_index");
        sql("VACUUM (ANALYZE) audit_event");
        System.out.printf("# %d events loaded in %.0f s%n", events, seconds(began));
    }

    private static String body(UUID id, UUID change, String action, String outcome, String actor, String domain, Instant at,
            byte[] person, UUID keyId) throws Exception {
        byte[] key = hmac(person, "sixgate event " + id);
        String commitment = Base64.getEncoder().encodeToString(Arrays.copyOf(hmac(key, "sixgate commitment"), 16));
        return "{\"action\":\"" + action + "\",\"actor\":{\"authentication\":\"bearer\",\"groups\":[\"network\"],\"ip\":"
                + sealed(key, id, "/actor/ip", "192.0.2.7") + ",\"issuer\":\"https://id.example.com/realms/main\",\"name\":"
                + sealed(key, id, "/actor/name", "Somebody Somewhere") + ",\"requestId\":\"" + id
                + "\",\"roles\":[\"APPROVER\",\"REQUESTER\"],\"subject\":\"" + actor + "\",\"type\":\"USER\",\"userAgent\":"
                + sealed(key, id, "/actor/userAgent", "Mozilla/5.0 (X11; Linux x86_64)") + "},\"changeId\":\"" + change
                + "\",\"domain\":\"" + domain + "\",\"id\":\"" + id + "\",\"occurredAt\":\"" + at
                + "\",\"outcome\":\"" + outcome + "\",\"personal\":{\"commitment\":\"" + commitment + "\",\"key\":\"" + keyId
                + "\"},\"reason\":" + sealed(key, id, "/reason", "IPv6 for the mobile clients of the north")
                + ",\"schema\":1,\"service\":{\"instance\":\"0123456789ab\",\"version\":\"0.1.0\"},\"target\":\"sandbox\"}";
    }

    private static String sealed(byte[] key, UUID id, String place, String value) throws Exception {
        byte[] nonce = Arrays.copyOf(hmac(key, place), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        byte[] sealed = cipher.doFinal(value.getBytes(StandardCharsets.UTF_8));
        byte[] all = Arrays.copyOf(nonce, 12 + sealed.length);
        System.arraycopy(sealed, 0, all, 12, sealed.length);
        return "{\"sealed\":\"" + Base64.getEncoder().encodeToString(all) + "\"}";
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** An event of about the usual size, as pgbench sends it. */
    private static String literal() {
        return "'{\"action\":\"bench.done\",\"actor\":{\"authentication\":\"bearer\",\"name\":\"Somebody\",\"subject\":\"person-:d\","
                + "\"type\":\"USER\"},\"domain\":\"d-:d.example.com\",\"filler\":\"" + "x".repeat(600)
                + "\",\"id\":\"00000000-0000-7000-8000-:n\",\"outcome\":\"SUCCESS\",\"schema\":1,\"target\":\"sandbox\"}'";
    }

    /** The same, made by PostgreSQL. */
    private static String event() {
        return "convert_to(format('{\"action\":\"bench.done\",\"actor\":{\"authentication\":\"bearer\",\"name\":\"Somebody\",\"subject\":\"person-%s\","
                + "\"type\":\"USER\"},\"domain\":\"d-%s.example.com\",\"filler\":\"%s\",\"id\":\"%s\",\"outcome\":\"SUCCESS\",\"schema\":1,"
                + "\"target\":\"sandbox\"}', (random() * 200)::int, (random() * 9999)::int, repeat('x', 600), gen_random_uuid()), 'UTF8')";
    }

    // ------------------------------------------------------------------------------------------------ the service

    private void start(boolean worker) throws Exception {
        stop();
        service = new ProcessBuilder("java", "-Dquarkus.http.port=" + PORT, "-Dsixgate.sandbox.port=" + SIMULATOR,
                        "-Dsixgate.sandbox.dns-port=0",
                        "-Dsixgate.embedded.directory=" + home.resolve("data"), "-Dsixgate.worker.enabled=" + worker, "-Xmx1g",
                        "-jar", "target/quarkus-app/quarkus-run.jar")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("service.log").toFile()))
                .start();
        Instant patience = Instant.now().plusSeconds(120);
        while (true) {
            try {
                if (HTTP.send(HttpRequest.newBuilder(uri("/q/health/ready")).build(), HttpResponse.BodyHandlers.ofString()).statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            if (!service.isAlive() || Instant.now().isAfter(patience)) {
                throw new IllegalStateException(Files.readString(home.resolve("service.log")));
            }
            Thread.sleep(50);
        }
    }

    private void stop() throws Exception {
        if (service != null) {
            service.destroy();
            if (!service.waitFor(60, TimeUnit.SECONDS)) {
                service.destroyForcibly();
            }
            service = null;
        }
    }

    /** As a server of that size would be set. */
    private void tune() throws IOException {
        Files.writeString(found("postgresql.auto.conf"), "shared_buffers = '2GB'\nmax_wal_size = '8GB'\ncheckpoint_timeout = '15min'\n",
                StandardOpenOption.APPEND);
    }

    private Path found(String name) throws IOException {
        Path[] found = new Path[1];
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found[0] = file.getFileName().toString().equals(name) ? file : found[0];
                return found[0] == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // The server has just removed it.
                return FileVisitResult.CONTINUE;
            }
        });
        return Optional.ofNullable(found[0]).orElseThrow();
    }

    private long resident() throws IOException {
        Matcher kilobytes = Pattern.compile("VmRSS:\\s+(\\d+)").matcher(Files.readString(Path.of("/proc/" + service.pid() + "/status")));
        return kilobytes.find() ? Long.parseLong(kilobytes.group(1)) : 0;
    }

    private static URI uri(String path) {
        return URI.create("http://localhost:" + PORT + path);
    }

    private static HttpRequest.Builder asAda(String path) {
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("ada:demo".getBytes(StandardCharsets.UTF_8)));
    }

    private static String send(String method, String path) throws Exception {
        HttpResponse<String> response = HTTP.send(asAda(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private static String get(String path) throws Exception {
        return send("GET", path);
    }

    private static long drain(String path) throws Exception {
        try (InputStream in = HTTP.send(asAda(path).build(), HttpResponse.BodyHandlers.ofInputStream()).body()) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static double p99(String path) throws Exception {
        double[] times = new double[300];
        for (int i = 0; i < times.length; i++) {
            long began = System.nanoTime();
            get(path);
            times[i] = seconds(began) * 1000;
        }
        Arrays.sort(times);
        return times[times.length * 99 / 100];
    }

    /** The ten-thousandth page is reached as a reader does: from page to page, here with the largest pages. */
    private String tokenAfter(String filter, long rows) throws Exception {
        String token = "";
        long read = 0;
        while (read + 200 <= rows) {
            String page = get("/audit/events?pageSize=200" + filter + (token.isEmpty() ? "" : "&pageToken=" + token));
            Matcher next = Pattern.compile("\"nextPageToken\":\"([^\"]+)\"").matcher(page);
            if (!next.find()) {
                throw new IllegalStateException("no next page after " + read);
            }
            token = next.group(1);
            read += 200;
        }
        return token;
    }

    // ------------------------------------------------------------------------------------------------ the database

    private Connection connect() throws Exception {
        Properties who = credentials();
        Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + databasePort() + "/sixgate", "sixgate_owner", who.getProperty("sixgate_owner"));
        return connection;
    }

    private Properties credentials() throws IOException {
        Properties passwords = new Properties();
        try (var in = Files.newBufferedReader(found("credentials"))) {
            passwords.load(in);
        }
        return passwords;
    }

    private String databasePort() throws IOException {
        return Files.readAllLines(found("postmaster.pid")).get(3).strip();
    }

    private void sql(String statement) throws Exception {
        try (Connection owner = connect();
                Statement execute = owner.createStatement()) {
            execute.execute(statement);
        }
    }

    private String text(String query) throws Exception {
        try (Connection owner = connect();
                Statement select = owner.createStatement();
                ResultSet row = select.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private long number(String query) throws Exception {
        return Long.parseLong(text(query));
    }

    private double real(String query) throws Exception {
        return Double.parseDouble(text(query));
    }

    private double p99Sql(String query) throws Exception {
        double[] times = new double[300];
        try (Connection owner = connect();
                var select = owner.prepareStatement(query)) {
            for (int i = 0; i < times.length; i++) {
                long began = System.nanoTime();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        rows.getBytes(2);
                    }
                }
                times[i] = seconds(began) * 1000;
            }
        }
        Arrays.sort(times);
        return times[times.length * 99 / 100];
    }

    private static CopyIn copy(Connection connection, String statement) throws Exception {
        return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
    }

    private static void write(CopyIn to, String row) throws Exception {
        byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
        to.writeToCopy(bytes, 0, bytes.length);
    }

    private long copyOut(String statement) throws Exception {
        try (Connection owner = connect()) {
            long[] count = new long[1];
            owner.unwrap(PGConnection.class).getCopyAPI().copyOut(statement, new OutputStream() {
                @Override
                public void write(int one) {
                    count[0]++;
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    count[0] += length;
                }
            });
            return count[0];
        }
    }

    private void awaitSealed() throws Exception {
        while (number("SELECT (SELECT count(*) FROM audit_pending) + (SELECT size FROM audit_tree)"
                        + " - (SELECT coalesce(max(size), 0) FROM audit_checkpoint)") > 0) {
            Thread.sleep(200);
        }
    }

    private Path script(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name + ".sql"), text);
    }

    /** Transactions a second, by its own count. */
    private double pgbench(Path script, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("pgbench", "-n", "-j", "2", "-h", "127.0.0.1", "-p", databasePort(), "-U",
                "sixgate_owner", "-f", script.toString()));
        command.addAll(List.of(options));
        command.add("sixgate");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", credentials().getProperty("sixgate_owner"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher tps = Pattern.compile("tps = ([0-9.]+) \\(without").matcher(said);
        if (process.waitFor() != 0 || !tps.find()) {
            throw new IllegalStateException(said);
        }
        return Double.parseDouble(tps.group(1));
    }

    // ------------------------------------------------------------------------------------------------ arithmetic

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void result(String what, String format, List<Double> values, String wanted) {
        System.out.printf("| %s | " + format + " (%s) | %s |%n", what, median(values),
                String.join(", ", values.stream().map(value -> String.format(format, value)).toList()), wanted);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

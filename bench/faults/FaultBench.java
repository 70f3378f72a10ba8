import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * People ask for changes and approve them, each with an idempotency key and again until it is answered, while faults befall three
 * replicas and their PostgreSQL. At the end everything that was ever answered with success has to be there, every change has to have
 * been applied once, and the audit trail has to hold for an outsider. AWS's side is the simulator's own record.
 */
public class FaultBench {
    private static final int REPLICAS = 3;
    private static final int ACCOUNTS = 12;
    private static final int SIMULATOR = 14539;
    private static final int PORT = 18110;
    private static final int PROXY = 18120;
    private static final int AT_ONCE = 2;
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final String REGION = "eu-central-1";
    private static final String LOG = "faults.example.net/audit";
    private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql://[^\\s?,\"(]+:([0-9]+)/sixgate");
    private static final Set<String> ENDED = Set.of("APPLIED", "FAILED", "STALE", "REJECTED", "CANCELLED", "EXPIRED");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** What can happen, and how often of a hundred. */
    private enum Kind {
        KILLED("a replica killed (SIGKILL)", 16),
        PAUSED("a replica paused for some seconds (SIGSTOP)", 14),
        PAUSED_PAST_LEASE("a replica paused for longer than its lease", 5),
        CUT_OFF("a replica's connections to PostgreSQL cut, and refused", 15),
        BLACK_HOLE("a replica's connections to PostgreSQL stalled", 10),
        POSTGRES_RESTARTED("PostgreSQL restarted", 6),
        POSTGRES_KILLED("PostgreSQL killed (SIGKILL), and started again", 5),
        DISK_FULL("PostgreSQL's disk full", 6),
        CLOCK_MOVED("a replica's clock moved, by up to 10 minutes", 11),
        AWS_SILENT("an update taken by AWS, its answer lost", 6),
        AWS_FAILED("an update refused by AWS with a 500", 6);

        final String words;
        final int weight;

        Kind(String words, int weight) {
            this.words = words;
            this.weight = weight;
        }
    }

    private final Path home;
    private final Path disk;
    private final int faults;
    private final Random lot;
    private final Map<Kind, AtomicInteger> done = new EnumMap<>(Kind.class);
    private final List<Replica> replicas = new ArrayList<>();
    private final AtomicBoolean postgresIsHit = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Map<String, Asked> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final Findings findings = new Findings();
    private final boolean ownDisk;
    private final boolean clocks;
    /** Of UpdateDomainName by request id; the simulator itself forgets its oldest calls. */
    private final Map<String, JsonNode> updates = new ConcurrentHashMap<>();

    private Process simulator;
    private Map<String, String> settings;
    private int postgres;
    private String password;

    private static final class Asked {
        final String domain;
        final String to;
        volatile boolean approved;

        Asked(String domain, String to) {
            this.domain = domain;
            this.to = to;
        }
    }

    /** What should not be; said at once, and counted. */
    private static final class Findings {
        private final ConcurrentLinkedQueue<String> all = new ConcurrentLinkedQueue<>();

        void add(String finding) {
            all.add(finding);
            System.out.println("finding: " + (finding.length() > 1500 ? finding.substring(0, 1500) : finding));
        }

        int size() {
            return all.size();
        }
    }

    private FaultBench(Path home, int faults, long seed) throws Exception {
        this.home = home;
        this.faults = faults;
        this.lot = new Random(seed);
        this.disk = Files.createDirectories(home.resolve("disk"));
        this.ownDisk = "0".equals(output("id", "-u").strip()) && status("mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", disk.toString()) == 0;
        this.clocks = status("cc", "-O2", "-shared", "-fPIC", "-o", home.resolve("clock.so").toString(), "bench/faults/clock.c", "-ldl") == 0;
        for (Kind kind : Kind.values()) {
            done.put(kind, new AtomicInteger());
        }
    }

    public static void main(String... arguments) throws Exception {
        int faults = Integer.parseInt(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        var bench = new FaultBench(Files.createTempDirectory("sixgate-faults"), faults, seed);
        Runtime.getRuntime().addShutdownHook(new Thread(bench::stop));
        System.out.printf("# %d faults, seed %d; %s, JDK %s, %d processors%n", faults, seed, Instant.now(), Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        int losses = bench.run();
        System.exit(losses == 0 ? 0 : 1);
    }

    private int run() throws Exception {
        world();
        ExecutorService people = Executors.newCachedThreadPool();
        for (String domain : names()) {
            people.submit(() -> person(domain));
        }
        Thread clerk = new Thread(() -> {
            while (true) {
                try {
                    keepUpdates();
                    rest(5);
                } catch (Exception e) {
                    findings.add("the bench itself: the simulator's record cannot be read: " + e);
                    return;
                }
            }
        });
        clerk.setDaemon(true);
        clerk.start();
        Instant begun = Instant.now();
        befall();
        heal();
        over.set(true);
        people.shutdown();
        if (!people.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            findings.add("people still wait for an answer, or for the end of a change");
        }
        Duration whole = Duration.between(begun, Instant.now());
        return report(whole);
    }

    // ------------------------------------------------------------------------------------------------ people

    /** Asks for the other type, again and again; of one domain after the other only after the one before has ended. */
    private void person(String domain) {
        String to = "dualstack";
        try {
            while (!over.get()) {
                String change = ask(domain, to);
                if (change == null) {
                    Thread.sleep(500);
                    continue;
                }
                if (domain.startsWith("asked")) {
                    approve(change);
                }
                String status = awaitEnd(change);
                if (status.equals("APPLIED")) {
                    to = to.equals("dualstack") ? "ipv4" : "dualstack";
                } else if (status.equals("FAILED") || status.equals("STALE")) {
                    findings.add("change " + change + " of " + domain + " ended " + status + ": " + get(change));
                    return;
                }
            }
        } catch (Exception e) {
            findings.add(domain + ": " + e);
        }
    }

    private String ask(String domain, String to) throws Exception {
        String key = UUID.randomUUID().toString();
        Answer answer = persist(() -> HttpRequest.newBuilder().method("PATCH", BodyPublishers.ofString(
                        "{\"ipAddressType\":\"" + to + "\",\"reason\":\"bench\"}"))
                .header("Content-Type", "application/merge-patch+json")
                .header("Idempotency-Key", '"' + key + '"'), "/domains/" + domain + "/ip-address-type", "ria", Set.of(202));
        if (answer.status != 202) {
            findings.add("PATCH of " + domain + " was answered " + answer.status + ": " + answer.body);
            return null;
        }
        String change = JSON.readTree(answer.body).findValue("id").asText();
        Asked before = accepted.putIfAbsent(change, new Asked(domain, to));
        if (before != null) {
            findings.add("one change, " + change + ", for two requests of " + domain);
        }
        return change;
    }

    private void approve(String change) throws Exception {
        String digest = JSON.readTree(get(change)).path("plan").path("digest").asText();
        Answer answer = persist(() -> HttpRequest.newBuilder().POST(BodyPublishers.ofString(
                        "{\"decision\":\"APPROVE\",\"planDigest\":\"" + digest + "\"}"))
                .header("Content-Type", "application/json"), "/changes/" + change + "/reviews", "nora", Set.of(201, 409));
        // 409: the first try was taken, its answer lost.
        if (answer.status != 201 && answer.status != 409) {
            findings.add("approval of " + change + " was answered " + answer.status + ": " + answer.body);
        }
        accepted.get(change).approved = true;
    }

    private String awaitEnd(String change) throws Exception {
        Instant patience = null;
        while (true) {
            String status = JSON.readTree(get(change)).path("status").asText();
            if (ENDED.contains(status)) {
                return status;
            }
            if (over.get() && patience == null) {
                patience = Instant.now().plus(PATIENCE.minusMinutes(1));
            }
            if (patience != null && Instant.now().isAfter(patience)) {
                findings.add("change " + change + " is still " + status + ": " + get(change));
                return status;
            }
            Thread.sleep(300);
        }
    }

    private String get(String change) throws Exception {
        return persist(() -> HttpRequest.newBuilder().GET(), "/changes/" + change, "ria", Set.of(200)).body;
    }

    private record Answer(int status, String body) {}

    @FunctionalInterface
    private interface Request {
        HttpRequest.Builder begin();
    }

    /** Of one replica after the other, until one of them gives an answer that means something. */
    private Answer persist(Request request, String path, String who, Set<Integer> good) throws Exception {
        int turn = Math.abs(path.hashCode());
        Answer last = new Answer(0, "");
        for (Instant end = Instant.now().plus(PATIENCE); Instant.now().isBefore(end); turn++) {
            try {
                HttpRequest it = request.begin().uri(URI.create("http://127.0.0.1:" + (PORT + turn % REPLICAS) + path))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((who + ":demo").getBytes()))
                        .build();
                HttpResponse<String> response = HTTP.send(it, BodyHandlers.ofString());
                last = new Answer(response.statusCode(), response.body());
                statuses.computeIfAbsent(last.status, status -> new AtomicInteger()).incrementAndGet();
                answered.incrementAndGet();
                if (last.status == 500) {
                    findings.add("500 of " + path + ": " + last.body);
                }
                if (good.contains(last.status) && !isInProgress(last) || last.status >= 400 && last.status < 500 && last.status != 429 && !isInProgress(last)) {
                    return last;
                }
            } catch (IOException notAnswered) {
                unanswered.incrementAndGet();
            }
            Thread.sleep(200);
        }
        return last;
    }

    /** The first request with this key is still under way somewhere. */
    private static boolean isInProgress(Answer answer) {
        return answer.status == 409 && answer.body.contains("idempotency-in-flight");
    }

    // ------------------------------------------------------------------------------------------------ faults

    private void befall() throws Exception {
        ExecutorService hands = Executors.newCachedThreadPool();
        AtomicInteger atOnce = new AtomicInteger();
        for (int n = 0; n < faults; ) {
            Thread.sleep(300 + lot.nextInt(700));
            Kind kind = draw();
            Optional<Runnable> fault = atOnce.get() >= AT_ONCE ? Optional.empty() : prepare(kind);
            if (fault.isEmpty()) {
                continue;
            }
            n++;
            atOnce.incrementAndGet();
            done.get(kind).incrementAndGet();
            if (n % 20 == 0) {
                System.out.printf("# %d faults, %d changes accepted, %d findings%n", n, accepted.size(), findings.size());
            }
            hands.submit(() -> {
                try {
                    fault.get().run();
                } catch (RuntimeException e) {
                    findings.add("the bench itself: " + kind + ": " + e);
                } finally {
                    atOnce.decrementAndGet();
                }
            });
        }
        hands.shutdown();
        if (!hands.awaitTermination(5, TimeUnit.MINUTES)) {
            findings.add("the bench itself: a fault did not end");
        }
    }

    private Kind draw() {
        List<Kind> kinds = Stream.of(Kind.values())
                .filter(kind -> kind != Kind.DISK_FULL || ownDisk)
                .filter(kind -> kind != Kind.CLOCK_MOVED || clocks)
                .toList();
        int of = lot.nextInt(kinds.stream().mapToInt(kind -> kind.weight).sum());
        for (Kind kind : kinds) {
            of -= kind.weight;
            if (of < 0) {
                return kind;
            }
        }
        throw new AssertionError();
    }

    /** The fault, if whom it is to befall is well; it ends when they are well again. */
    private Optional<Runnable> prepare(Kind kind) {
        Replica replica = replicas.get(lot.nextInt(REPLICAS));
        int seconds = 2 + lot.nextInt(8);
        boolean past = lot.nextBoolean();
        return switch (kind) {
            case KILLED -> on(replica, () -> {
                replica.kill();
                replica.start();
            });
            case PAUSED -> on(replica, () -> replica.pause(Duration.ofSeconds(seconds)));
            case PAUSED_PAST_LEASE -> on(replica, () -> replica.pause(LEASE.plusSeconds(seconds)));
            case CUT_OFF -> on(replica, () -> replica.proxy.cut(Duration.ofSeconds(seconds)));
            case BLACK_HOLE -> on(replica, () -> replica.proxy.stall(Duration.ofSeconds(seconds)));
            case CLOCK_MOVED -> on(replica, () -> {
                replica.clock((past ? -1 : 1) * (seconds * seconds * 6));
                rest(seconds * 2);
                replica.clock(0);
            });
            case POSTGRES_RESTARTED -> onPostgres(() -> postgres("restart", "-m", "fast"));
            case POSTGRES_KILLED -> onPostgres(() -> {
                signal("KILL", postmaster());
                rest(seconds / 2);
                revive();
            });
            case DISK_FULL -> onPostgres(() -> {
                status("bash", "-c", "head -c 2G /dev/zero > " + disk.resolve("ballast") + " 2> /dev/null");
                rest(seconds);
                Files.delete(disk.resolve("ballast"));
                revive();
            });
            case AWS_SILENT -> Optional.of(() -> fault("{\"operation\":\"UpdateDomainName\",\"kind\":\"reset-after-applying\"}"));
            case AWS_FAILED -> Optional.of(() -> fault("{\"operation\":\"UpdateDomainName\",\"kind\":\"error\",\"status\":500}"));
        };
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws Exception;
    }

    private static Runnable unchecked(Deed deed, AtomicBoolean hit) {
        return () -> {
            try {
                deed.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                hit.set(false);
            }
        };
    }

    private static Optional<Runnable> on(Replica replica, Deed deed) {
        return replica.hit.compareAndSet(false, true) ? Optional.of(unchecked(deed, replica.hit)) : Optional.empty();
    }

    private Optional<Runnable> onPostgres(Deed deed) {
        return postgresIsHit.compareAndSet(false, true) ? Optional.of(unchecked(deed, postgresIsHit)) : Optional.empty();
    }

    private void fault(String fault) {
        try {
            simulator("POST", "/_sandbox/faults", fault);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void rest(int seconds) throws InterruptedException {
        Thread.sleep(seconds * 1000L);
    }

    private void heal() throws Exception {
        simulator("DELETE", "/_sandbox/faults", null);
        revive();
        for (Replica replica : replicas) {
            replica.awaitReady();
        }
    }

    // ------------------------------------------------------------------------------------------------ replicas

    private final class Replica {
        final int number;
        final Proxy proxy;
        final AtomicBoolean hit = new AtomicBoolean();
        Process process;

        Replica(int number) throws IOException {
            this.number = number;
            this.proxy = new Proxy(PROXY + number, postgres);
        }

        void start() throws Exception {
            Map<String, String> its = new HashMap<>(settings);
            its.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + (PROXY + number) + "/sixgate");
            if (clocks) {
                clock(0);
                its.put("LD_PRELOAD", home.resolve("clock.so").toString());
                its.put("CLOCK_OFFSET", clockFile().toString());
            }
            for (boolean ready = false; !ready; ) {
                process = FaultBench.this.start("replica-" + number, its, java(), "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.port=" + (PORT + number), "-jar", "target/quarkus-app/quarkus-run.jar");
                // Whoever starts without PostgreSQL refuses to, as README says; an orchestrator starts it again.
                ready = awaitReady();
            }
        }

        /** False if it ended instead. */
        boolean awaitReady() throws Exception {
            Instant patience = Instant.now().plus(PATIENCE);
            while (process.isAlive()) {
                try {
                    if (send(PORT + number, "GET", "/q/health/ready", null).statusCode() == 200) {
                        return true;
                    }
                } catch (IOException notYet) {
                    // It is starting.
                }
                if (Instant.now().isAfter(patience)) {
                    throw new IllegalStateException("replica " + number + " does not get ready");
                }
                Thread.sleep(200);
            }
            return false;
        }

        void kill() throws Exception {
            process.destroyForcibly().waitFor();
        }

        void pause(Duration time) throws Exception {
            signal("STOP", process.pid());
            Thread.sleep(time.toMillis());
            signal("CONT", process.pid());
            rest(1);
        }

        /** The process has the file's page in its memory. */
        void clock(long seconds) throws IOException {
            ByteBuffer offset = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, seconds);
            try (FileChannel file = FileChannel.open(clockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.write(offset, 0);
            }
        }

        private Path clockFile() {
            return home.resolve("clock-" + number);
        }
    }

    /** Stands between a replica and PostgreSQL. */
    private static final class Proxy {
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private final int to;
        private volatile boolean refusing;
        private volatile boolean stalled;

        Proxy(int port, int to) throws IOException {
            this.to = to;
            ServerSocket server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            daemon(() -> {
                while (true) {
                    accept(server.accept());
                }
            });
        }

        private void accept(Socket client) throws IOException {
            if (refusing) {
                client.close();
                return;
            }
            try {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                open.add(client);
                open.add(server);
                daemon(() -> pump(client, server));
                daemon(() -> pump(server, client));
            } catch (IOException down) {
                client.close();
            }
        }

        private void pump(Socket from, Socket into) throws IOException {
            try (from;
                    into) {
                InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream();
                byte[] buffer = new byte[1 << 14];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    while (stalled) {
                        sleep(50);
                    }
                    out.write(buffer, 0, read);
                }
            } catch (IOException closed) {
                // One end went.
            } finally {
                open.remove(from);
                open.remove(into);
            }
        }

        void cut(Duration time) throws Exception {
            refusing = true;
            for (Socket socket : open) {
                socket.close();
            }
            Thread.sleep(time.toMillis());
            refusing = false;
        }

        void stall(Duration time) throws Exception {
            stalled = true;
            Thread.sleep(time.toMillis());
            stalled = false;
        }

        private static void sleep(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void daemon(Deed deed) {
            Thread thread = new Thread(() -> {
                try {
                    deed.run();
                } catch (Exception e) {
                    System.err.println("proxy: " + e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    // ------------------------------------------------------------------------------------------------ what is told

    private int report(Duration whole) throws Exception {
        System.out.printf("%n%d faults in %d s:%n", done.values().stream().mapToInt(AtomicInteger::get).sum(), whole.toSeconds());
        done.forEach((kind, count) -> System.out.printf("  %4d  %s%n", count.get(), kind.words));
        if (!ownDisk) {
            System.out.println("  SKIPPED: the disk full (not root)");
        }
        if (!clocks) {
            System.out.println("  SKIPPED: clocks moved (no C compiler)");
        }
        System.out.printf("%d requests answered, %s; %d not answered, and sent again%n", answered.get(), new TreeMap<>(statuses), unanswered.get());

        Map<String, Integer> ended = new TreeMap<>();
        Map<String, List<String>> applied = new HashMap<>();
        int lost = 0;
        int unapproved = 0;
        for (var asked : accepted.entrySet()) {
            JsonNode change = JSON.readTree(get(asked.getKey()));
            String status = change.path("status").asText("");
            ended.merge(status.isEmpty() ? "GONE" : status, 1, Integer::sum);
            lost += ENDED.contains(status) ? 0 : 1;
            boolean reviewed = change.toString().contains("\"APPROVE\"");
            unapproved += asked.getValue().approved && !reviewed ? 1 : 0;
            if (status.equals("APPLIED")) {
                applied.computeIfAbsent(asked.getValue().domain, domain -> new ArrayList<>()).add(asked.getKey());
            }
        }
        int twice = 0;
        int never = 0;
        keepUpdates();
        Map<String, Integer> taken = new HashMap<>();
        Map<String, List<Instant>> byAccount = new HashMap<>();
        int refused = 0;
        for (JsonNode call : updates.values()) {
            if (call.path("status").asInt() == 200) {
                taken.merge(call.path("domainName").asText(), 1, Integer::sum);
                byAccount.computeIfAbsent(call.path("account").asText(), account -> new ArrayList<>())
                        .add(Instant.parse(call.path("at").asText()));
            } else if (call.path("status").asInt() == 429) {
                refused++;
            }
        }
        for (String domain : names()) {
            int sent = taken.getOrDefault(domain, 0);
            int changes = applied.getOrDefault(domain, List.of()).size();
            twice += Math.max(0, sent - changes);
            never += Math.max(0, changes - sent);
            if (sent != changes) {
                findings.add(domain + ": " + changes + " changes applied by " + sent + " updates");
            }
        }
        long early = byAccount.values().stream().mapToLong(times -> {
            times.sort(null);
            return IntStream.range(1, times.size())
                    .filter(i -> Duration.between(times.get(i - 1), times.get(i)).compareTo(INTERVAL) < 0).count();
        }).sum();
        int doubled;
        int unrecorded;
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + postgres + "/sixgate", "sixgate_owner", password)) {
            doubled = one(connection, "SELECT count(*) FROM change_request") - accepted.size();
            unrecorded = one(connection, "SELECT count(*) FROM change_request c WHERE status = 'APPLIED' AND"
                    + " (SELECT count(*) FROM audit_index i WHERE i.change_id = c.id AND i.action = 'change.applied') <> 1"
                    + " OR (SELECT count(*) FROM audit_index i WHERE i.change_id = c.id AND i.action = 'change.requested') <> 1");
        }
        JsonNode own = JSON.readTree(send(PORT, "POST", "/audit/verify", "{}").body());
        boolean holds = own.path("holds").asBoolean();
        Process verify = start("verify", Map.of(), java(), "src/main/java/dev/sixgate/cli/Verify.java",
                "http://127.0.0.1:" + PORT + "/audit", "--key", home.resolve("key.pub").toString(), "--user", "ada:demo");
        int outsider = verify.waitFor();

        System.out.printf("%d changes accepted: %s%n", accepted.size(), ended);
        System.out.printf("%d updates taken by AWS in %d accounts; %d answered 429%n",
                taken.values().stream().mapToInt(it -> it).sum(), byAccount.size(), refused);
        System.out.printf("%d audit events%n%n", own.path("events").asInt());
        for (int n = 0; n < REPLICAS; n++) {
            try (Stream<String> lines = Files.lines(home.resolve("replica-" + n + ".log"))) {
                lines.filter(line -> line.contains("incident=") || line.contains("OutOfMemory") || line.contains("NullPointer"))
                        .limit(5).forEach(findings::add);
            }
        }
        int broken = holds && outsider == 0 ? 0 : 1;
        if (broken > 0) {
            findings.add("the trail: by the service " + own + "; by an outsider " + Files.readString(home.resolve("verify.log")));
        }
        Map<String, Integer> losses = new java.util.LinkedHashMap<>();
        losses.put("accepted and lost, or without an end", lost);
        losses.put("approvals answered and lost", unapproved);
        losses.put("requests that made two changes", Math.max(0, doubled));
        losses.put("updates sent twice", twice);
        losses.put("changes called applied and never sent", never);
        losses.put("updates closer than the interval", (int) early);
        losses.put("changes without exactly one event of asking and of applying", unrecorded);
        losses.put("breaks of the audit trail", broken);
        losses.forEach((what, count) -> System.out.printf("  %4d  %s%n", count, what));
        int sum = losses.values().stream().mapToInt(it -> it).sum();
        System.out.printf("  %4d  losses%n", sum);
        System.out.printf("  %4d  findings beside%n", findings.size());
        return sum + findings.size();
    }

    private void keepUpdates() throws Exception {
        JSON.readTree(simulator("GET", "/_sandbox/calls?operation=UpdateDomainName", null))
                .path("calls")
                .forEach(call -> updates.put(call.path("requestId").asText(), call));
    }

    private static int one(Connection connection, String sql) throws Exception {
        try (ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    // ------------------------------------------------------------------------------------------------ the world

    private static String id(int account) {
        return "%012d".formatted(300_000_000_000L + account);
    }

    private static List<String> names() {
        return IntStream.range(0, ACCOUNTS)
                .boxed()
                .flatMap(n -> Stream.of("now.a" + n + ".example.net", "asked.a" + n + ".example.net"))
                .toList();
    }

    private void world() throws Exception {
        simulator = start("simulator", Map.of(), java(), "-cp", "target/quarkus-app/app/*:target/quarkus-app/lib/main/*",
                "dev.sixgate.sandbox.apigateway.ApiGatewaySimulator", Integer.toString(SIMULATOR));
        await(() -> simulator("GET", "/_sandbox/settings", null).contains("updateInterval"));
        simulator("PUT", "/_sandbox/settings", "{\"updateInterval\":\"" + INTERVAL + "\",\"updateDelay\":\"PT1S\"}");
        for (String domain : names()) {
            int account = Integer.parseInt(domain.replaceAll(".*\\.a([0-9]+)\\..*", "$1"));
            simulator("POST", "/_sandbox/domains", "{\"account\":\"" + id(account) + "\",\"region\":\"" + REGION
                    + "\",\"domainName\":\"" + domain + "\",\"certificateArn\":\"arn:aws:acm:" + REGION + ":" + id(account)
                    + ":certificate/5f0c1f0e-0000-4000-8000-000000000001\"}");
        }
        Path policies = home.resolve("policies.yaml");
        Files.writeString(policies, """
                version: 1
                rules:
                  - {name: now, match: {domain: ["now.*.example.net"]}, automatic: true}
                  - {name: asked, match: {domain: ["asked.*.example.net"]}, require: [{group: approvers, approvals: 1}]}
                """);
        Process key = new ProcessBuilder(java(), "-jar", "target/quarkus-app/quarkus-run.jar", "key", LOG)
                .redirectOutput(home.resolve("key").toFile())
                .redirectError(home.resolve("key.pub").toFile())
                .start();
        key.waitFor();
        settings = new HashMap<>(Map.of(
                "SIXGATE_POLICIES", policies.toString(),
                "SIXGATE_EMBEDDED_DIRECTORY", disk.resolve("data").toString(),
                "SIXGATE_SANDBOX_PORT", "0",
                "SIXGATE_SANDBOX_DNS_PORT", "0",
                "SIXGATE_AUDIT_SIGNING_KEY", home.resolve("key").toString(),
                "SIXGATE_AUDIT_CHECKPOINT_DIRECTORY", home.resolve("checkpoints").toString(),
                "SIXGATE_WORKER_LEASE", LEASE.toSeconds() + "s",
                "SIXGATE_WORKER_POLL", "200ms"));
        settings.put("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "12");
        Files.createDirectories(home.resolve("checkpoints"));
        for (int account = 0; account < ACCOUNTS; account++) {
            String target = "SIXGATE_TARGETS_A" + account + "_";
            settings.put(target + "ACCOUNT", id(account));
            settings.put(target + "REGION", REGION);
            settings.put(target + "ENDPOINT", "http://127.0.0.1:" + SIMULATOR);
            settings.put(target + "ACCESS_KEY_ID", "SANDBOX" + id(account));
            settings.put(target + "SECRET_ACCESS_KEY", "any");
            settings.put(target + "PACE_UPDATE_INTERVAL", INTERVAL.toString());
        }
        // The first makes the database, and is killed; the database stays.
        Process first = start("first", settings, java(), "-Dquarkus.http.port=" + PORT, "-jar", "target/quarkus-app/quarkus-run.jar");
        await(() -> send(PORT, "GET", "/q/health/ready", null).statusCode() == 200);
        Matcher url = DATABASE.matcher(Files.readString(home.resolve("first.log")));
        if (!url.find()) {
            throw new IllegalStateException("the first start names no database");
        }
        postgres = Integer.parseInt(url.group(1));
        first.destroyForcibly().waitFor();
        Properties passwords = new Properties();
        try (var reader = Files.newBufferedReader(disk.resolve("data/credentials"))) {
            passwords.load(reader);
        }
        password = passwords.getProperty("sixgate_owner");
        settings.putAll(Map.of(
                "QUARKUS_DATASOURCE_USERNAME", "sixgate_service",
                "QUARKUS_DATASOURCE_PASSWORD", passwords.getProperty("sixgate_service"),
                "QUARKUS_FLYWAY_USERNAME", "sixgate_owner",
                "QUARKUS_FLYWAY_PASSWORD", password));
        for (int n = 0; n < REPLICAS; n++) {
            Replica replica = new Replica(n);
            replicas.add(replica);
            replica.start();
        }
        String last = names().get(names().size() - 1);
        await(() -> send(PORT, "GET", "/domains/" + last, null).body().contains("\"ipAddressType\""));
    }

    // ------------------------------------------------------------------------------------------------ PostgreSQL

    private Path data() {
        return disk.resolve("data/postgresql/data");
    }

    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).get(0).strip());
    }

    private void postgres(String command, String... more) throws Exception {
        Path control;
        try (Stream<Path> files = Files.walk(disk.resolve("data"))) {
            control = files.filter(file -> file.endsWith("bin/pg_ctl")).findFirst().orElseThrow();
        }
        List<String> line = new ArrayList<>();
        if ("0".equals(output("id", "-u").strip())) {
            line.addAll(List.of("unshare", "--user"));
        }
        line.addAll(List.of(control.toString(), command, "-w", "-t", "60", "-D", data().toString(), "-l", disk.resolve("data/postgresql/server.log").toString()));
        line.addAll(List.of(more));
        int status = status(line.toArray(String[]::new));
        if (status != 0 && !command.equals("status")) {
            throw new IllegalStateException("pg_ctl " + command + " ended with " + status);
        }
    }

    /** Starts it if it is not there; whatever is left of one that was killed has to go first. */
    private void revive() throws Exception {
        for (int tries = 0; ; tries++) {
            try (Connection connection = DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + postgres + "/sixgate?connectTimeout=5", "sixgate_owner", password)) {
                one(connection, "SELECT 1");
                return;
            } catch (java.sql.SQLException down) {
                if (tries > 30) {
                    throw down;
                }
            }
            boolean alive = Files.exists(data().resolve("postmaster.pid"))
                    && ProcessHandle.of(postmaster()).map(ProcessHandle::isAlive).orElse(false);
            if (!alive) {
                try {
                    postgres("start");
                } catch (IllegalStateException notYet) {
                    // Children of the one that was killed may still hold its memory.
                }
            }
            rest(1);
        }
    }

    // ------------------------------------------------------------------------------------------------ small things

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private final List<Process> running = new ArrayList<>();

    private synchronized Process start(String name, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve(name + ".log").toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        running.add(process);
        return process;
    }

    private static void signal(String name, long pid) throws Exception {
        status("kill", "-" + name, Long.toString(pid));
    }

    private static int status(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes());
    }

    private void stop() {
        try {
            for (int i = running.size() - 1; i >= 0; i--) {
                running.get(i).destroyForcibly().waitFor();
            }
            if (Files.exists(data().resolve("postmaster.pid"))) {
                postgres("stop", "-m", "immediate");
            }
            if (System.getenv("KEEP") != null) {
                System.out.println("# kept: " + home);
                return;
            }
            if (ownDisk) {
                status("umount", "-l", disk.toString());
            }
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (Exception e) {
            System.err.println("not all was stopped, or tidied up: " + e);
        }
    }

    @FunctionalInterface
    private interface Question {
        boolean isTrue() throws Exception;
    }

    private static void await(Question question) throws Exception {
        for (Instant patience = Instant.now().plus(PATIENCE); ; Thread.sleep(100)) {
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

    private static String simulator(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(SIMULATOR, method, path, body);
        if (answer.statusCode() >= 400) {
            throw new IllegalStateException(method + " " + path + ": " + answer.body());
        }
        return answer.body();
    }

    private static HttpResponse<String> send(int port, String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("ada:demo".getBytes()))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}

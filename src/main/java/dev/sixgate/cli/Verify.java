package dev.sixgate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Holds an audit trail, or what was taken out of it, against what the log's key has signed. One source file, the JDK (17 or
 * later) and nothing else: {@code java Verify.java --help}. It shares no code with the service that it checks.
 *
 * <p><b>Proved</b>, if the keys are the log's and were got from somebody else than whoever may have tampered: each event is, byte
 * for byte, a leaf of the tree that was signed; of a whole log, or of a complete export, that there are no other leaves between
 * the first and the last; with a checkpoint kept from earlier, that nothing that it covers was rewritten or cut off since; and
 * of names, addresses and texts that are shown beside an event, that they are what it has encrypted.
 *
 * <p><b>Not proved</b>: that what an event says is true; that nothing happened that was never recorded; that the log shows
 * everybody the same (compare checkpoints with others, or use witnesses); anything after the checkpoint; of a pack, that these
 * are all the events of the change, and whatever else lies in it than events ({@code SHA256SUMS} is signed by nobody); of an
 * export, {@code recordedAt} and {@code foundBy}, which stand beside the event and not in it. A log is rebuilt from its entries; its tiles are
 * looked at only where these do not fit. Cosignatures are passed over.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, section 2.1: the tree and its proofs</a>
 * @see <a href="https://c2sp.org/signed-note">C2SP signed-note</a>, tlog-checkpoint, tlog-tiles and tlog-proof beside it
 */
public final class Verify {
    /** The first argument of the command, where it is one of several. */
    public static final String NAME = "verify";

    static final int ALL_HOLDS = 0;
    static final int SOMETHING_FAILS = 1;
    static final int UNREADABLE = 2;
    static final int NOT_ALL_PROVED = 3;

    private static final int MOST_OF_AN_EVENT = 65_535;
    private static final int MOST_OF_A_FILE = 1 << 20;
    private static final int MOST_OF_A_PACKS_FILE = 1 << 25;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final String USAGE = """
            usage: verify WHAT --key VKEY [--key VKEY ...] [--checkpoint FILE] [--user NAME:PASSWORD | --token TOKEN]

            WHAT          an export (.ndjson), an evidence pack (.zip, or the folder that it was unpacked to),
                          or the URL under which a log has its checkpoint, as in https://sixgate.example.com/audit
            --key         the log's verifier key, NAME+ID+KEY, or a file of such keys, one a line. Get it from somebody whom you
                          trust, not from where WHAT comes from. Without it a pack or a log is only held against itself
            --checkpoint  a checkpoint of the log that you have kept: shows what was rewritten or cut off since
            --user        credentials for a URL; so is --token

            prints a line for each thing that was looked at: holds, FAILS, or unproved (could not be looked at)
            exit status: 0 all holds, 1 something fails, 2 wrong usage or unreadable, 3 nothing fails but not all is proved""";

    private Verify() {}

    /** Ends the process with the exit status. */
    public static void main(String... arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /**
     * Verifies.
     *
     * @param arguments as {@code --help} tells them
     * @return the exit status
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help")) {
            out.println(USAGE);
            return ALL_HOLDS;
        }
        Report report = new Report(out);
        try {
            check(Arguments.of(arguments), report);
            return report.verdict();
        } catch (Unreadable e) {
            err.println(Report.clean(String.valueOf(e.getMessage())));
        } catch (IOException | UncheckedIOException e) {
            err.println(Report.clean("cannot be read, is cut off or damaged: " + e));
        } catch (RuntimeException e) {
            err.println(Report.clean("cannot be understood: " + e));
        }
        return report.somethingFails() ? report.verdict() : UNREADABLE;
    }

    private static void check(Arguments given, Report report) throws Unreadable, IOException {
        if (given.isUrl()) {
            try (Log log = new Log(given, report)) {
                log.check();
            }
            return;
        }
        Path file = path(given.what());
        if (given.authorization().isPresent()) {
            throw new Unreadable("--user and --token are for URLs");
        }
        if (Files.isDirectory(file)) {
            new Pack(Pack.folder(file), given, report).check();
        } else if (startsLikeZip(file)) {
            try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
                new Pack(Pack.entries(zip, report), given, report).check();
            }
        } else {
            new Export(given, report).check(file);
        }
    }

    private static boolean startsLikeZip(Path file) throws Unreadable {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(2);
            if (first.length > 0 && first[0] == '{') {
                return false;
            }
            if (first.length == 2 && first[0] == 'P' && first[1] == 'K') {
                return true;
            }
        } catch (IOException e) {
            throw new Unreadable(file + " cannot be read");
        }
        throw new Unreadable(file + " is neither an export in ndjson, nor a zip, nor a folder, nor a URL");
    }

    private static Path path(String name) throws Unreadable {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new Unreadable(name + " is no path");
        }
    }

    private static String text(byte[] utf8) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("is no text in UTF-8");
        }
    }

    private static byte[] bytes(String base64) throws Malformed {
        try {
            return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new Malformed("has malformed base64");
        }
    }

    private static byte[] hash(String base64) throws Malformed {
        byte[] hash = bytes(base64);
        if (hash.length != Merkle.BYTES || !base64(hash).equals(base64)) {
            throw new Malformed("has something else where a hash belongs");
        }
        return hash;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static long number(String digits) throws Malformed {
        if (!NUMBER.matcher(digits).matches()) {
            throw new Malformed("has something else where a number belongs");
        }
        return Long.parseLong(digits);
    }

    /** Nothing can be said: wrong usage, no such file, no answer. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** What was read is not what it ought to be; the message continues its name. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** Prints what was found, a line each, and keeps count. */
    private static final class Report {
        private static final int LONGEST = 400;

        private final PrintStream out;
        private int holding;
        private int failing;
        private int unproved;

        Report(PrintStream out) {
            this.out = out;
        }

        void holds(String what) {
            holding++;
            out.println(clean("holds: " + what));
        }

        void fails(String what) {
            failing++;
            out.println(clean("FAILS: " + what));
        }

        void unproved(String what) {
            unproved++;
            out.println(clean("unproved: " + what));
        }

        boolean somethingFails() {
            return failing > 0;
        }

        void judge(boolean holds, String ifItHolds, String ifItFails) {
            if (holds) {
                holds(ifItHolds);
            } else {
                fails(ifItFails);
            }
        }

        int verdict() {
            int all = holding + failing + unproved;
            if (failing > 0) {
                out.println("verdict: FAILS, " + failing + " of " + all);
                return SOMETHING_FAILS;
            }
            if (unproved > 0) {
                out.println("verdict: nothing fails, but NOT ALL IS PROVED: " + unproved + " of " + all + " unproved");
                return NOT_ALL_PROVED;
            }
            out.println("verdict: all holds, " + all + " of " + all);
            return ALL_HOLDS;
        }

        /** One line and no more, whatever stands in what is quoted. */
        static String clean(String line) {
            String plain = line.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
            return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "...";
        }
    }

    /** The command line. An {@code Optional} in a record, since a file without imports but the JDK's has no {@code @Nullable}. */
    private record Arguments(String what, List<Key> keys, Optional<Checkpoint> kept, Optional<String> authorization) {

        static Arguments of(List<String> arguments) throws Unreadable {
            List<String> what = new ArrayList<>();
            List<Key> keys = new ArrayList<>();
            Map<String, String> once = new HashMap<>();
            Iterator<String> rest = arguments.iterator();
            while (rest.hasNext()) {
                String argument = rest.next();
                if (!argument.startsWith("--")) {
                    what.add(argument);
                } else if (!List.of("--key", "--checkpoint", "--user", "--token")
                        .contains(argument)) {
                    throw new Unreadable(argument + " is no option; --help says what is");
                } else if (!rest.hasNext()) {
                    throw new Unreadable(argument + " has no value");
                } else if (argument.equals("--key")) {
                    keys.addAll(keys(rest.next()));
                } else if (once.put(argument, rest.next()) != null) {
                    throw new Unreadable(argument + " comes twice");
                }
            }
            if (what.size() != 1 || what.get(0).isEmpty()) {
                throw new Unreadable("name one thing to verify; --help says how");
            }
            return new Arguments(what.get(0), keys, kept(once), authorization(once));
        }

        private static List<Key> keys(String given) throws Unreadable {
            try {
                return Key.all(Key.VKEY.matcher(given).matches() ? given : file("--key", given));
            } catch (Malformed e) {
                throw new Unreadable("--key " + given + " " + e.getMessage());
            }
        }

        private static Optional<Checkpoint> kept(Map<String, String> once) throws Unreadable {
            String given = once.getOrDefault("--checkpoint", "");
            if (given.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Checkpoint.of(file("--checkpoint", given)));
            } catch (Malformed e) {
                throw new Unreadable("--checkpoint " + given + " " + e.getMessage());
            }
        }

        private static Optional<String> authorization(Map<String, String> once) throws Unreadable {
            if (once.containsKey("--user") && once.containsKey("--token")) {
                throw new Unreadable("give --user or --token, not both");
            }
            Optional<String> basic = Optional.ofNullable(once.get("--user"))
                    .map(user -> "Basic " + base64(user.getBytes(StandardCharsets.UTF_8)));
            return basic.or(() -> Optional.ofNullable(once.get("--token")).map(token -> "Bearer " + token));
        }

        private static String file(String option, String name) throws Unreadable, Malformed {
            try (InputStream in = Files.newInputStream(path(name))) {
                return text(in.readNBytes(MOST_OF_A_FILE));
            } catch (IOException e) {
                throw new Unreadable(option + " " + name + " cannot be read");
            }
        }

        boolean isUrl() {
            return what.regionMatches(true, 0, "http://", 0, 7) || what.regionMatches(true, 0, "https://", 0, 8);
        }

        /** The keys to check by: those given, else those that the thing itself has. */
        List<Key> keysOr(Report report, String own) {
            if (!keys.isEmpty()) {
                return keys;
            }
            report.unproved(
                    "THE KEYS COME FROM THE VERY THING THAT IS VERIFIED: whoever forged it has put in keys of their own."
                            + " All that follows shows that it agrees with itself, no more. Give the log's key by --key");
            try {
                return Key.all(own);
            } catch (Malformed e) {
                report.fails("its own list of keys " + e.getMessage());
                return List.of();
            }
        }
    }

    /** A log's verifier key: Ed25519, type 1. */
    private record Key(String name, int id, PublicKey key) {
        static final Pattern VKEY = Pattern.compile("([^+\\s]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]+=*)");
        private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");
        private static final int ED25519 = 1;
        private static final int KEY_BYTES = 32;

        /** Those among the lines that are keys of this kind: at least one. */
        static List<Key> all(String lines) throws Malformed {
            List<Key> keys = new ArrayList<>();
            for (String line : lines.split("\n", -1)) {
                if (!line.isBlank()) {
                    of(line.strip()).ifPresent(keys::add);
                }
            }
            if (keys.isEmpty()) {
                throw new Malformed("has no Ed25519 key of a log");
            }
            return keys;
        }

        private static Optional<Key> of(String vkey) throws Malformed {
            Matcher parts = VKEY.matcher(vkey);
            if (!parts.matches()) {
                throw new Malformed("is not, or has a line that is not, a verifier key: NAME+ID+KEY");
            }
            byte[] typed = bytes(parts.group(3));
            MessageDigest digest = Merkle.sha256();
            digest.update((parts.group(1) + "\n").getBytes(StandardCharsets.UTF_8));
            int id = ByteBuffer.wrap(digest.digest(typed)).getInt();
            if (id != Integer.parseUnsignedInt(parts.group(2), 16)) {
                throw new Malformed("has a key with another key's id");
            }
            if (typed[0] != ED25519) {
                return Optional.empty();
            }
            if (typed.length != 1 + KEY_BYTES) {
                throw new Malformed("has a key that is no Ed25519 key");
            }
            byte[] encoded = Arrays.copyOf(SPKI, SPKI.length + typed.length - 1);
            System.arraycopy(typed, 1, encoded, SPKI.length, typed.length - 1);
            try {
                PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
                return Optional.of(new Key(parts.group(1), id, key));
            } catch (GeneralSecurityException e) {
                throw new Malformed("has a key that is no Ed25519 key");
            }
        }

        boolean verifies(String text, byte[] signature) {
            try {
                Signature check = Signature.getInstance("Ed25519");
                check.initVerify(key);
                check.update(text.getBytes(StandardCharsets.UTF_8));
                return check.verify(signature);
            } catch (GeneralSecurityException e) {
                return false;
            }
        }
    }

    /** A signed note that is a checkpoint: so many leaves, that root, by these signature lines. */
    private record Checkpoint(String origin, long size, String root, String text, List<Line> lines) {
        private static final int MOST_SIGNATURES = 100;
        private static final Pattern LINE = Pattern.compile("\u2014 ([^ +]+) (\\S+)");
        private static final int ID_BYTES = 4;

        /** Who signed, by name and key id, and the base64 of id and signature. */
        private record Line(String name, int id, String base64) {}

        static Checkpoint of(String note) throws Malformed {
            int blank = note.lastIndexOf("\n\n");
            if (blank < 0 || !note.endsWith("\n") || note.length() == blank + 2) {
                throw new Malformed("is no signed note: a text, a blank line, and signatures");
            }
            String text = note.substring(0, blank + 1);
            String[] fields = text.split("\n", -1);
            if (fields.length < 4
                    || fields[0].isEmpty()
                    || text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
                throw new Malformed("is no checkpoint: an origin, a size and a root, a line each");
            }
            String[] lines = note.substring(blank + 2, note.length() - 1).split("\n", MOST_SIGNATURES + 1);
            if (lines.length > MOST_SIGNATURES) {
                throw new Malformed("has more than " + MOST_SIGNATURES + " signatures");
            }
            List<Line> signatures = new ArrayList<>();
            for (String line : lines) {
                Matcher parts = LINE.matcher(line);
                byte[] all = parts.matches() ? bytes(parts.group(2)) : new byte[0];
                if (all.length <= ID_BYTES) {
                    throw new Malformed("has a signature line that is none");
                }
                signatures.add(new Line(parts.group(1), ByteBuffer.wrap(all).getInt(), parts.group(2)));
            }
            return new Checkpoint(fields[0], number(fields[1]), base64(hash(fields[2])), text, signatures);
        }

        /** Whether one of the keys has signed it, and none wrongly, for a log that is called as the key is. */
        boolean isSigned(String whose, List<Key> keys, Report report) {
            List<String> signers = new ArrayList<>();
            for (Line line : lines) {
                for (Key key : keys) {
                    if (line.name().equals(key.name()) && line.id() == key.id()) {
                        if (!key.verifies(text, signature(line))) {
                            report.fails(whose + ": the signature by " + key.name() + " is wrong");
                            return false;
                        }
                        signers.add(key.name());
                    }
                }
            }
            if (signers.isEmpty()) {
                report.fails(whose + ": it is signed by none of the keys, but by "
                        + ids(lines.stream()
                                .map(line -> line.name() + "+" + HexFormat.of().toHexDigits(line.id())))
                        + "; given were "
                        + ids(keys.stream()
                                .map(key -> key.name() + "+" + HexFormat.of().toHexDigits(key.id())))
                        + " (a log may have had others before: give every key of it that you trust)");
                return false;
            }
            if (!signers.contains(origin)) {
                report.fails(whose + ": it is of the log " + origin + ", but signed by the key of " + signers.get(0));
                return false;
            }
            report.holds(whose + ": " + size + " leaves of " + origin + ", signed by its key");
            return true;
        }

        private static String ids(Stream<String> keys) {
            return keys.distinct().limit(8).collect(Collectors.joining(", "));
        }

        private static byte[] signature(Line line) {
            byte[] all = Base64.getDecoder().decode(line.base64());
            return Arrays.copyOfRange(all, ID_BYTES, all.length);
        }

        /** Holds this one, which the outsider kept, against the root that the log's leaves have at its size. */
        void isHeldAgainst(String rootThere, Report report) {
            if (root.equals(rootThere)) {
                report.holds("your checkpoint: the first " + size + " leaves are those that you have");
            } else {
                report.fails("your checkpoint: at " + size
                        + " leaves the tree is another than the one that you have: something" + " before leaf " + size
                        + " was rewritten since. If both checkpoints are signed, the two prove it");
            }
        }

        /** Whether it can be compared with another at all. */
        boolean isOf(Checkpoint other, Report report) {
            if (!origin.equals(other.origin())) {
                report.unproved("your checkpoint: it is of the log " + origin + ", this is " + other.origin()
                        + "; where that log goes on in this one, an event audit.epoch-opened of this one cites its last"
                        + " checkpoint; yours is held against an export from before");
            }
            return origin.equals(other.origin());
        }
    }

    /** The hashing of RFC 6962. Not thread-safe. */
    private static final class Merkle {
        static final int BYTES = 32;

        private final MessageDigest digest = sha256();

        static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        byte[] nothing() {
            return digest.digest();
        }

        byte[] leaf(byte[] buffer, int from, int length) {
            digest.update((byte) 0);
            digest.update(buffer, from, length);
            return digest.digest();
        }

        byte[] node(byte[] left, byte[] right) {
            digest.update((byte) 1);
            digest.update(left);
            return digest.digest(right);
        }
    }

    /** The roots of the perfect subtrees that a range of leaves falls into, from left to right: all that it takes to grow it. */
    private static final class Range {
        private static final int MOST_SUBTREES = 2 * Long.SIZE;

        private final Merkle merkle = new Merkle();
        private final int[] levels = new int[MOST_SUBTREES];
        private final byte[][] roots = new byte[MOST_SUBTREES][];
        private int subtrees;
        private long to;

        Range(long from) {
            this.to = from;
        }

        /** Of all leaves before one, as a right edge tells them: the largest subtree first. */
        static Range of(long size, List<byte[]> edge) throws Malformed {
            if (edge.size() != Long.bitCount(size)) {
                throw new Malformed("has an edge that a tree of " + size + " leaves does not have");
            }
            Range range = new Range(0);
            long rest = size;
            for (byte[] root : edge) {
                range.add(Long.SIZE - 1 - Long.numberOfLeadingZeros(rest), root);
                rest -= Long.highestOneBit(rest);
            }
            return range;
        }

        void addLeaf(byte[] buffer, int from, int length) {
            addHash(merkle.leaf(buffer, from, length));
        }

        void addHash(byte[] leaf) {
            add(0, leaf);
        }

        private void add(int height, byte[] hash) {
            int level = height;
            byte[] root = hash;
            long first = to;
            while (subtrees > 0 && levels[subtrees - 1] == level && (first >>> level & 1) == 1) {
                root = merkle.node(roots[--subtrees], root);
                first -= 1L << level++;
            }
            levels[subtrees] = level;
            roots[subtrees++] = root;
            to += 1L << height;
        }

        Range copy() {
            Range copy = new Range(to);
            System.arraycopy(levels, 0, copy.levels, 0, subtrees);
            System.arraycopy(roots, 0, copy.roots, 0, subtrees);
            copy.subtrees = subtrees;
            return copy;
        }

        /** This range, and the one that follows it. */
        Range with(Range next) {
            Range both = copy();
            for (int i = 0; i < next.subtrees; i++) {
                both.add(next.levels[i], next.roots[i]);
            }
            return both;
        }

        long to() {
            return to;
        }

        /** In base64, of a range that begins with leaf 0. */
        String root() {
            byte[] root = subtrees == 0 ? merkle.nothing() : roots[subtrees - 1];
            for (int i = subtrees - 2; i >= 0; i--) {
                root = merkle.node(roots[i], root);
            }
            return base64(root);
        }
    }

    /** Rebuilds roots by the recursion by which RFC 6962 makes proofs; each step takes the proof's next hash, none may be left. */
    static final class Proof {
        private final Merkle merkle = new Merkle();
        private final List<byte[]> hashes;
        private int taken;

        private Proof(List<byte[]> hashes) {
            this.hashes = hashes;
        }

        /** Whether the tree of that size and root has that leaf at that index. */
        static boolean includes(long size, byte[] root, long index, byte[] leaf, List<byte[]> hashes) {
            if (index < 0 || index >= size || !areHashes(hashes) || !areHashes(List.of(root, leaf))) {
                return false;
            }
            Proof proof = new Proof(hashes);
            byte[] rebuilt = proof.over(index, size, leaf);
            return proof.isUsedUp() && Arrays.equals(rebuilt, root);
        }

        /** Whether the tree of the second size and root begins with the leaves of the first. */
        static boolean grows(long from, byte[] fromRoot, long to, byte[] toRoot, List<byte[]> hashes) {
            if (from < 0 || from > to || !areHashes(hashes) || !areHashes(List.of(fromRoot, toRoot))) {
                return false;
            }
            Proof proof = new Proof(hashes);
            if (from == 0) {
                byte[] nothing = proof.merkle.nothing();
                return hashes.isEmpty()
                        && Arrays.equals(fromRoot, nothing)
                        && (to > 0 || Arrays.equals(toRoot, nothing));
            }
            byte[][] rebuilt = proof.both(from, to, Optional.of(fromRoot));
            return proof.isUsedUp() && Arrays.equals(rebuilt[0], fromRoot) && Arrays.equals(rebuilt[1], toRoot);
        }

        private byte[] over(long index, long size, byte[] leaf) {
            if (size == 1) {
                return leaf;
            }
            long left = split(size);
            if (index < left) {
                byte[] hash = over(index, left, leaf);
                return merkle.node(hash, next());
            }
            byte[] hash = over(index - left, size - left, leaf);
            return merkle.node(next(), hash);
        }

        /** The roots of the older and of the newer tree. */
        private byte[][] both(long from, long to, Optional<byte[]> known) {
            if (from == to) {
                byte[] same = known.isPresent() ? known.get() : next();
                return new byte[][] {same, same};
            }
            long left = split(to);
            if (from <= left) {
                byte[][] roots = both(from, left, known);
                return new byte[][] {roots[0], merkle.node(roots[1], next())};
            }
            byte[][] roots = both(from - left, to - left, Optional.empty());
            byte[] shared = next();
            return new byte[][] {merkle.node(shared, roots[0]), merkle.node(shared, roots[1])};
        }

        /** Counts on where the proof is too short: what is rebuilt is then no matter. */
        private byte[] next() {
            return taken++ < hashes.size() ? hashes.get(taken - 1) : new byte[Merkle.BYTES];
        }

        private boolean isUsedUp() {
            return taken == hashes.size();
        }

        private static long split(long size) {
            return Long.highestOneBit(size - 1);
        }

        private static boolean areHashes(List<byte[]> all) {
            return all.stream().allMatch(hash -> hash.length == Merkle.BYTES);
        }
    }

    /** Just enough JSON: the members of an object, each value as the text that it is; what is nested in them is passed over. */
    /** An object, or a list, whose members are named by their places from 0. */
    private record Json(Map<String, String> members) {
        private static final String ESCAPES = "\"\\/bfnrt";
        private static final String ESCAPED = "\"\\/\b\f\n\r\t";

        static Json of(String json) throws Malformed {
            return parsed(json, true);
        }

        /** Of an event, of which every reader takes the last where a member is there twice: its bytes are proved, whatever they say. */
        static Json ofEvent(String json) throws Malformed {
            return parsed(json, false);
        }

        private static Json parsed(String json, boolean once) throws Malformed {
            Map<String, String> members = new HashMap<>();
            String text = json.strip();
            boolean list = text.startsWith("[");
            int depth = 0;
            int from = 1;
            int colon = 0;
            for (int at = 0; at < text.length() && (list || text.startsWith("{")); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at = endOfString(text, at);
                } else if (c == '{' || c == '[') {
                    depth++;
                } else if (c == ':' && depth == 1 && colon == 0) {
                    colon = at;
                } else if ((c == '}' || c == ']') && --depth == 0 || c == ',' && depth == 1) {
                    String value = text.substring(list ? from : Math.max(from, colon + 1), at)
                            .strip();
                    if (depth == 1 || !members.isEmpty() || !value.isEmpty()) {
                        add(members, list ? Integer.toString(members.size()) : name(text, from, colon), value, once);
                    }
                    if (depth == 0 && at == text.length() - 1) {
                        return new Json(members);
                    }
                    from = at + 1;
                    colon = 0;
                }
            }
            throw new Malformed("is no JSON object");
        }

        private static String name(String text, int from, int colon) throws Malformed {
            if (colon < from) {
                throw new Malformed("has a member without a name");
            }
            return unquoted(text.substring(from, colon).strip());
        }

        private static void add(Map<String, String> members, String name, String value, boolean once) throws Malformed {
            if (value.isEmpty()) {
                throw new Malformed("has nothing where a value belongs");
            }
            if (members.put(name, value) != null && once) {
                throw new Malformed("has " + name + " twice");
            }
        }

        private static int endOfString(String text, int quote) {
            int at = quote + 1;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            return at;
        }

        private static String unquoted(String value) throws Malformed {
            if (value.length() < 2 || !value.startsWith("\"") || endOfString(value, 0) != value.length() - 1) {
                throw new Malformed("has something else where a text belongs");
            }
            StringBuilder text = new StringBuilder();
            for (int at = 1; at < value.length() - 1; at++) {
                char c = value.charAt(at);
                if (c < ' ') {
                    throw new Malformed("has a control character in a text");
                } else if (c != '\\') {
                    text.append(c);
                } else if (value.startsWith("u", ++at)) {
                    String digits = value.substring(at + 1, Math.min(at + 5, value.length()));
                    if (!digits.matches("[0-9a-fA-F]{4}")) {
                        throw new Malformed("has an escape in a text that is none");
                    }
                    text.append((char) HexFormat.fromHexDigits(digits));
                    at += 4;
                } else if (ESCAPES.indexOf(value.charAt(at)) < 0) {
                    throw new Malformed("has an escape in a text that is none");
                } else {
                    text.append(ESCAPED.charAt(ESCAPES.indexOf(value.charAt(at))));
                }
            }
            return text.toString();
        }

        String value(String name) throws Malformed {
            return Optional.ofNullable(members.get(name)).orElseThrow(() -> new Malformed("has no " + name));
        }

        String string(String name) throws Malformed {
            return unquoted(value(name));
        }

        List<byte[]> hashes(String name) throws Malformed {
            List<byte[]> hashes = new ArrayList<>();
            String list = value(name);
            if (!list.matches("\\[\\s*]")) {
                for (String each : list.replaceAll("^\\[|]$", "").split(",", -1)) {
                    hashes.add(hash(unquoted(each.strip())));
                }
            }
            return hashes;
        }
    }

    /** Lines of a file, one at a time, none longer than the longest file that is read. */
    private static final class Lines implements AutoCloseable {
        private final InputStream in;
        private final byte[] buffer = new byte[2 * MOST_OF_A_FILE];
        private int from;
        private int length;
        private int end;
        private long number;

        Lines(InputStream in) {
            this.in = in;
        }

        /** False at the end; what has no line feed is no line. */
        boolean next() throws IOException, Malformed {
            from += number++ == 0 ? 0 : length + 1;
            for (length = 0; ; length++) {
                if (from + length == end && !fill()) {
                    if (length > 0) {
                        throw new Malformed("has no end: the file was cut off");
                    }
                    return false;
                }
                if (buffer[from + length] == '\n') {
                    return true;
                }
                if (length == MOST_OF_A_FILE) {
                    throw new Malformed("is longer than any line of an export");
                }
            }
        }

        boolean startsWith(String text, int at) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            return at + bytes.length <= end && Arrays.equals(buffer, at, at + bytes.length, bytes, 0, bytes.length);
        }

        /** Behind the object that begins there; the end, where it has none. */
        int endOfObject(int begin, int limit) {
            int depth = 0;
            for (int at = begin; at < limit; at++) {
                if (buffer[at] == '"') {
                    at++;
                    while (at < limit && buffer[at] != '"') {
                        at += buffer[at] == '\\' ? 2 : 1;
                    }
                } else if (buffer[at] == '{') {
                    depth++;
                } else if (buffer[at] == '}' && --depth == 0) {
                    return at + 1;
                }
            }
            return limit;
        }

        private boolean fill() throws IOException {
            if (end == buffer.length) {
                System.arraycopy(buffer, from, buffer, 0, end - from);
                end -= from;
                from = 0;
            }
            int read = in.read(buffer, end, buffer.length - end);
            end += Math.max(read, 0);
            return read > 0;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** What is shown beside an event: a key, and the values that it opens there, each by its JSON Pointer. */
    private static final class Personal {
        private static final int NONCE_BYTES = 12;
        private static final int TAG_BITS = 128;
        private static final int COMMITMENT_BYTES = 16;
        private static final int KEY_BYTES = 32;

        private Personal() {}

        /** @throws Malformed where the event has something else encrypted, or committed itself to another key */
        static void check(String event, String beside) throws Malformed {
            Json shown = Json.of(beside);
            if (!shown.members().keySet().equals(Set.of("key", "values"))) {
                throw new Malformed("is shown with something else than a key and what it opens");
            }
            byte[] key = bytes(shown.string("key"));
            if (key.length != KEY_BYTES) {
                // HMAC fills shorter keys up with zeros, AES does not: one commitment would be of two keys.
                throw new Malformed("is shown with a key of " + key.length + " bytes instead of " + KEY_BYTES);
            }
            byte[] commitment = Arrays.copyOf(hmac(key, "sixgate commitment"), COMMITMENT_BYTES);
            Json body = Json.ofEvent(event);
            if (!Json.ofEvent(body.value("personal")).string("commitment").equals(base64(commitment))) {
                throw new Malformed("is shown with another key than it was encrypted by");
            }
            Json values = Json.of(shown.value("values"));
            for (String place : values.members().keySet()) {
                Json at = body;
                for (String name : place.substring(Math.min(1, place.length())).split("/", -1)) {
                    // RFC 6901.
                    at = Json.ofEvent(at.value(name.replace("~1", "/").replace("~0", "~")));
                }
                if (!opened(key, place, bytes(at.string("sealed"))).equals(values.string(place))) {
                    throw new Malformed("is shown with something else at " + place + " than it has encrypted");
                }
            }
        }

        private static String opened(byte[] key, String place, byte[] sealed) throws Malformed {
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(
                        Cipher.DECRYPT_MODE,
                        new SecretKeySpec(key, "AES"),
                        new GCMParameterSpec(TAG_BITS, sealed, 0, Math.min(NONCE_BYTES, sealed.length)));
                cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
                return text(cipher.doFinal(
                        sealed, Math.min(NONCE_BYTES, sealed.length), Math.max(0, sealed.length - NONCE_BYTES)));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new Malformed("has nothing at " + place + " that the key shown with it opens");
            }
        }

        private static byte[] hmac(byte[] key, String text) throws Malformed {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new Malformed("is shown with no key");
            }
        }
    }

    /** Leaves whose events are not there, in the order in which they are met; so many are named, and all are counted. */
    private static final class Gone {
        private static final int MOST_NAMED = 10;

        private final List<long[]> runs = new ArrayList<>();
        private long count;
        private long first;
        private long last = -1;

        void add(long leaf) {
            if (count > 0 && leaf == last + 1) {
                if (runs.size() <= MOST_NAMED) {
                    runs.get(runs.size() - 1)[1] = leaf;
                }
            } else {
                first = leaf;
                if (runs.size() <= MOST_NAMED) {
                    runs.add(new long[] {leaf, leaf});
                }
            }
            last = leaf;
            count++;
        }

        /** The first of the last ones in a row, but for what is excused. */
        long firstBeyond(long excused) {
            return Math.max(first, excused + 1);
        }

        String named() {
            String leaves = runs.stream()
                    .limit(MOST_NAMED)
                    .map(run -> run[0] == run[1] ? Long.toString(run[0]) : run[0] + " to " + run[1])
                    .collect(Collectors.joining(", ", count == 1 ? "leaf " : "leaves ", ""));
            return runs.size() > MOST_NAMED ? leaves + " and others, " + count + " in all" : leaves;
        }

        /** The last leaf whose event was removed, if that is what this event says of those before it; -1 otherwise. */
        static long lastRemovedBy(byte[] entry, long leaf) {
            try {
                Json event = Json.ofEvent(text(entry));
                return event.string("action").equals("audit.bodies-removed")
                        ? Math.min(number(event.value("lastLeaf")), leaf - 1)
                        : -1;
            } catch (Malformed e) {
                return -1;
            }
        }
    }

    /** An export: the leaves' lines and a manifest, in one pass and constant memory. */
    private static final class Export {
        private static final Pattern HEAD = Pattern.compile(
                "\\{\"leafIndex\":([0-9]{1,18}),\"recordedAt\":\"[0-9TZ:.-]{20,40}\",(?=\"(?:event|personal)\":\\{)");
        private static final Pattern GONE = Pattern.compile(
                "\\{\"leafIndex\":([0-9]{1,18}),\"recordedAt\":\"[0-9TZ:.-]{20,40}\",\"(bodyMissing|bodyRemoved)\":true,"
                        + "\"leafHash\":\"([^\"]{44})\",\"foundBy\":(?=\\{)");
        private static final String SHOWN = "\"personal\":";
        private static final String EVENT = "\"event\":";
        private static final int LONGEST_HEAD = 256;
        private static final String MANIFEST = "{\"manifest\":";

        private final Arguments given;
        private final Report report;
        private final MessageDigest digest = Merkle.sha256();
        private Range range = new Range(0);
        private Optional<Range> atKept = Optional.empty();
        private long count;
        private long first;
        private long next;
        private long shown;
        private String unlike = "";
        private String missing = "";
        private String disordered = "";
        private final Gone taken = new Gone();
        private final Gone removed = new Gone();
        private long lastRemoved = -1;

        Export(Arguments given, Report report) {
            this.given = given;
            this.report = report;
        }

        void check(Path file) throws IOException, Unreadable {
            if (given.keys().isEmpty()) {
                throw new Unreadable("an export has no keys in it: give the log's by --key");
            }
            try (Lines lines = new Lines(Files.newInputStream(file))) {
                check(lines);
            }
        }

        private void check(Lines lines) throws IOException, Unreadable {
            try {
                Optional<byte[]> manifest = Optional.empty();
                while (manifest.isEmpty() && lines.next()) {
                    String head = new String(
                            lines.buffer,
                            lines.from,
                            Math.min(lines.length, LONGEST_HEAD),
                            StandardCharsets.ISO_8859_1);
                    if (head.startsWith(MANIFEST)) {
                        manifest = Optional.of(Arrays.copyOfRange(lines.buffer, lines.from, lines.from + lines.length));
                    } else {
                        add(head, lines);
                    }
                }
                if (manifest.isEmpty()) {
                    report.fails("manifest: the file ends without one: it was cut off after leaf " + (next - 1));
                } else if (lines.next()) {
                    report.fails("manifest: something follows it");
                } else {
                    judge(Json.of(Json.of(text(manifest.get())).value("manifest")));
                }
            } catch (Malformed e) {
                if (count == 0 && lines.number == 1) {
                    throw new Unreadable("this is no export: its first line " + e.getMessage());
                }
                report.fails("line " + lines.number + ", after leaf " + (next - 1) + ", " + e.getMessage());
            }
        }

        private void add(String beginning, Lines lines) throws Malformed {
            Matcher gone = GONE.matcher(beginning);
            if (gone.lookingAt()) {
                addGone(gone, lines);
                return;
            }
            Matcher head = HEAD.matcher(beginning);
            if (!head.lookingAt() || lines.buffer[lines.from + lines.length - 1] != '}') {
                throw new Malformed("is no event's line");
            }
            long index = number(head.group(1));
            int end = lines.from + lines.length - 1;
            int event = lines.from + head.end();
            Optional<String> beside = Optional.empty();
            if (lines.startsWith(SHOWN, event)) {
                int object = event + SHOWN.length();
                event = lines.endOfObject(object, end);
                beside = Optional.of(text(Arrays.copyOfRange(lines.buffer, object, event)));
                event += 1;
            }
            if (event >= end || !lines.startsWith(EVENT, event)) {
                throw new Malformed("is no event's line");
            }
            event += EVENT.length();
            int body = end - event;
            if (body > MOST_OF_AN_EVENT) {
                throw new Malformed("is longer than an event can be: leaf " + index);
            }
            if (inOrder(index, lines)) {
                range.addLeaf(lines.buffer, event, body);
                keep();
            }
            if (beside.isPresent()) {
                look(index, text(Arrays.copyOfRange(lines.buffer, event, end)), beside.get());
            }
            if (removed.count > 0) {
                lastRemoved =
                        Math.max(lastRemoved, Gone.lastRemovedBy(Arrays.copyOfRange(lines.buffer, event, end), index));
            }
        }

        /** Of a leaf whose event is not there any more, its hash. */
        private void addGone(Matcher head, Lines lines) throws Malformed {
            long index = number(head.group(1));
            int end = lines.from + lines.length - 1;
            if (lines.buffer[end] != '}' || lines.endOfObject(lines.from + head.end(), end + 1) != end) {
                throw new Malformed("is no event's line");
            }
            byte[] hash = hash(head.group(3));
            if (inOrder(index, lines)) {
                range.addHash(hash);
                keep();
            }
            (head.group(2).equals("bodyMissing") ? taken : removed).add(index);
        }

        /** Whether all leaves up to this one came one after the other. */
        private boolean inOrder(long index, Lines lines) {
            digest.update(lines.buffer, lines.from, lines.length + 1);
            if (count++ == 0) {
                first = index;
                next = index;
                range = new Range(index);
            }
            if (index > next && missing.isEmpty()) {
                missing = "leaf " + next + " is missing: after leaf " + (next - 1) + " comes leaf " + index;
            } else if (index < next && disordered.isEmpty()) {
                disordered = "leaf " + index + " is repeated or out of order: it comes after leaf " + (next - 1);
            }
            next = index + 1;
            return missing.isEmpty() && disordered.isEmpty();
        }

        private void keep() {
            if (given.kept().filter(kept -> kept.size() == range.to()).isPresent()) {
                atKept = Optional.of(range.copy());
            }
        }

        private void look(long leaf, String event, String beside) {
            try {
                Personal.check(event, beside);
                shown++;
            } catch (Malformed e) {
                unlike = unlike.isEmpty() ? "leaf " + leaf + " " + e.getMessage() : unlike;
            }
        }

        private void judge(Json manifest) throws Malformed {
            long from = number(manifest.value("from"));
            long to = number(manifest.value("to"));
            Checkpoint signed = Checkpoint.of(manifest.string("checkpoint"));
            report.judge(
                    HexFormat.of().formatHex(digest.digest()).equals(manifest.string("sha256")),
                    "sha256: the lines are those of the manifest",
                    "sha256: the lines are not those of the manifest");
            report.judge(
                    number(manifest.value("count")) == count,
                    "count: " + count + " lines",
                    "count: there are " + count + " lines, and the manifest says " + manifest.value("count"));
            judgeGone(manifest, to == signed.size());
            if (shown > 0 || !unlike.isEmpty()) {
                report.judge(
                        unlike.isEmpty(),
                        "personal: what is shown beside " + shown + " events is what they have encrypted",
                        "personal: " + unlike);
            }
            boolean isSigned = signed.isSigned("checkpoint", given.keys(), report);
            if (!signed.origin().equals(manifest.string("origin"))) {
                report.fails("manifest: its origin is not that of its checkpoint");
            }
            given.kept().ifPresent(kept -> kept.isSigned("your checkpoint", given.keys(), report));
            if (!manifest.value("complete").equals("true")) {
                judgeFiltered(from, to);
            } else if (isInOrder(from, to) && isSigned) {
                judgeTree(Range.of(from, manifest.hashes("edge")), to, signed, manifest.hashes("consistency"));
            }
        }

        /** @param reachesTheEnd whether each removal that the checkpoint covers would be in it, but for a filter */
        private void judgeGone(Json manifest, boolean reachesTheEnd) throws Malformed {
            judgeCount(manifest, "removed", removed.count);
            judgeCount(manifest, "missing", taken.count);
            if (taken.count > 0) {
                report.fails("bodies: " + taken.named() + (taken.count == 1 ? " has" : " have")
                        + " the hash alone: the log does not have what was signed there, nor says that it was removed");
            }
            if (removed.count > 0 && removed.last > lastRemoved && reachesTheEnd) {
                report.fails("bodies: leaf " + removed.firstBeyond(lastRemoved)
                        + " has the hash alone, as removed, but no event here says that it was");
            } else if (removed.count > 0) {
                report.unproved("bodies: " + removed.named() + (removed.count == 1 ? " has" : " have")
                        + " the hash alone; "
                        + (removed.last > lastRemoved
                                ? "the event that says that they were removed is behind the end of this export"
                                : "the log says that its events up to leaf " + lastRemoved
                                        + " were removed, since their time was over")
                        + ": what they said cannot be shown any more");
            }
        }

        /** Manifests of before there were such lines say nothing of them. */
        private void judgeCount(Json manifest, String name, long counted) throws Malformed {
            String said = manifest.members().getOrDefault(name, "0");
            if (number(said) != counted) {
                report.fails(name + ": there are " + counted + " such lines, and the manifest says " + said);
            }
        }

        private void judgeFiltered(long from, long to) {
            report.judge(
                    disordered.isEmpty() && (count == 0 || (first >= from && next <= to)),
                    "order: leaf rises from line to line",
                    disordered.isEmpty()
                            ? "order: there are leaves outside " + from + " to " + (to - 1)
                            : "order: " + disordered);
            report.unproved(
                    "events: the export was filtered, so that its lines make no tree: nothing here shows that they are in"
                            + " the log, nor that none was left out. Take an export without a filter, or the proof of each event");
        }

        private boolean isInOrder(long from, long to) {
            if (count > 0 && first != from) {
                report.fails("order: leaf " + from + " is missing: the first is leaf " + first);
            } else if (!missing.isEmpty() || !disordered.isEmpty()) {
                Stream.of(missing, disordered)
                        .filter(fault -> !fault.isEmpty())
                        .forEach(fault -> report.fails("order: " + fault));
            } else if (to - from != count) {
                report.fails(
                        to - from > count
                                ? "order: leaf " + (from + count) + " is missing"
                                : "order: leaf " + to + " is beyond the manifest");
            } else {
                report.holds("order: " + count + " leaves from " + from + ", each once");
                return true;
            }
            return false;
        }

        private void judgeTree(Range edge, long to, Checkpoint signed, List<byte[]> consistency) throws Malformed {
            Range all = count == 0 ? edge : edge.with(range);
            report.judge(
                    Proof.grows(to, hash(all.root()), signed.size(), hash(signed.root()), consistency),
                    "tree: with these leaves it is the one that was signed: each is in the log, and none between them",
                    "tree: with these leaves it is not the one that was signed: a leaf in " + edge.to() + " to "
                            + (to - 1)
                            + " is another; which one cannot be named from an export alone, but from the log by its URL");
            if (given.kept().isEmpty() || !given.kept().get().isOf(signed, report)) {
                return;
            }
            Checkpoint kept = given.kept().get();
            if (kept.size() == signed.size()) {
                kept.isHeldAgainst(signed.root(), report);
            } else if (kept.size() == edge.to()) {
                kept.isHeldAgainst(edge.root(), report);
            } else if (atKept.isPresent()) {
                kept.isHeldAgainst(edge.with(atKept.get()).root(), report);
            } else {
                report.unproved("your checkpoint: that of " + kept.size() + " leaves cannot be held against leaves "
                        + edge.to() + " to " + (to - 1) + " of " + signed.size());
            }
        }
    }

    /** An evidence pack: the events of a change with a proof each, by one checkpoint. */
    private static final class Pack {
        private static final int MOST_FILES = 20_000;
        private static final String SUMS = "SHA256SUMS";
        private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  (.+)");
        private static final Pattern LEAF =
                Pattern.compile("(?:(?:events|personal)/([0-9]+)\\.json|proofs/([0-9]+)\\.tlog-proof)");
        private static final Pattern KEY_EVENT = Pattern.compile("key-events/([0-9]+)\\.(?:json|tlog-proof)");
        private static final Pattern PLAIN = Pattern.compile("(?!.*(^|/)\\.{0,2}(/|$))[^\\\\:\\p{Cntrl}]+");

        /** Opens a file of the pack. */
        private interface Opening {
            InputStream open() throws IOException;
        }

        private final SortedMap<String, Opening> files;
        private final Arguments given;
        private final Report report;

        Pack(SortedMap<String, Opening> files, Arguments given, Report report) {
            this.files = files;
            this.given = given;
            this.report = report;
        }

        static SortedMap<String, Opening> folder(Path folder) throws IOException, Unreadable {
            SortedMap<String, Opening> files = new TreeMap<>();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) all::iterator) {
                    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        String name = folder.relativize(file)
                                .toString()
                                .replace(file.getFileSystem().getSeparator(), "/");
                        files.put(name, () -> Files.newInputStream(file));
                    } else if (!Files.isDirectory(file) || Files.isSymbolicLink(file) && !file.equals(folder)) {
                        throw new Unreadable(file + " is neither a file nor a folder");
                    }
                    requireFew(files.size());
                }
            }
            return files;
        }

        static SortedMap<String, Opening> entries(ZipFile zip, Report report) throws Unreadable {
            SortedMap<String, Opening> files = new TreeMap<>();
            requireFew(zip.size());
            try {
                for (Iterator<? extends ZipEntry> all = zip.entries().asIterator(); all.hasNext(); ) {
                    ZipEntry entry = all.next();
                    if (!PLAIN.matcher(entry.getName().replaceAll("/$", "")).matches()) {
                        report.fails("files: " + entry.getName() + " would be unpacked to elsewhere");
                    } else if (!entry.isDirectory()
                            && files.put(entry.getName(), () -> zip.getInputStream(entry)) != null) {
                        report.fails("files: " + entry.getName() + " is there twice");
                    }
                }
            } catch (IllegalArgumentException e) {
                // That is how it says that a name or a comment is not in UTF-8.
                throw new Unreadable("the zip's list of files is damaged");
            }
            return files;
        }

        private static void requireFew(int count) throws Unreadable {
            if (count > MOST_FILES) {
                throw new Unreadable("more than " + MOST_FILES + " files: this is no evidence pack");
            }
        }

        void check() throws IOException {
            checkSums();
            try {
                List<Key> keys = given.keysOr(report, given.keys().isEmpty() ? text(read("keys")) : "");
                Checkpoint signed = Checkpoint.of(text(read("checkpoint")));
                if (signed.isSigned("checkpoint", keys, report)) {
                    checkEvents(signed, keys);
                    checkKeyEvents(signed, keys);
                }
                given.kept().ifPresent(kept -> checkKept(kept, signed, keys));
            } catch (Malformed e) {
                report.fails("pack: " + e.getMessage());
            }
        }

        private byte[] read(String name) throws IOException, Malformed {
            Opening opening = files.getOrDefault(name, InputStream::nullInputStream);
            if (!files.containsKey(name)) {
                throw new Malformed(name + " is missing");
            }
            int most = name.startsWith("events/") ? MOST_OF_AN_EVENT : MOST_OF_A_PACKS_FILE;
            try (InputStream in = opening.open()) {
                byte[] bytes = in.readNBytes(most + 1);
                if (bytes.length > most) {
                    throw new Malformed(name + " has more than " + most + " bytes");
                }
                return bytes;
            }
        }

        /** Every file is listed, and every listed file is there and as it was; the list itself is signed by nobody. */
        private void checkSums() throws IOException {
            try {
                SortedSet<String> unlisted = new TreeSet<>(files.keySet());
                unlisted.remove(SUMS);
                int differing = 0;
                for (String line : text(read(SUMS)).split("\n")) {
                    Matcher sum = SUM.matcher(line);
                    if (!sum.matches() || !unlisted.remove(sum.group(2))) {
                        report.fails(SUMS + ": there is no file, or a second line, for: " + line);
                        differing++;
                    } else if (!HexFormat.of()
                            .formatHex(Merkle.sha256().digest(read(sum.group(2))))
                            .equals(sum.group(1))) {
                        report.fails(SUMS + ": " + sum.group(2) + " is not as it was listed");
                        differing++;
                    }
                }
                unlisted.forEach(name -> report.fails(SUMS + ": " + name + " is not listed"));
                if (differing == 0 && unlisted.isEmpty()) {
                    report.holds(SUMS + ": " + (files.size() - 1)
                            + " files, as listed; nobody signs this list, only events are proved");
                }
            } catch (Malformed e) {
                report.fails("files: " + e.getMessage());
            }
        }

        private void checkEvents(Checkpoint signed, List<Key> keys) throws IOException, Malformed {
            SortedSet<Long> leaves = new TreeSet<>();
            for (String name : files.keySet()) {
                Matcher leaf = LEAF.matcher(name);
                if (leaf.matches()) {
                    leaves.add(number(Optional.ofNullable(leaf.group(1)).orElse(String.valueOf(leaf.group(2)))));
                } else if (name.matches("(events|proofs|personal)/.*")) {
                    report.fails("files: " + name + " is neither an event nor a proof");
                }
            }
            if (leaves.isEmpty()) {
                throw new Malformed("there is no event in it");
            }
            String change = Json.of(text(read("change.json"))).string("id");
            for (long leaf : leaves) {
                try {
                    checkEvent(leaf, change, signed, keys);
                } catch (Malformed e) {
                    report.fails("leaf " + leaf + ": " + e.getMessage());
                }
            }
        }

        private void checkEvent(long leaf, String change, Checkpoint signed, List<Key> keys)
                throws IOException, Malformed {
            byte[] event = read("events/" + leaf + ".json");
            if (!isProven(leaf, event, text(read("proofs/" + leaf + ".tlog-proof")), signed, keys)) {
                return;
            }
            report.judge(
                    Json.ofEvent(text(event)).string("changeId").equals(change),
                    "leaf " + leaf + ": the event is in the signed tree, and is of change " + change,
                    "leaf " + leaf + ": the event is of another change than change.json");
            if (files.containsKey("personal/" + leaf + ".json")) {
                Personal.check(text(event), text(read("personal/" + leaf + ".json")));
                report.holds("leaf " + leaf + ": what is shown of people is what the event has encrypted");
            }
        }

        /** Whether the proof's checkpoint is signed; what it proves wrong is malformed. */
        private boolean isProven(long leaf, byte[] event, String proof, Checkpoint signed, List<Key> keys)
                throws Malformed {
            int blank = proof.indexOf("\n\n");
            Matcher head = Pattern.compile("c2sp\\.org/tlog-proof@v1\n(?:extra [^\n]*\n)?index ([0-9]{1,18})(?:\n|$)")
                    .matcher(proof.substring(0, Math.max(blank, 0)));
            if (!head.lookingAt()) {
                throw new Malformed("its proof is none");
            }
            if (number(head.group(1)) != leaf) {
                throw new Malformed("its proof is that of leaf " + head.group(1));
            }
            List<byte[]> hashes = new ArrayList<>();
            for (String hash : head.end() >= blank
                    ? new String[0]
                    : proof.substring(head.end(), blank).split("\n", -1)) {
                hashes.add(hash(hash));
            }
            Checkpoint its = Checkpoint.of(proof.substring(blank + 2));
            if (!its.text().equals(signed.text())) {
                throw new Malformed("its proof is by another checkpoint than the pack's");
            }
            if (!its.lines().equals(signed.lines()) && !its.isSigned("checkpoint of leaf " + leaf, keys, report)) {
                return false;
            }
            byte[] hash = new Merkle().leaf(event, 0, event.length);
            if (!Proof.includes(signed.size(), hash(signed.root()), leaf, hash, hashes)) {
                throw new Malformed("the signed tree does not have this event there, or its proof is wrong");
            }
            return true;
        }

        /** Since when the log says that it is signed by whom. */
        private void checkKeyEvents(Checkpoint signed, List<Key> keys) throws IOException, Malformed {
            SortedSet<Long> leaves = new TreeSet<>();
            for (String name : files.keySet()) {
                Matcher leaf = KEY_EVENT.matcher(name);
                if (leaf.matches()) {
                    leaves.add(number(leaf.group(1)));
                }
            }
            for (long leaf : leaves) {
                try {
                    byte[] event = read("key-events/" + leaf + ".json");
                    if (isProven(leaf, event, text(read("key-events/" + leaf + ".tlog-proof")), signed, keys)) {
                        Json said = Json.ofEvent(text(event));
                        report.holds("leaf " + leaf + ": the log says " + said.string("action") + named(said));
                    }
                } catch (Malformed e) {
                    report.fails("leaf " + leaf + ": " + e.getMessage());
                }
            }
        }

        /** Of whatever type: an event may say anything. */
        private static String named(Json event) throws Malformed {
            String key = event.members().get("verifierKey");
            return key == null ? "" : " " + (key.startsWith("\"") ? event.string("verifierKey") : key);
        }

        private void checkKept(Checkpoint kept, Checkpoint signed, List<Key> keys) {
            kept.isSigned("your checkpoint", keys, report);
            if (kept.isOf(signed, report)) {
                if (kept.size() == signed.size()) {
                    kept.isHeldAgainst(signed.root(), report);
                } else {
                    report.unproved("your checkpoint: that of " + kept.size()
                            + " leaves cannot be held against a pack by one of " + signed.size()
                            + " without the log: verify the log by its URL");
                }
            }
        }
    }

    /** A log behind a URL: its tree is rebuilt from all its entries. */
    private static final class Log implements AutoCloseable {
        private static final int FULL = 256;
        private static final int AHEAD = 4;
        private static final int MOST_OF_A_BUNDLE = FULL * (2 + MOST_OF_AN_EVENT);
        private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(10);
        private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);

        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECTED_WITHIN)
                .build();
        private final ExecutorService asking = Executors.newFixedThreadPool(AHEAD);
        private final Arguments given;
        private final Report report;
        private final String base;

        Log(Arguments given, Report report) throws Unreadable {
            this.given = given;
            this.report = report;
            this.base = given.what().replaceAll("/+$", "");
            if (!base.matches("(?i)https?://[^/?#@\\s]+(/[^?#@\\s]*)?")) {
                throw new Unreadable(given.what() + " is no URL of a log: no credentials, no query");
            }
        }

        void check() throws Unreadable, IOException {
            Checkpoint signed;
            List<Key> keys;
            try {
                keys = given.keysOr(report, given.keys().isEmpty() ? text(file("key")) : "");
                signed = Checkpoint.of(text(file("checkpoint")));
            } catch (Malformed e) {
                report.fails("log: what it hands out " + e.getMessage());
                return;
            }
            boolean isSigned = signed.isSigned("checkpoint", keys, report);
            given.kept().ifPresent(kept -> kept.isSigned("your checkpoint", keys, report));
            Optional<Checkpoint> kept = given.kept().filter(mine -> mine.isOf(signed, report));
            if (isSigned) {
                rebuild(signed, kept);
            }
        }

        private void rebuild(Checkpoint signed, Optional<Checkpoint> kept) throws Unreadable, IOException {
            if (kept.filter(mine -> mine.size() > signed.size()).isPresent()) {
                report.fails("your checkpoint: the log is shorter than what you have: its tail was deleted, leaf "
                        + signed.size() + " to leaf " + (kept.get().size() - 1)
                        + "; or an old copy of it is shown to you");
            }
            Range range = new Range(0);
            Optional<String> atKept = kept.filter(mine -> mine.size() == 0).map(mine -> range.root());
            Gone gone = new Gone();
            long lastRemoved = -1;
            try (Bundles bundles = new Bundles(signed.size())) {
                while (bundles.hasNext()) {
                    long first = bundles.end();
                    List<byte[]> entries = bundles.next();
                    boolean removed = entries.isEmpty();
                    int width = (int) (bundles.end() - first);
                    List<byte[]> hashes = removed || hasGaps(entries, width) ? hashes(first, width) : List.of();
                    for (int i = 0; i < (removed ? hashes.size() : entries.size()); i++) {
                        if (!removed && (entries.get(i).length > 0 || i >= hashes.size())) {
                            byte[] entry = entries.get(i);
                            range.addLeaf(entry, 0, entry.length);
                            lastRemoved =
                                    gone.count == 0 ? -1 : Math.max(lastRemoved, Gone.lastRemovedBy(entry, first + i));
                        } else {
                            // Its time may be over: its leaf is a hash from here on.
                            range.addHash(hashes.get(i));
                            gone.add(first + i);
                        }
                        if (kept.filter(mine -> mine.size() == range.to()).isPresent()) {
                            atKept = Optional.of(range.root());
                        }
                    }
                    if (range.to() != bundles.end()) {
                        report.fails(
                                range.to() < bundles.end()
                                        ? "entries: leaf " + range.to()
                                                + " is signed and missing: the log does not have it"
                                        : "entries: the log has more of them up to leaf " + (bundles.end() - 1)
                                                + " than there are leaves");
                        break;
                    }
                }
            }
            if (atKept.isPresent() && kept.isPresent()) {
                kept.get().isHeldAgainst(atKept.get(), report);
            }
            if (range.to() == signed.size() && range.root().equals(signed.root()) && gone.count > 0) {
                judgeRemoved(gone, lastRemoved, signed);
            } else if (range.to() == signed.size() && range.root().equals(signed.root())) {
                report.holds("tree: rebuilt from all " + signed.size() + " entries, it is the one that was signed");
            } else if (range.to() == signed.size()) {
                report.fails("tree: rebuilt from all " + signed.size() + " entries, it is not the one that was signed");
                nameTheLeaf(signed, kept, atKept);
            }
        }

        /** Whether it says of some leaves that their events are no longer there, beside others that are. */
        private static boolean hasGaps(List<byte[]> entries, int width) {
            return entries.stream().limit(width).anyMatch(entry -> entry.length == 0);
        }

        /** None where the log has none either. */
        private List<byte[]> hashes(long first, int width) throws Unreadable, IOException {
            byte[] tile = await(ask("tile/0/", first / FULL, width, FULL * Merkle.BYTES))
                    .orElse(new byte[0]);
            List<byte[]> hashes = new ArrayList<>(width);
            for (int i = 0; i < width && tile.length >= (i + 1) * Merkle.BYTES; i++) {
                hashes.add(Arrays.copyOfRange(tile, i * Merkle.BYTES, (i + 1) * Merkle.BYTES));
            }
            return hashes;
        }

        private void judgeRemoved(Gone gone, long lastRemoved, Checkpoint signed) {
            report.holds("tree: rebuilt from the hashes of " + gone.count
                    + " leaves and the entries of the others, up to " + signed.size()
                    + ", it is the one that was signed");
            if (gone.last <= lastRemoved) {
                report.unproved("entries: those of " + gone.count + " leaves up to " + gone.last
                        + " are not there; the log says that its events up to leaf " + lastRemoved
                        + " were removed, since their time was over: what they said cannot be shown any more");
            } else {
                report.fails("entries: leaf " + gone.firstBeyond(lastRemoved)
                        + " is signed and missing: the log does not have it, nor says that it was removed");
            }
        }

        /** Holds the entries against the hashes that the log itself keeps. */
        private void nameTheLeaf(Checkpoint signed, Optional<Checkpoint> kept, Optional<String> atKept)
                throws Unreadable, IOException {
            Merkle merkle = new Merkle();
            long differing = 0;
            long firstDiffering = 0;
            try (Bundles bundles = new Bundles(signed.size())) {
                while (bundles.hasNext()) {
                    long first = bundles.end();
                    List<byte[]> entries = bundles.next();
                    byte[] tile = await(ask("tile/0/", first / FULL, entries.size(), FULL * Merkle.BYTES))
                            .orElse(new byte[0]);
                    if (tile.length < entries.size() * Merkle.BYTES) {
                        report.fails("tiles: the one with leaf " + first
                                + " is missing or short, so that none is named there");
                        return;
                    }
                    for (int i = 0; i < entries.size(); i++) {
                        byte[] entry = entries.get(i);
                        byte[] hash = Arrays.copyOfRange(tile, i * Merkle.BYTES, (i + 1) * Merkle.BYTES);
                        if (!Arrays.equals(hash, merkle.leaf(entry, 0, entry.length)) && differing++ == 0) {
                            firstDiffering = first + i;
                        }
                    }
                }
            }
            if (differing > 0) {
                report.fails("entries: leaf " + firstDiffering + " is the first of " + differing
                        + " whose entry is not the one that the log's own tile has the hash of");
            } else {
                boolean isBeyond = atKept.isPresent()
                        && kept.isPresent()
                        && kept.get().root().equals(atKept.get());
                report.fails("tiles: they have the entries' hashes, so that the tree was rebuilt without being signed; "
                        + (isBeyond ? "leaf " + kept.get().size() + " or a later one" : "which leaf")
                        + (isBeyond
                                ? " was changed, since up to there it is as you have it"
                                : " was changed cannot be named"));
            }
        }

        private byte[] file(String name) throws Unreadable, IOException {
            return await(asking.submit(() -> get(name, MOST_OF_A_FILE)))
                    .orElseThrow(() -> new Unreadable(base + "/" + name + ": there is no such thing"));
        }

        /** A tile or bundle; where a partial one is gone, the full one that has come instead. */
        private Future<Optional<byte[]>> ask(String kind, long number, int width, int most) {
            StringBuilder name = new StringBuilder(String.format(Locale.ROOT, "%03d", number % 1000));
            for (long rest = number / 1000; rest > 0; rest /= 1000) {
                name.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
            }
            return asking.submit(() -> {
                Optional<byte[]> partial = width == FULL ? Optional.empty() : get(kind + name + ".p/" + width, most);
                return partial.isPresent() ? partial : get(kind + name, most);
            });
        }

        /** What is there; empty where nothing is. */
        private Optional<byte[]> get(String path, int most) throws Unreadable, IOException, InterruptedException {
            String url = base + "/" + path;
            HttpRequest.Builder request;
            try {
                request = HttpRequest.newBuilder(URI.create(url))
                        .timeout(ANSWERED_WITHIN)
                        .header("Accept-Encoding", "gzip");
                given.authorization().ifPresent(credentials -> request.header("Authorization", credentials));
            } catch (IllegalArgumentException e) {
                throw new Unreadable(base + " or the credentials cannot be sent");
            }
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                switch (answer.statusCode()) {
                    case 200 -> {
                        boolean isZipped = answer.headers()
                                .firstValue("Content-Encoding")
                                .orElse("")
                                .equals("gzip");
                        byte[] body = (isZipped ? new GZIPInputStream(in) : in).readNBytes(most + 1);
                        if (body.length > most) {
                            throw new Unreadable(url + " answers with more than " + most + " bytes");
                        }
                        return Optional.of(body);
                    }
                    case 404, 410 -> {
                        return Optional.empty();
                    }
                    case 401, 403 ->
                        throw new Unreadable(url + " answers " + answer.statusCode() + ": give --user or --token of"
                                + " somebody who may read it");
                    case 301, 302, 303, 307, 308 ->
                        throw new Unreadable(
                                url + " sends elsewhere; that is not followed: name" + " the log's own URL");
                    default -> throw new Unreadable(url + " answers " + answer.statusCode());
                }
            }
        }

        private Optional<byte[]> await(Future<Optional<byte[]>> answer) throws Unreadable, IOException {
            try {
                return answer.get(2 * ANSWERED_WITHIN.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Unreadable unreadable) {
                    throw unreadable;
                }
                throw new Unreadable(base + " cannot be read: " + e.getCause());
            } catch (TimeoutException e) {
                throw new Unreadable(base + " does not answer in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Unreadable("interrupted");
            }
        }

        @Override
        public void close() {
            asking.shutdownNow();
        }

        /** The entries of all leaves, bundle by bundle; a few are asked for ahead. */
        private final class Bundles implements AutoCloseable {
            private final long size;
            private final Deque<Future<Optional<byte[]>>> ahead = new ArrayDeque<>();
            private long asked;
            private long end;

            Bundles(long size) {
                this.size = size;
            }

            boolean hasNext() {
                return end < size;
            }

            /** How many leaves the bundles have had so far. */
            long end() {
                return end;
            }

            /** Fewer than belong there where the bundle ends early, more where it does not end. */
            List<byte[]> next() throws Unreadable, IOException {
                while (ahead.size() < AHEAD && asked < size) {
                    ahead.add(ask("tile/entries/", asked / FULL, width(asked), MOST_OF_A_BUNDLE));
                    asked += width(asked);
                }
                ByteBuffer bundle = ByteBuffer.wrap(await(ahead.remove()).orElse(new byte[0]));
                int width = width(end);
                List<byte[]> entries = new ArrayList<>(width);
                while (entries.size() < width && bundle.remaining() >= 2) {
                    byte[] entry = new byte[Short.toUnsignedInt(bundle.getShort())];
                    if (bundle.remaining() < entry.length) {
                        break;
                    }
                    bundle.get(entry);
                    entries.add(entry);
                }
                if (width == FULL && entries.size() == FULL && bundle.hasRemaining()) {
                    entries.add(new byte[0]);
                }
                end += width;
                return entries;
            }

            private int width(long from) {
                return (int) Math.min(FULL, size - from);
            }

            @Override
            public void close() {
                ahead.forEach(each -> each.cancel(true));
            }
        }
    }
}

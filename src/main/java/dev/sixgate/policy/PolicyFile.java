package dev.sixgate.policy;

import dev.sixgate.CanonicalJson;
import dev.sixgate.policy.calendar.ChangeWindow;
import dev.sixgate.policy.yaml.Position;
import dev.sixgate.policy.yaml.YamlMistake;
import dev.sixgate.policy.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** A policy file that was read without a mistake: groups, windows, freezes and rules, known by the digest of its bytes. */
public final class PolicyFile {
    private static final String BUILT_IN = "/policies/default.yaml";

    /** How large a policy file may be. */
    public static final int MOST_BYTES = 1 << 20;

    private final String name;
    private final String text;
    private final String digest;
    private final Groups groups;
    private final Map<String, ChangeWindow> windows;
    private final List<Freeze> freezes;
    private final List<Rule> rules;

    private PolicyFile(String name, String text, byte[] bytes, PolicyReader read) {
        this.name = name;
        this.text = text;
        this.digest = CanonicalJson.sha256(bytes);
        this.groups = read.groups();
        this.windows = Collections.unmodifiableMap(read.windows());
        this.freezes = List.copyOf(read.freezes());
        this.rules = read.rules();
    }

    /**
     * Reads the text of a policy file.
     *
     * @param name what problems call the file
     * @throws PolicyFileProblem at the first mistake
     */
    public static PolicyFile parse(String text, String name) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > MOST_BYTES) {
                throw tooLarge(name);
            }
            return new PolicyFile(name, text, bytes, PolicyReader.read(YamlReader.read(text)));
        } catch (YamlMistake e) {
            throw new PolicyFileProblem(name, e.at(), e.problem(), e.remedy());
        }
    }

    /**
     * Reads the bytes of a policy file, which are UTF-8.
     *
     * @throws PolicyFileProblem at the first mistake
     */
    public static PolicyFile parse(byte[] bytes, String name) {
        if (bytes.length > MOST_BYTES) {
            throw tooLarge(name);
        }
        try {
            return parse(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    name);
        } catch (CharacterCodingException e) {
            throw new PolicyFileProblem(name, Position.START, "the file is not UTF-8", "save it as UTF-8");
        }
    }

    /** What holds where nobody configured a file: one approval by somebody else. */
    public static PolicyFile builtIn() {
        try (var resource = PolicyFile.class.getResourceAsStream(BUILT_IN)) {
            if (resource == null) {
                throw new IllegalStateException("the build left out " + BUILT_IN);
            }
            return parse(resource.readAllBytes(), "built-in policy");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the file says of a change. */
    public Verdict evaluate(Facts facts) {
        return Verdict.of(rules, groups, facts);
    }

    /**
     * When a change may run by a verdict on it. What a window's name means stands here; where this file no longer has the
     * name, in the one that the change was pinned to. Freezes are those of this file alone, because they are about the
     * time and not about the change: a new one holds at once, and one that was taken out holds nobody.
     *
     * @param pinned the windows of the file that the change was pinned to
     * @param lifted the groups of whose members somebody has a live approval on the change
     */
    public Calendar calendar(Verdict verdict, Facts facts, Map<String, ChangeWindow> pinned, Predicate<String> lifted) {
        List<Calendar.RuleWindows> only = verdict.windows().stream()
                .map(each -> new Calendar.RuleWindows(
                        each.rule(),
                        each.windows().stream()
                                .map(name -> windows.containsKey(name) ? windows.get(name) : pinned.get(name))
                                .map(Objects::requireNonNull)
                                .toList()))
                .toList();
        List<Freeze> holding = freezes.stream()
                .filter(freeze -> freeze.match().because(facts, groups).isPresent())
                .filter(freeze -> freeze.override() == null || !lifted.test(freeze.override()))
                .toList();
        return new Calendar(only, holding);
    }

    /** What problems call the file. */
    public String name() {
        return name;
    }

    /** The text as it was read, to be pinned and read again. */
    public String text() {
        return text;
    }

    /** SHA-256 over the file's bytes, as {@code sha256:} and 64 hexadecimal digits. */
    public String digest() {
        return digest;
    }

    public Groups groups() {
        return groups;
    }

    /** By name. */
    public Map<String, ChangeWindow> windows() {
        return windows;
    }

    /** In the order of the file, which means nothing; those that are over too. */
    public List<Freeze> freezes() {
        return freezes;
    }

    /** In the order of the file, which means nothing. */
    public List<Rule> rules() {
        return rules;
    }

    private static PolicyFileProblem tooLarge(String name) {
        return new PolicyFileProblem(
                name,
                Position.START,
                "the file is larger than " + MOST_BYTES + " bytes",
                "use globs and groups instead of single domains and people");
    }
}

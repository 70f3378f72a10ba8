package dev.sixgate.policy.yaml;

import java.util.regex.Pattern;

/** A single value as it was written, without its quotes. */
public record Scalar(String name, Position at, Look look, String written, Passage passage) implements Node {
    /** What a scalar looks like in YAML before anybody asks for a type. */
    enum Look {
        TEXT("text"),
        NUMBER("a number"),
        FLAG("yes or no"),
        NOTHING("empty");

        private final String words;

        Look(String words) {
            this.words = words;
        }
    }

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,8}");
    private static final Pattern FLAG = Pattern.compile("true|false");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");
    private static final int LONGEST_WORD = 256;

    @Override
    public String described() {
        return look == Look.FLAG ? written : look.words;
    }

    @Override
    public String sentence() {
        if (look != Look.TEXT) {
            return Node.super.sentence();
        }
        String line = written.strip().replaceAll("\\s+", " ");
        if (line.isEmpty()) {
            throw mistake(name + " is empty", "write a sentence in quotes");
        }
        requirePlain(line);
        return line;
    }

    @Override
    public String text() {
        if (look != Look.TEXT) {
            return Node.super.text();
        }
        if (written.isBlank()) {
            throw mistake(name + " is empty", "write a text, or leave " + name + " out");
        }
        if (CONTROLS.matcher(written).find()) {
            throw mistake(name + " holds a control character", "write visible characters only");
        }
        return written;
    }

    @Override
    public YamlMistake mistakeWithin(int index, String problem, String remedy) {
        return new YamlMistake(passage.of(written, index).orElse(at), problem, remedy);
    }

    @Override
    public String word() {
        if (look == Look.NOTHING || written.isEmpty()) {
            throw mistake(name + " is empty", "write a value, or leave " + name + " out");
        }
        requirePlain(written);
        if (!written.equals(written.strip()) || written.length() > LONGEST_WORD) {
            throw mistake(
                    name + " begins or ends with a blank, or is longer than " + LONGEST_WORD + " characters",
                    "write the bare name");
        }
        return written;
    }

    @Override
    public int wholeNumber() {
        if (look != Look.NUMBER || !WHOLE.matcher(written).matches()) {
            return Node.super.wholeNumber();
        }
        return Integer.parseInt(written);
    }

    @Override
    public boolean flag() {
        // The parser takes the yes and no of YAML 1.1 for flags too.
        if (look != Look.FLAG || !FLAG.matcher(written).matches()) {
            return Node.super.flag();
        }
        return written.equals("true");
    }

    private void requirePlain(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw mistake(name + " holds a control character", "write visible characters only");
        }
    }
}

package dev.sixgate.policy.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException;
import dev.sixgate.policy.yaml.Scalar.Look;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a YAML text into a tree of {@link Node}s. */
public final class YamlReader {
    private static final YAMLFactory FACTORY = new YAMLFactory();
    private static final int DEEPEST = 16;

    private final YAMLParser parser;
    private final int[] characters;

    private YamlReader(YAMLParser parser, int[] characters) {
        this.parser = parser;
        this.characters = characters;
    }

    /**
     * Reads the one document of a text.
     *
     * @throws YamlMistake if it is no YAML, or holds what this package refuses
     */
    public static Node read(String text) {
        requirePrintable(text);
        try (YAMLParser parser = FACTORY.createParser(text)) {
            return new YamlReader(parser, text.codePoints().toArray()).document();
        } catch (MarkedYAMLException e) {
            throw noYaml(e);
        } catch (IOException e) {
            throw new YamlMistake(Position.START, "no readable YAML", "write plain keys, values and lists");
        }
    }

    private static YamlMistake noYaml(MarkedYAMLException e) {
        var mark = e.getProblemMark();
        var at = mark == null ? Position.START : new Position(mark.getLine() + 1, mark.getColumn() + 1);
        boolean asterisk = String.valueOf(e.getContext()).contains("alias");
        return new YamlMistake(
                at,
                "no YAML: " + e.getProblem(),
                asterisk ? "put what begins with * in quotes" : "check indentation, quotes and colons around here");
    }

    private Node document() throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new YamlMistake(Position.START, "the file is empty", "write version: 1 and some rules");
            }
            Node root = node("the file", 1);
            if (parser.nextToken() != null) {
                throw new YamlMistake(here(), "a second document begins", "keep one document in a file");
            }
            return root;
        } catch (MarkedYAMLException e) {
            throw e;
        } catch (IOException e) {
            throw new YamlMistake(here(), "no readable YAML", "write plain keys, values and lists");
        }
    }

    private Node node(String name, int depth) throws IOException {
        Position at = here();
        requirePlain(at, depth);
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> mapping(name, at, depth);
            case START_ARRAY -> sequence(name, at, depth);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(name, at, Look.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(name, at, Look.FLAG);
            case VALUE_NULL -> scalar(name, at, Look.NOTHING);
            default -> scalar(name, at, Look.TEXT);
        };
    }

    private Node scalar(String name, Position at, Look look) throws IOException {
        return new Scalar(name, at, look, String.valueOf(parser.getText()), passage(at));
    }

    private Node sequence(String name, Position at, int depth) throws IOException {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(name, depth + 1));
        }
        return new Sequence(name, at, items);
    }

    private Node mapping(String name, Position at, int depth) throws IOException {
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Position keyAt = here();
            requirePlain(keyAt, depth);
            var key = new Scalar("a key of " + name, keyAt, Look.TEXT, parser.currentName(), passage(keyAt));
            parser.nextToken();
            var entry = new Mapping.Entry(key, node(key.word(), depth + 1));
            if (entries.putIfAbsent(key.word(), entry) != null) {
                throw key.mistake("the key \"" + key.word() + "\" stands twice", "keep one of them");
            }
        }
        return new Mapping(name, at, entries);
    }

    /** Asks the text too, because the parser keeps to itself which scalars have an anchor. */
    private void requirePlain(Position at, int depth) throws IOException {
        long offset = parser.currentTokenLocation().getCharOffset();
        int first = offset >= 0 && offset < characters.length ? characters[(int) offset] : ' ';
        if (first == '&' || first == '*' || parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw new YamlMistake(at, "an anchor (&) or alias (*)", "write the value out, or in quotes if it is text");
        }
        if (first == '!' || parser.getTypeId() != null) {
            throw new YamlMistake(at, "a tag (!)", "write the bare value, or in quotes if it is text");
        }
        if (depth > DEEPEST) {
            throw new YamlMistake(at, "nested deeper than " + DEEPEST + " levels", "write it flatter");
        }
    }

    private Passage passage(Position at) throws IOException {
        return new Passage(characters, (int) parser.currentTokenLocation().getCharOffset(), at);
    }

    private Position here() {
        JsonLocation location = parser.currentTokenLocation();
        return new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /** The parser below refuses such characters too, but reads ahead and so cannot say where. */
    private static void requirePrintable(String text) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (character == '\n' || (character == '\r' && !text.startsWith("\n", i + 1))) {
                line++;
                lineStart = i + 1;
            } else if (!isPrintable(character)) {
                throw new YamlMistake(
                        new Position(line, text.codePointCount(lineStart, i) + 1),
                        String.format("the control character U+%04X", character),
                        "delete it");
            }
        }
    }

    /** @see <a href="https://yaml.org/spec/1.1/#c-printable">YAML 1.1, c-printable</a> */
    private static boolean isPrintable(int character) {
        return character == '\t'
                || character == '\r'
                || character >= 0x20 && character <= 0x7E
                || character == 0x85
                || character >= 0xA0 && !(character >= 0xD800 && character <= 0xDFFF) && character < 0xFFFE
                || character >= 0x10000;
    }
}

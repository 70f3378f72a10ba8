package dev.sixgate.policy.yaml;

import java.util.Optional;

/**
 * Where a scalar stands in the file's text, to find again a character of its value: quotes, folded lines, indentation and
 * escapes make the two differ.
 */
final class Passage {
    private final int[] file;
    private final int start;
    private final Position at;

    /**
     * @param file the whole text, in code points
     * @param start of the scalar, in code points from 0
     */
    Passage(int[] file, int start, Position at) {
        this.file = file;
        this.start = start;
        this.at = at;
    }

    /** The place of a character of the value, in code points from 0; empty where the two cannot be brought together. */
    Optional<Position> of(String value, int index) {
        if (start < 0 || start >= file.length) {
            return Optional.empty();
        }
        int[] wanted = value.codePoints().toArray();
        int place = first();
        int blanksAtEnd = 0;
        for (int i = 0; i < Math.min(index, wanted.length); i++) {
            if (Character.isWhitespace(wanted[i])) {
                blanksAtEnd++;
                continue;
            }
            blanksAtEnd = 0;
            place = afterBlanks(place);
            if (place >= file.length || (file[place] != '\\' && file[place] != wanted[i])) {
                return Optional.empty();
            }
            place += width(place);
        }
        place = index < wanted.length && !Character.isWhitespace(wanted[index])
                ? afterBlanks(place)
                : place + blanksAtEnd;
        return Optional.of(position(Math.min(place, file.length)));
    }

    private boolean isQuoted(int quote) {
        return file[start] == quote;
    }

    /** The first character that may belong to the value: behind the quote, or below the header of a block. */
    private int first() {
        int place = start;
        if (isQuoted('|') || isQuoted('>')) {
            while (place < file.length && file[place] != '\n' && file[place] != '\r') {
                place++;
            }
            return place;
        }
        return isQuoted('"') || isQuoted('\'') ? place + 1 : place;
    }

    private int afterBlanks(int place) {
        int next = place;
        while (next < file.length && (Character.isWhitespace(file[next]) || isEscapedBlank(next))) {
            next += isEscapedBlank(next) ? 2 : 1;
        }
        return next;
    }

    private boolean isEscapedBlank(int place) {
        return isQuoted('"')
                && file[place] == '\\'
                && place + 1 < file.length
                && "nrt \t\n\r".indexOf(file[place + 1]) >= 0;
    }

    /** How many characters of the file make the one that begins here. */
    private int width(int place) {
        if (isQuoted('\'') && file[place] == '\'') {
            return 2;
        }
        if (!isQuoted('"') || file[place] != '\\' || place + 1 >= file.length) {
            return 1;
        }
        return switch (file[place + 1]) {
            case 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 2;
        };
    }

    private Position position(int place) {
        int line = at.line();
        int column = at.column();
        for (int i = start; i < place; i++) {
            boolean breaks = file[i] == '\n' || (file[i] == '\r' && (i + 1 >= file.length || file[i + 1] != '\n'));
            line += breaks ? 1 : 0;
            column = breaks ? 1 : column + 1;
        }
        return new Position(line, column);
    }
}

package dev.sixgate.audit.tlog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tile is: 256 hashes of one level of the tree, or fewer at its right edge. An entry bundle is addressed like a tile
 * of level 0.
 *
 * @param level the tile's level; its hashes are roots over {@code 256^level} leaves each
 * @param index counted from the left
 * @param width how many hashes it has, 1 to 256
 * @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
 */
public record TileAddress(int level, long index, int width) {
    /** Hashes in a full tile. */
    public static final int FULL = 256;

    /** Levels of the tree in one level of tiles. */
    public static final int HEIGHT = 8;

    private static final int MAX_LEVEL = 63;
    private static final int THOUSAND = 1000;
    private static final Pattern PATH = Pattern.compile("((?:x\\d{3}/)*)(\\d{3})(?:\\.p/(\\d{1,3}))?");

    /** @throws IllegalArgumentException if there can be no such tile */
    public TileAddress {
        if (level < 0 || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException("no tile " + level + "/" + index + " of width " + width);
        }
    }

    /**
     * Reads {@code x001/x234/067} or {@code x001/x234/067.p/8}; empty where it is not spelled as the specification says.
     *
     * @param level of the tile
     * @param path what follows it
     */
    public static Optional<TileAddress> of(int level, String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            long index = Long.parseLong(parts.group(1).replaceAll("[x/]", "") + parts.group(2));
            int width = parts.group(3) == null ? FULL : Integer.parseInt(parts.group(3));
            return Optional.of(new TileAddress(level, index, width))
                    .filter(tile -> tile.name().equals(path));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The index in groups of three digits, and the width where the tile is not full. */
    public String name() {
        StringBuilder name = new StringBuilder(digits(index % THOUSAND));
        for (long rest = index / THOUSAND; rest > 0; rest /= THOUSAND) {
            name.insert(0, "x" + digits(rest % THOUSAND) + "/");
        }
        return width == FULL ? name.toString() : name + ".p/" + width;
    }

    /** The path under a log's prefix: {@code tile/0/x001/234}. */
    public String path() {
        return "tile/" + level + "/" + name();
    }

    /** The path of the bundle of the same leaves' entries. */
    public String entriesPath() {
        return "tile/entries/" + name();
    }

    /** Whether a tree of that size has it. */
    public boolean isIn(long size) {
        long hashes = level * HEIGHT >= Long.SIZE - 1 ? 0 : size >>> level * HEIGHT;
        return index <= (hashes - width) / FULL && index * FULL + width <= hashes;
    }

    private static String digits(long number) {
        return String.format(Locale.ROOT, "%03d", number);
    }
}

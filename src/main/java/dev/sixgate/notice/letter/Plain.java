package dev.sixgate.notice.letter;

/** Text of people, as long as a receiver takes it, and on one line. */
final class Plain {
    private static final String MORE = "...";

    private Plain() {}

    /** Control characters, and those that turn the direction of writing, become spaces; what is too long is cut. */
    static String line(String text, int longest) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+", " ")
                .strip();
        if (line.length() <= longest) {
            return line;
        }
        int end = longest - MORE.length();
        // Not through the middle of a character of two.
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + MORE;
    }
}

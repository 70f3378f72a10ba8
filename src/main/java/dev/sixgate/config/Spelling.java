package dev.sixgate.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a key is written: {@code sixgate.worker.threads} in a file, {@code SIXGATE_WORKER_THREADS} in the environment. */
enum Spelling {
    PROPERTY {
        @Override
        List<String> parts(String key) {
            List<String> parts = new ArrayList<>();
            Matcher part = PART.matcher(INDEX.matcher(key).replaceAll(""));
            while (part.find()) {
                parts.add(part.group().replace("\"", ""));
            }
            return parts;
        }

        @Override
        String text(List<String> parts) {
            return parts.stream()
                    .map(part -> part.contains(".") ? '"' + part + '"' : part)
                    .collect(Collectors.joining("."));
        }

        @Override
        List<String> chosen(List<String> parts) {
            return List.of(String.join(".", parts));
        }
    },

    /** Where dots, dashes and quotes all became underscores: what a name is made of cannot be told. */
    ENVIRONMENT {
        @Override
        List<String> parts(String key) {
            String variable = key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_");
            return Arrays.asList(VARIABLE_INDEX.matcher(variable).replaceAll("").split("_", -1));
        }

        @Override
        String text(List<String> parts) {
            return String.join("_", parts);
        }

        @Override
        List<String> chosen(List<String> parts) {
            return parts;
        }
    };

    private static final Pattern PART = Pattern.compile("\"[^\"]*\"|[^.\"]+");
    private static final Pattern INDEX = Pattern.compile("\\[(\\d+|\\*)]");
    private static final Pattern VARIABLE_INDEX = Pattern.compile("_\\d+_(?=_|$)");

    /** What a key is made of, without the indexes of lists. */
    abstract List<String> parts(String key);

    abstract String text(List<String> parts);

    /** The parts that a chosen name, such as a target's, is made of. */
    abstract List<String> chosen(List<String> parts);
}

package dev.sixgate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds what is written under {@code sixgate.} and read by nothing. */
final class UnknownKeys {
    private static final String PROPERTY_PREFIX = "sixgate.";
    private static final String VARIABLE_PREFIX = "SIXGATE_";
    /**
     * What Kubernetes puts into the environment of every pod for a Service whose name begins with sixgate.
     *
     * @see <a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Services</a>
     */
    private static final Pattern OF_KUBERNETES =
            Pattern.compile("SIXGATE_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)");

    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final KnownKeys known;
    private final Function<String, Optional<String>> values;

    /** @param values what is written for a name */
    UnknownKeys(KnownKeys known, Function<String, Optional<String>> values) {
        this.known = known;
        this.values = values;
    }

    /** A sentence for each name that is unknown, in the order of the names. */
    List<String> among(Iterable<String> names) {
        List<String> variables = new ArrayList<>();
        List<String> properties = new ArrayList<>();
        for (String name : names) {
            if (name.startsWith(VARIABLE_PREFIX)) {
                variables.add(name);
            } else if (name.startsWith(PROPERTY_PREFIX)) {
                properties.add(name);
            }
        }
        // Each variable is there a second time, as the property that it might be.
        Set<List<String>> translated =
                variables.stream().map(Spelling.ENVIRONMENT::parts).collect(Collectors.toSet());
        properties.removeIf(property -> translated.contains(Spelling.ENVIRONMENT.parts(property)));
        variables.removeIf(this::isOfKubernetes);
        List<String> sentences = new ArrayList<>(sentences(variables, Spelling.ENVIRONMENT));
        sentences.addAll(sentences(properties, Spelling.PROPERTY));
        return sentences;
    }

    private List<String> sentences(List<String> names, Spelling spelling) {
        return names.stream()
                .distinct()
                .sorted()
                .filter(name -> !known.contain(name, spelling))
                .map(name -> name + " is no key of this service; the nearest is " + known.nearest(name, spelling) + ".")
                .toList();
    }

    private boolean isOfKubernetes(String variable) {
        return OF_KUBERNETES.matcher(variable).matches()
                || variable.endsWith("_PORT")
                        && values.apply(variable)
                                .filter(value -> ADDRESS.matcher(value).matches())
                                .isPresent();
    }
}

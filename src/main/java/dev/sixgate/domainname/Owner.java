package dev.sixgate.domainname;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What keeps a domain's configuration, and may turn a change of it back: a stack, known by the tag that CloudFormation sets.
 *
 * @param kind {@code CloudFormation}
 * @param stack the stack's name
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html">Resource
 *     tags</a>
 */
public record Owner(String kind, String stack) {
    private static final String STACK_NAME = "aws:cloudformation:stack-name";

    /** The owner that a domain's tags tell of. */
    public static Optional<Owner> by(Map<String, String> tags) {
        return Optional.ofNullable(tags.get(STACK_NAME)).map(stack -> new Owner("CloudFormation", stack));
    }

    /** The owner's kind in lower case, as policies write it; empty if the tags tell of nobody. */
    public static String kindBy(Map<String, String> tags) {
        return by(tags).map(owner -> owner.kind().toLowerCase(Locale.ROOT)).orElse("");
    }
}

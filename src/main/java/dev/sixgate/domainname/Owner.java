package dev.sixgate.domainname;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a domain's configuration, and may turn a change of it back: a stack, known by the tags that CloudFormation sets, or a tool
 * that people say by a tag of theirs.
 *
 * @param stack the stack's name, where a stack owns it
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html">Resource
 *     tags</a>
 */
public record Owner(Kind kind, @Nullable String stack) {
    /** The tag that CloudFormation gives, and nobody else can. */
    public static final String STACK_NAME = "aws:cloudformation:stack-name";

    /** A stack of the CDK's is one of CloudFormation's, and only tags that somebody sets tell them apart. */
    private static final String OF_THE_CDK = "aws-cdk:";

    /** The same for the whole process and set once, at its start: rules and findings need not carry it along. */
    private static volatile OwnerTags signs = OwnerTags.USUAL;

    /** The tools that are told apart. */
    public enum Kind {
        CLOUDFORMATION("cloudformation", "CloudFormation"),
        CDK("cdk", "the AWS CDK"),
        TERRAFORM("terraform", "Terraform"),
        SERVERLESS_DOMAIN_MANAGER("serverless-domain-manager", "Serverless Domain Manager");

        private final String wire;
        private final String words;

        Kind(String wire, String words) {
            this.wire = wire;
            this.words = words;
        }

        /** As policies write it. */
        public String wire() {
            return wire;
        }

        /** For people. */
        public String inWords() {
            return words;
        }

        /** All of them, as policies write them. */
        public static List<String> all() {
            return Stream.of(values()).map(Kind::wire).toList();
        }
    }

    /** Says by which tags people tell who owns a domain. */
    public static void knownBy(OwnerTags tags) {
        signs = tags;
    }

    /** The owner that a domain's tags tell of; a stack's tags, which nobody else can set, come first. */
    public static Optional<Owner> by(Map<String, String> tags) {
        String stack = tags.get(STACK_NAME);
        if (tags.keySet().stream().anyMatch(key -> key.startsWith(OF_THE_CDK))) {
            return Optional.of(new Owner(Kind.CDK, stack));
        }
        if (stack != null) {
            return Optional.of(new Owner(Kind.CLOUDFORMATION, stack));
        }
        if (OwnerTags.mark(signs.terraform(), tags)) {
            return Optional.of(new Owner(Kind.TERRAFORM, null));
        }
        return OwnerTags.mark(signs.serverless(), tags)
                ? Optional.of(new Owner(Kind.SERVERLESS_DOMAIN_MANAGER, null))
                : Optional.empty();
    }

    /** The owner's kind as policies write it; empty if the tags tell of nobody. */
    public static String kindBy(Map<String, String> tags) {
        return by(tags).map(owner -> owner.kind().wire()).orElse("");
    }
}

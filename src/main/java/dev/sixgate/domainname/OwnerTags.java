package dev.sixgate.domainname;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tags by which people say that a tool owns a domain, where the tool itself sets none: each {@code key=value}, or {@code key} for
 * any value, whatever their case.
 *
 * @param terraform those of Terraform's domains
 * @param serverless those of Serverless Domain Manager's, which gives a domain the tags of the service and none of its own
 */
public record OwnerTags(List<String> terraform, List<String> serverless) {
    /** What is usual, as the configuration has it by default. */
    public static final String USUAL_TERRAFORM =
            "managedby=terraform,managed-by=terraform,managed_by=terraform,terraform=true,provisioner=terraform,iac=terraform";

    /** The same for Serverless Domain Manager. */
    public static final String USUAL_SERVERLESS = "managedby=serverless,managed-by=serverless,managed_by=serverless,"
            + "managed-by=serverless-domain-manager";

    static final OwnerTags USUAL =
            new OwnerTags(List.of(USUAL_TERRAFORM.split(",")), List.of(USUAL_SERVERLESS.split(",")));

    public OwnerTags {
        terraform = terraform.stream().map(OwnerTags::lower).toList();
        serverless = serverless.stream().map(OwnerTags::lower).toList();
    }

    static boolean mark(List<String> signs, Map<String, String> tags) {
        return tags.entrySet().stream()
                .anyMatch(tag -> signs.contains(lower(tag.getKey()))
                        || signs.contains(lower(tag.getKey()) + "=" + lower(tag.getValue())));
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}

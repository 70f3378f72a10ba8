package dev.sixgate.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.change.Plan;
import dev.sixgate.domainname.ManagedBy;
import dev.sixgate.domainname.Owner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that a change leaves behind, as the tools that may own the domain write it: whoever owns it puts it there, so that
 * the next run does not turn the change back.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-domainname.html">CloudFormation
 *     (v2)</a>
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-domainname.html">CloudFormation
 *     (v1)</a>
 */
final class Snippets {
    private static final String LOGICAL_ID = "aws:cloudformation:logical-id";
    private static final String REGIONAL = "REGIONAL";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> wished;
    private final Map<String, String> tags;

    /** What people have set: those of AWS's own nobody can. */
    private final Map<String, String> peoplesTags;

    private Snippets(Plan plan) {
        wished = plan.after();
        tags = plan.tags();
        peoplesTags = new TreeMap<>(tags);
        peoplesTags.keySet().removeIf(key -> key.startsWith("aws:"));
    }

    /** Members whose names are people's, and no property's. */
    private record Named(Map<String, String> values) {}

    /** One tool's text. */
    @Schema(name = "Snippet", description = "The configuration after the change, as a tool writes it.")
    record Snippet(
            @Schema(
                    examples = "terraform",
                    enumeration = {"aws-cli", "cloudformation", "terraform", "cdk"},
                    description = "The tool.")
            String tool,

            @Schema(
                    examples = "hcl",
                    enumeration = {"shell", "yaml", "hcl", "typescript"},
                    description = "What it is written in.")
            String language,

            @Schema(examples = "ip_address_type = \"dualstack\"", description = "The text.")
            String text) {}

    /** For every tool, that of the domain's owner first and the others in the same order. */
    static List<Snippet> of(Plan plan) {
        Snippets snippets = new Snippets(plan);
        String owner = Owner.kindBy(plan.tags());
        return Stream.of(
                        new Snippet("aws-cli", "shell", snippets.cli()),
                        new Snippet("cloudformation", "yaml", snippets.cloudFormation()),
                        new Snippet("terraform", "hcl", snippets.terraform()),
                        new Snippet("cdk", "typescript", snippets.cdk()))
                .sorted(Comparator.comparing(snippet -> !snippet.tool().equals(owner)))
                .toList();
    }

    private String cli() {
        String version = isV1() ? "apigateway" : "apigatewayv2";
        String what = isV1()
                ? "--patch-operations " + shell("op=replace,path=/endpointConfiguration/ipAddressType,value=" + type())
                : "--domain-name-configurations " + shell(json(List.of(configuration())));
        return "# Tags, routing mode and mutual TLS stay as they are where a call leaves them out.\naws " + version
                + " update-domain-name --region " + shell(text("region")) + " --domain-name "
                + shell(text("domainName")) + " \\\n  " + what + "\n";
    }

    /** What UpdateDomainName takes: everything that a configuration has, since what is left out may be lost. */
    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        copy("certificateArn", configuration, "CertificateArn");
        copy("certificateName", configuration, "CertificateName");
        configuration.put("EndpointType", REGIONAL);
        configuration.put("IpAddressType", type());
        copy("ownershipVerificationCertificateArn", configuration, "OwnershipVerificationCertificateArn");
        copy("securityPolicy", configuration, "SecurityPolicy");
        return configuration;
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        copy("domainName", properties, "DomainName");
        if (isV1()) {
            copy("certificateArn", properties, isRegional() ? "RegionalCertificateArn" : "CertificateArn");
            Map<String, Object> endpoint = new LinkedHashMap<>();
            endpoint.put("Types", endpointTypes());
            endpoint.put("IpAddressType", type());
            properties.put("EndpointConfiguration", endpoint);
            copy("ownershipVerificationCertificateArn", properties, "OwnershipVerificationCertificateArn");
            copy("securityPolicy", properties, "SecurityPolicy");
            copy("endpointAccessMode", properties, "EndpointAccessMode");
            optional("routingMode")
                    .ifPresent(mode -> properties.put("RoutingMode", mode.replace("API_MAPPING", "BASE_PATH_MAPPING")));
        } else {
            properties.put("DomainNameConfigurations", List.of(configuration()));
            copy("routingMode", properties, "RoutingMode");
        }
        trustStore().ifPresent(uri -> {
            Map<String, Object> mutual = new LinkedHashMap<>();
            mutual.put("TruststoreUri", uri);
            copy("truststoreVersion", mutual, "TruststoreVersion");
            properties.put("MutualTlsAuthentication", mutual);
        });
        if (!peoplesTags.isEmpty()) {
            properties.put("Tags", isV1() ? keysAndValues() : new Named(peoplesTags));
        }
        return properties;
    }

    private List<Map<String, String>> keysAndValues() {
        return peoplesTags.entrySet().stream()
                .map(tag -> {
                    Map<String, String> pair = new LinkedHashMap<>();
                    pair.put("Key", tag.getKey());
                    pair.put("Value", tag.getValue());
                    return pair;
                })
                .toList();
    }

    private String cloudFormation() {
        List<String> lines = new ArrayList<>();
        lines.add("Resources:");
        lines.add("  " + tags.getOrDefault(LOGICAL_ID, "DomainName") + ":");
        lines.add("    Type: AWS::" + (isV1() ? "ApiGateway" : "ApiGatewayV2") + "::DomainName");
        lines.add("    Properties:");
        yaml(properties(), "      ", lines);
        return String.join("\n", lines) + "\n";
    }

    /** Block style; a scalar as JSON, which YAML takes as it is. */
    private static void yaml(Map<?, ?> members, String indent, List<String> lines) {
        members.forEach((name, value) -> {
            if (value instanceof Map<?, ?> nested) {
                lines.add(indent + name + ":");
                yaml(nested, indent + "  ", lines);
            } else if (value instanceof Named named) {
                lines.add(indent + name + ":");
                named.values().forEach((key, text) -> lines.add(indent + "  " + json(key) + ": " + json(text)));
            } else if (value instanceof List<?> list && list.get(0) instanceof Map<?, ?>) {
                lines.add(indent + name + ":");
                for (Object each : list) {
                    int begin = lines.size();
                    yaml((Map<?, ?>) each, indent + "    ", lines);
                    lines.set(begin, indent + "  - " + lines.get(begin).strip());
                }
            } else {
                lines.add(indent + name + ": " + json(value));
            }
        });
    }

    private String terraform() {
        List<String> lines = new ArrayList<>();
        lines.add("resource \"" + (isV1() ? "aws_api_gateway_domain_name" : "aws_apigatewayv2_domain_name")
                + "\" \"this\" {");
        lines.add("  domain_name = " + hcl(text("domainName")));
        optional("routingMode")
                .filter(mode -> !mode.equals("API_MAPPING_ONLY"))
                .ifPresent(mode -> lines.add("  # The routing mode, " + mode
                        + ", is left alone: version 5.100 of the provider has no argument for it."));
        if (isV1()) {
            terraformV1(lines);
        } else {
            terraformV2(lines);
        }
        trustStore().ifPresent(uri -> {
            lines.add("");
            lines.add("  mutual_tls_authentication {");
            lines.add("    truststore_uri = " + hcl(uri));
            optional("truststoreVersion").ifPresent(it -> lines.add("    truststore_version = " + hcl(it)));
            lines.add("  }");
        });
        terraformTags(lines);
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private void terraformTags(List<String> lines) {
        if (!peoplesTags.isEmpty()) {
            lines.add("");
            lines.add("  # Without those that the provider's default_tags set.");
            lines.add("  tags = {");
            peoplesTags.forEach((key, value) -> lines.add("    " + hcl(key) + " = " + hcl(value)));
            lines.add("  }");
        }
    }

    private void terraformV1(List<String> lines) {
        optional("certificateArn")
                .ifPresent(it -> lines.add(
                        "  " + (isRegional() ? "regional_certificate_arn" : "certificate_arn") + " = " + hcl(it)));
        optional("ownershipVerificationCertificateArn")
                .ifPresent(it -> lines.add("  ownership_verification_certificate_arn = " + hcl(it)));
        optional("securityPolicy").ifPresent(it -> {
            if (it.startsWith("SecurityPolicy_")) {
                lines.add("  # Version 5.100 of the AWS provider does not know this policy; a later one may.");
            }
            lines.add("  security_policy = " + hcl(it));
        });
        optional("endpointAccessMode").ifPresent(it -> {
            lines.add("  # Version 5.100 of the AWS provider does not know this argument; a later one may.");
            lines.add("  endpoint_access_mode = " + hcl(it));
        });
        lines.add("");
        lines.add("  endpoint_configuration {");
        lines.add(
                "    types = [" + endpointTypes().stream().map(Snippets::hcl).collect(Collectors.joining(", ")) + "]");
        lines.add("    ip_address_type = " + hcl(type()));
        lines.add("  }");
    }

    private void terraformV2(List<String> lines) {
        lines.add("");
        lines.add("  domain_name_configuration {");
        optional("certificateArn").ifPresent(it -> lines.add("    certificate_arn = " + hcl(it)));
        lines.add("    endpoint_type = " + hcl(REGIONAL));
        lines.add("    ip_address_type = " + hcl(type()));
        optional("ownershipVerificationCertificateArn")
                .ifPresent(it -> lines.add("    ownership_verification_certificate_arn = " + hcl(it)));
        optional("securityPolicy").ifPresent(it -> lines.add("    security_policy = " + hcl(it)));
        lines.add("  }");
    }

    /** As a construct of level 1, whose properties are CloudFormation's: those of level 2 lack some. */
    private String cdk() {
        String module = isV1() ? "apigateway" : "apigatewayv2";
        return "import * as " + module + " from 'aws-cdk-lib/aws-" + module + "';\n\nnew " + module
                + ".CfnDomainName(this, " + json(tags.getOrDefault(LOGICAL_ID, "DomainName")) + ", "
                + typescript(properties(), "") + ");\n";
    }

    private static String typescript(Object value, String indent) {
        if (value instanceof Map<?, ?> members) {
            return block(members, name -> decapitalized(String.valueOf(name)), indent);
        }
        if (value instanceof Named named) {
            return block(named.values(), Snippets::json, indent);
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(each -> typescript(Objects.requireNonNull(each), indent))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return json(value);
    }

    private static String block(Map<?, ?> members, Function<@Nullable Object, String> name, String indent) {
        return members.entrySet().stream()
                .map(member -> indent + "  " + name.apply(member.getKey()) + ": "
                        + typescript(Objects.requireNonNull(member.getValue()), indent + "  "))
                .collect(Collectors.joining(",\n", "{\n", ",\n" + indent + "}"));
    }

    private static String decapitalized(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private boolean isV1() {
        return ManagedBy.version1(
                endpointTypes(),
                optional("securityPolicy").orElse(null),
                optional("endpointAccessMode").orElse(null));
    }

    private boolean isRegional() {
        return endpointTypes().contains(REGIONAL);
    }

    private List<String> endpointTypes() {
        return wished.get("endpointTypes") instanceof List<?> types
                ? types.stream().map(String::valueOf).toList()
                : List.of(REGIONAL);
    }

    private String type() {
        return text("ipAddressType");
    }

    private Optional<String> trustStore() {
        return optional("truststoreUri");
    }

    private String text(String member) {
        return optional(member).orElseThrow(() -> new IllegalStateException("a plan without " + member));
    }

    private Optional<String> optional(String member) {
        return Optional.ofNullable((@Nullable Object) wished.get(member)).map(String::valueOf);
    }

    private void copy(String from, Map<String, Object> to, String as) {
        optional(from).ifPresent(value -> to.put(as, value));
    }

    private static String shell(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    /** A quoted string, in which nothing is a template. */
    private static String hcl(String value) {
        return json(value).replace("${", "$${").replace("%{", "%%{");
    }

    private static String json(@Nullable Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are JSON", e);
        }
    }
}

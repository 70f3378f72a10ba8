package dev.sixgate.api.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Describes the schemas and members whose records say nothing of themselves, so that the records stay readable, and calls pages after
 * what is on them.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class Glossary implements OASFilter {
    private static final String RESOURCE = "/openapi/glossary.properties";

    private static final String REFERENCE = "#/components/schemas/";
    private static final Pattern PAGE = Pattern.compile("^Page([A-Z]\\w*?)(View)?$");

    private final Properties words = words();

    @Override
    public void filterOpenAPI(OpenAPI document) {
        // The generic page is nobody's answer; those that are have types of their own.
        document.getComponents().removeSchema("Page");
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .flatMap(operation -> operation.getResponses().getAPIResponses().values().stream())
                .filter(answer -> answer.getContent() != null)
                .flatMap(answer -> answer.getContent().getMediaTypes().values().stream())
                .map(MediaType::getSchema)
                .filter(schema -> schema != null && schema.getRef() != null)
                .forEach(schema -> schema.setRef(REFERENCE + named(nameOf(schema))));
        Map<String, Schema> schemas = new TreeMap<>();
        document.getComponents().getSchemas().forEach((name, schema) -> schemas.put(named(name), schema));
        document.getComponents().setSchemas(schemas);
        document.getComponents().getSchemas().forEach(this::describe);
    }

    /** A page is called after what is on it: after a class of ours no client should be. */
    private static String named(String schema) {
        return PAGE.matcher(schema).replaceFirst("$1Page");
    }

    private static String nameOf(Schema schema) {
        return schema.getRef().substring(REFERENCE.length());
    }

    private void describe(String name, Schema schema) {
        if (isMissing(schema)) {
            schema.setDescription(words.getProperty(name));
        }
        Map<String, Schema> members = schema.getProperties();
        if (members != null) {
            members.forEach((member, of) -> {
                if (of.getRef() != null) {
                    // Said there already.
                    of.setType(null);
                }
                if (isMissing(of)) {
                    of.setDescription(words.getProperty(name + "." + member, words.getProperty(member)));
                }
            });
        }
    }

    private static boolean isMissing(Schema schema) {
        @Nullable String description = schema.getDescription();
        return description == null || description.isBlank();
    }

    private static Properties words() {
        try (InputStream in = Glossary.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            Properties words = new Properties();
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

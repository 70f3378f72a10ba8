package dev.sixgate.api.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jspecify.annotations.Nullable;

/** Describes the schemas and members whose records say nothing of themselves, so that the records stay readable. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class Glossary implements OASFilter {
    private static final String RESOURCE = "/openapi/glossary.properties";

    private final Properties words = words();

    @Override
    public void filterOpenAPI(OpenAPI document) {
        // The generic page is nobody's answer; those that are have types of their own.
        document.getComponents().removeSchema("Page");
        document.getComponents().getSchemas().forEach(this::describe);
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

package dev.sixgate.api.openapi;

import dev.sixgate.api.http.RequestForm;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/**
 * Writes the limits that requests are held to and that annotations cannot say: those of every parameter, which are
 * {@link RequestForm}'s, and how long the items of a list may be, which {@code x-item-max-length} says; the extension goes.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class Limits implements OASFilter {
    private static final String EXTENSION = "x-item-max-length";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents().getSchemas().values().stream()
                .filter(schema -> schema.getProperties() != null)
                .flatMap(schema -> schema.getProperties().values().stream())
                .forEach(Limits::limitItems);
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .map(Operation::getParameters)
                .filter(parameters -> parameters != null)
                .flatMap(List::stream)
                .forEach(Limits::limit);
    }

    /** Where the path takes an id it is a UUID, whatever it is that it names. */
    private static void limit(Parameter parameter) {
        if (parameter.getIn() == Parameter.In.PATH && parameter.getName().equals("id")) {
            parameter.getSchema().setFormat("uuid");
        }
        limit(parameter.getSchema());
    }

    private static void limitItems(Schema list) {
        Object most = list.getExtensions() == null ? null : list.getExtensions().get(EXTENSION);
        if (most != null) {
            list.removeExtension(EXTENSION);
            list.getItems().setMaxLength(Integer.valueOf(most.toString()));
        }
    }

    private static void limit(Schema schema) {
        List<SchemaType> types = schema.getType() == null ? List.of() : schema.getType();
        if (types.contains(SchemaType.INTEGER)) {
            if (schema.getMinimum() == null) {
                schema.setMinimum(BigDecimal.ZERO);
            }
            if (schema.getMaximum() == null) {
                boolean isLong = "int64".equals(schema.getFormat());
                schema.setMaximum(BigDecimal.valueOf(isLong ? RequestForm.LARGEST_LONG : RequestForm.LARGEST));
            }
        } else if (types.contains(SchemaType.ARRAY)) {
            schema.setMaxItems(RequestForm.MOST_VALUES);
            limit(schema.getItems());
        } else if (types.contains(SchemaType.STRING)
                && schema.getEnumeration() == null
                && schema.getFormat() == null
                && schema.getMaxLength() == null) {
            schema.setMaxLength(RequestForm.MOST_CHARACTERS);
        }
    }
}

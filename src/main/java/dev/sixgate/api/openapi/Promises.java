package dev.sixgate.api.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an answer always has as required: the components of its record that the compiler knows not to be null. Without
 * it every member would be optional in generated clients. What may be null, and is then written as such, can be of the type
 * null, too. Bodies of requests, which are closed, say it themselves.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class Promises implements OASFilter {
    private static final DotName SCHEMA =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
    private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
    private static final DotName IGNORED = DotName.createSimple("com.fasterxml.jackson.annotation.JsonIgnore");
    private static final DotName INCLUDED = DotName.createSimple("com.fasterxml.jackson.annotation.JsonInclude");
    /** A list of whatever; the document has one schema for each. */
    private static final String PAGE = "Page";

    private final Map<String, List<ClassInfo>> records = new TreeMap<>();

    public Promises(IndexView index) {
        index.getKnownClasses().stream()
                .filter(it -> it.isRecord() && it.name().toString().startsWith("dev.sixgate."))
                .forEach(it -> records.computeIfAbsent(nameOf(it), name -> new ArrayList<>())
                        .add(it));
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents().getSchemas().forEach((name, schema) -> {
            if (schema.getProperties() != null && !isOfRequests(schema)) {
                promise(name, schema);
            }
        });
    }

    private void promise(String name, Schema schema) {
        Set<String> members = schema.getProperties().keySet();
        // Of records of the same name it is the one that the schema shows most of.
        records.getOrDefault(records.containsKey(name) || !name.contains(PAGE) ? name : PAGE, List.of()).stream()
                .filter(record -> members.containsAll(shown(record)))
                .max(Comparator.comparingInt(record -> shown(record).size()))
                .ifPresent(record -> promise(record, schema));
    }

    private static void promise(ClassInfo record, Schema schema) {
        List<String> always = shown(record).stream()
                .filter(it -> !isNullable(record, it) && !leavesOut(record, it))
                .toList();
        if (!always.isEmpty()) {
            schema.setRequired(always);
        }
        shown(record).stream()
                .filter(it -> isNullable(record, it) && !leavesOut(record, it) && !isIncluded(record, it))
                .map(schema.getProperties()::get)
                .filter(member -> member.getRef() == null)
                .forEach(member -> member.addType(SchemaType.NULL));
    }

    private static List<String> shown(ClassInfo record) {
        return record.recordComponents().stream()
                .map(RecordComponentInfo::name)
                .filter(it -> !record.field(it).hasAnnotation(IGNORED))
                .toList();
    }

    private static boolean isOfRequests(Schema schema) {
        return Boolean.FALSE.equals(schema.getAdditionalPropertiesBoolean());
    }

    private static boolean isNullable(ClassInfo record, String component) {
        return record.field(component).type().hasAnnotation(NULLABLE);
    }

    /** Whether null is left out: where it is not said, Jackson writes it. */
    private static boolean isIncluded(ClassInfo record, String component) {
        return record.field(component).hasAnnotation(INCLUDED) || record.hasDeclaredAnnotation(INCLUDED);
    }

    /** Whether what is there but empty, or as ever, is left out too. */
    private static boolean leavesOut(ClassInfo record, String component) {
        return leavesOut(record.field(component).annotation(INCLUDED))
                || leavesOut(record.declaredAnnotation(INCLUDED));
    }

    private static boolean leavesOut(@Nullable AnnotationInstance included) {
        return included != null && !included.value().asEnum().equals("NON_NULL");
    }

    private static String nameOf(ClassInfo record) {
        AnnotationInstance schema = record.declaredAnnotation(SCHEMA);
        AnnotationValue name = schema == null ? null : schema.value("name");
        return name == null ? record.simpleName() : name.asString();
    }
}

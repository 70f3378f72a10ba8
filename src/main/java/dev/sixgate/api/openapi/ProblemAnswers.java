package dev.sixgate.api.openapi;

import dev.sixgate.api.problem.ProblemType;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Writes each problem that an operation names in {@code x-problems} as an answer, with an example; the extension goes. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ProblemAnswers implements OASFilter {
    private static final String EXTENSION = "x-problems";
    private static final String MEDIA_TYPE = "application/problem+json";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents().addSchema("Problem", problem());
        document.getComponents().addSchema("Violation", violation());
        document.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> path.getOperations().forEach(ProblemAnswers::addAnswers));
    }

    private static void addAnswers(HttpMethod method, Operation operation) {
        Object named = operation.getExtensions() == null
                ? null
                : operation.getExtensions().get(EXTENSION);
        if (named == null) {
            throw new IllegalStateException("operation " + operation.getOperationId() + " names no problems");
        }
        removeExtension(operation);
        Map<Integer, List<ProblemType>> byStatus = codes(named.toString())
                .map(code -> ProblemType.ofCode(code)
                        .orElseThrow(() -> new IllegalStateException("no problem is called " + code)))
                .collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()));
        // Whatever the operation: a parameter that it does not know is refused.
        byStatus.computeIfAbsent(400, status -> List.of(ProblemType.MALFORMED_REQUEST));
        if (method != HttpMethod.GET) {
            // A session's, too, where there is no body to have a type: a foreign page's form could send it.
            byStatus.computeIfAbsent(415, status -> List.of(ProblemType.UNSUPPORTED_MEDIA_TYPE));
        }
        byStatus.computeIfAbsent(500, status -> List.of(ProblemType.INTERNAL_ERROR));
        byStatus.forEach(
                (status, types) -> operation.getResponses().addAPIResponse(Integer.toString(status), answer(types)));
    }

    /** Whoever has to say who they are is counted. */
    private static Stream<String> codes(String named) {
        Stream<String> codes = Arrays.stream(named.split(",")).map(String::strip);
        return named.contains(ProblemType.UNAUTHENTICATED.code())
                        && !named.contains(ProblemType.TOO_MANY_REQUESTS.code())
                ? Stream.concat(codes, Stream.of(ProblemType.TOO_MANY_REQUESTS.code()))
                : codes;
    }

    /** The annotation says it of the answers that it stands beside, too. */
    private static void removeExtension(Operation operation) {
        operation.removeExtension(EXTENSION);
        operation.getResponses().removeExtension(EXTENSION);
        if (operation.getRequestBody() != null) {
            operation.getRequestBody().removeExtension(EXTENSION);
        }
        operation.getResponses().getAPIResponses().values().forEach(answer -> answer.removeExtension(EXTENSION));
    }

    private static APIResponse answer(List<ProblemType> types) {
        MediaType content =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("#/components/schemas/Problem"));
        types.forEach(type -> content.addExample(type.code(), example(type)));
        String description = types.stream()
                .map(type -> "`" + type.code() + "`: " + type.meaning())
                .collect(Collectors.joining("\n\n"));
        APIResponse answer = OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent().addMediaType(MEDIA_TYPE, content));
        if (types.stream().anyMatch(ProblemType::isRetryable)) {
            answer.addHeader("Retry-After", header("Seconds after which to try again.", SchemaType.INTEGER));
        }
        if (types.contains(ProblemType.UNAUTHENTICATED)) {
            answer.addHeader("WWW-Authenticate", header("How to sign in.", SchemaType.STRING));
        }
        return answer;
    }

    private static Header header(String description, SchemaType type) {
        Schema schema = OASFactory.createSchema().addType(type);
        return OASFactory.createHeader()
                .description(description)
                .schema(type == SchemaType.INTEGER ? schema.format("int32") : schema);
    }

    private static Example example(ProblemType type) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("type", type.uri());
        value.put("title", type.title());
        value.put("status", type.status());
        value.put("detail", type.meaning());
        value.put("instance", "/domains/api.example.com/ip-address-type");
        return OASFactory.createExample().summary(type.title()).value(value);
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description(
                        "What went wrong (RFC 9457). Some problems carry more members: violations, change, changes, targets,"
                                + " incident, line.")
                .addProperty("type", text("Which problem: the path of the page that says what to do."))
                .addProperty("title", text("The problem in a few words."))
                .addProperty("status", number("The HTTP status."))
                .addProperty("detail", text("What is wrong with this request."))
                .addProperty("instance", text("The path that was asked."))
                .addProperty("violations", violations())
                .addProperty(
                        "explanation",
                        OASFactory.createSchema()
                                .ref("#/components/schemas/Explanation")
                                .description("policy-unsatisfiable: who would have to approve, and why they cannot."))
                .addProperty("change", text("change-open: the path of the change that is open."))
                .addProperty("changes", changes())
                .addProperty("incident", text("internal-error: what to tell the operators."))
                .addProperty("line", number("policy-mistake: the line of the mistake, from 1."))
                .addProperty("column", number("policy-mistake: the column of the mistake, from 1."))
                .addProperty("problem", text("policy-mistake: what is wrong."))
                .addProperty("remedy", text("What to do; of a policy-mistake: what to write."))
                .required(List.of("type", "title", "status", "detail"));
    }

    private static Schema violations() {
        return OASFactory.createSchema()
                .addType(SchemaType.ARRAY)
                .description("malformed-request: every member, parameter and header that is wrong.")
                .items(OASFactory.createSchema().ref("#/components/schemas/Violation"));
    }

    private static Schema violation() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("A member, a parameter or a header that is wrong.")
                .addProperty("member", text("Its name; members of members with dots."))
                .addProperty("message", text("What it must be."))
                .required(List.of("member", "message"));
    }

    private static Schema changes() {
        return OASFactory.createSchema()
                .addType(SchemaType.ARRAY)
                .description("break-glass-blocked: the paths of the changes whose reviews are overdue.")
                .items(text("A change's path."));
    }

    private static Schema number(String description) {
        return OASFactory.createSchema()
                .addType(SchemaType.INTEGER)
                .format("int32")
                .description(description);
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(SchemaType.STRING).description(description);
    }
}

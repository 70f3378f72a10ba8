package dev.sixgate.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract is a file under review: whoever changes what callers see, shows it. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class OpenApiFileTest {
    private static final Path DIRECTORY = Path.of("openapi");

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "json"})
    void theDocumentIsTheOneInTheRepository(String format) throws IOException {
        byte[] served = given().get("/q/openapi?format=" + format)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        Path file = DIRECTORY.resolve("sixgate." + format);
        if (Boolean.getBoolean("openapi.update")) {
            Files.createDirectories(DIRECTORY);
            Files.write(file, served);
        }

        assertThat(Files.exists(file) && java.util.Arrays.equals(Files.readAllBytes(file), served))
                .as("run mvn -Dopenapi.update=true -Dtest=OpenApiFileTest test to accept")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/q/openapi,, application/yaml",
        "/q/openapi, application/json, application/json",
        "/q/openapi, 'text/html,application/json;q=0.9', application/json",
        "/q/openapi?format=JSON, application/yaml, application/json",
        "/q/openapi?format=yaml, application/json, application/yaml",
        "/q/openapi.json,, application/json",
        "/q/openapi.yaml, application/json, application/yaml",
        "/q/openapi.yml,, application/yaml"
    })
    void theDocumentComesAsItIsAskedFor(String path, String accept, String type) {
        RequestSpecification request = given();
        if (accept != null) {
            request.header("Accept", accept);
        }
        request.head(path).then().statusCode(200).contentType(startsWith(type)).header("Vary", "Accept");
        request.get(path)
                .then()
                .statusCode(200)
                .contentType(startsWith(type))
                .body(startsWith(type.endsWith("json") ? "{" : "---"));
    }
}

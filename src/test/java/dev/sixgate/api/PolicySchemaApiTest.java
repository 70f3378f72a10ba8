package dev.sixgate.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class PolicySchemaApiTest {

    @Test
    void anEditorReadsTheSchemaOfTheRepositoryWithoutSigningIn() throws IOException {
        String served = given().get("/policies/schema")
                .then()
                .statusCode(200)
                .contentType("application/schema+json")
                .extract()
                .asString();

        assertThat(served).isEqualTo(Files.readString(Path.of("openapi/policies.schema.json")));
    }
}

package dev.sixgate.sandbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class TestWorldTest {
    @Inject
    InstantSource clock;

    @Inject
    MutableClock mutableClock;

    @Inject
    AgroalDataSource database;

    @Test
    void theServiceIsReadyInItsTestWorld() {
        given().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void theServiceLooksAtTheClockThatTestsMove() {
        var before = clock.instant();

        mutableClock.advance(Duration.ofMinutes(5));

        assertThat(clock.instant()).isEqualTo(before.plusSeconds(300));
    }

    @Test
    void theServiceLogsInAsARoleThatOwnsNothing() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_user, rolsuper or rolcreatedb or rolcreaterole,"
                        + " has_database_privilege(current_user, current_database(), 'CREATE'),"
                        + " has_schema_privilege(current_user, 'public', 'CREATE')"
                        + " from pg_roles where rolname = current_user")) {
            row.next();

            assertThat(row.getString(1)).isEqualTo("sixgate_service");
            assertThat(row.getBoolean(2)).isFalse();
            assertThat(row.getBoolean(3)).isFalse();
            assertThat(row.getBoolean(4)).isFalse();
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndARightOneIsNot() {
        given().auth().preemptive().basic("ria", "guess").get("/me").then().statusCode(401);
        given().auth().preemptive().basic("ria", "demo").get("/me").then().statusCode(200);
    }
}

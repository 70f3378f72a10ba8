package dev.sixgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sixgate.sandbox.apigateway.ApiGatewaySimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ComposeFilesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path COMPOSE = Path.of("docker-compose.yml");
    private static final Path REALM = Path.of("deploy/compose/keycloak/sixgate-realm.json");
    private static final Path ROLES = Path.of("deploy/compose/postgres/roles.sql");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:-[^}]+)?}");

    private final JsonNode services = read(COMPOSE).path("services");
    private final JsonNode realm = read(REALM);

    @Test
    void everyImageIsNamedByAVersion() throws IOException {
        List<String> images = texts(services.findValues("image"));
        String base = Files.readAllLines(Path.of("src/main/docker/Dockerfile.jvm")).stream()
                .filter(line -> line.startsWith("FROM ") && line.contains(":"))
                .collect(Collectors.joining());

        assertThat(images).hasSize(6).allMatch(image -> image.matches(".+:v?[0-9][0-9.]*"));
        assertThat(base).matches("FROM eclipse-temurin:[0-9]+-jre AS service");
    }

    @Test
    void everyVariableHasADefaultAndNoneIsTakenForAKeyOfTheService() throws IOException {
        Matcher variable = VARIABLE.matcher(Files.readString(COMPOSE));
        Set<String> names = new TreeSet<>();
        while (variable.find()) {
            names.add(variable.group(1));
            assertThat(variable.group(2)).as(variable.group(1)).isNotNull();
        }

        assertThat(names).contains("OWNER_PASSWORD", "SERVICE_PASSWORD").noneMatch(name -> name.startsWith("SIXGATE_"));
    }

    @Test
    void everyPortListensOnThisMachineAlone() {
        List<String> ports = services.findValues("ports").stream()
                .flatMap(list -> texts(list).stream())
                .toList();

        assertThat(ports).hasSize(6).allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void whateverTheServiceWaitsForSaysWhenItIsReady() {
        JsonNode awaited = services.path("service").path("depends_on");

        assertThat(awaited.fieldNames()).toIterable().containsExactlyInAnyOrder("postgres", "keycloak", "simulator");
        awaited.fields().forEachRemaining(on -> {
            assertThat(on.getValue().path("condition").asText()).isEqualTo("service_healthy");
            assertThat(services.path(on.getKey()).has("healthcheck"))
                    .as(on.getKey())
                    .isTrue();
        });
    }

    @Test
    void monitoringIsAskedFor() {
        for (String name : List.of("prometheus", "grafana")) {
            assertThat(texts(services.path(name).path("profiles"))).containsExactly("monitoring");
        }
        assertThat(services.path("service").has("profiles")).isFalse();
    }

    @Test
    void everyFileThatIsMountedIsThere() {
        List<String> volumes = services.findValues("volumes").stream()
                .flatMap(list -> texts(list).stream())
                .filter(volume -> volume.startsWith("./"))
                .toList();

        assertThat(volumes)
                .hasSizeGreaterThan(4)
                .allSatisfy(volume -> assertThat(Path.of(volume.split(":")[0])).exists());
    }

    @Test
    void prometheusAsksTheServiceWhereItListensAndJudgesByOurRules() {
        JsonNode prometheus = read(Path.of("deploy/prometheus/prometheus.yml"));

        assertThat(texts(prometheus.path("rule_files")))
                .allSatisfy(
                        file -> assertThat(Path.of("deploy/prometheus", file)).exists());
        assertThat(prometheus.findValuesAsText("metrics_path")).containsExactly("/q/metrics");
        assertThat(texts(prometheus
                        .path("scrape_configs")
                        .path(0)
                        .path("static_configs")
                        .path(0)
                        .path("targets")))
                .containsExactly("service:8080");
    }

    @Test
    void theImagesContextHasWhatItsFileCopies() throws IOException {
        List<String> kept = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1).replace("*", ""))
                .toList();

        assertThat(Files.readAllLines(Path.of("src/main/docker/Dockerfile.jvm")).stream()
                        .filter(line -> line.startsWith("COPY ") && !line.contains("--from"))
                        .map(line -> line.split(" ")[2]))
                .hasSize(5)
                .allMatch(copied -> kept.stream().anyMatch(copied::startsWith));
    }

    @Test
    void theSimulatorsMainClassExists() {
        assertThat(texts(services.path("simulator").path("entrypoint"))).contains(ApiGatewaySimulator.class.getName());
    }

    @Test
    void theDatabaseHasTheRolesThatTheServiceLogsInAs() throws IOException {
        JsonNode environment = services.path("service").path("environment");
        String roles = Files.readString(ROLES);

        for (String key : List.of("QUARKUS_DATASOURCE", "QUARKUS_FLYWAY")) {
            String role = environment.path(key + "_USERNAME").asText();
            String password = environment.path(key + "_PASSWORD").asText().replaceAll("\\$\\{(\\w+):-.*", "$1");

            assertThat(roles)
                    .contains("\\getenv " + password.toLowerCase(Locale.ROOT) + " " + password)
                    .contains("CREATE ROLE " + role + " LOGIN PASSWORD :'" + password.toLowerCase(Locale.ROOT) + "'");
            assertThat(services.path("postgres").path("environment").path(password))
                    .isEqualTo(environment.path(key + "_PASSWORD"));
        }
    }

    @Test
    void theRealmsPeopleAreTheDemoPeople() {
        Map<String, String> people = new TreeMap<>();
        for (DemoPerson person : DemoPerson.all()) {
            String login = person.isService() ? "service-account-" + person.login() : person.login();
            people.put(login, person.role() + " " + new TreeSet<>(person.groups()));
        }
        Map<String, String> users = new TreeMap<>();
        for (JsonNode user : realm.path("users")) {
            users.put(
                    user.path("username").asText(),
                    texts(user.path("realmRoles")).stream()
                                    .map(role -> ours("ROLE", role))
                                    .collect(Collectors.joining(","))
                            + " "
                            + texts(user.path("groups")).stream()
                                    .map(path -> ours("GROUP", path.substring(1)))
                                    .sorted()
                                    .toList());
        }

        assertThat(users).isEqualTo(people);
    }

    @Test
    void theRealmDeclaresWhatItsPeopleHave() {
        assertThat(names(realm.path("roles").path("realm"), "name").stream().map(role -> ours("ROLE", role)))
                .containsAll(DemoPerson.all().stream().map(DemoPerson::role).toList());
        assertThat(names(realm.path("groups"), "name").stream().map(group -> ours("GROUP", group)))
                .containsAll(DemoPerson.all().stream()
                        .flatMap(person -> person.groups().stream())
                        .toList());
        for (JsonNode user : realm.path("users")) {
            if (user.has("serviceAccountClientId")) {
                assertThat(names(realm.path("clients"), "clientId"))
                        .contains(user.path("serviceAccountClientId").asText());
            } else {
                // Without these Keycloak asks for them at the first login, which a shell cannot answer.
                assertThat(user.path("email").asText()).contains("@");
                assertThat(user.path("firstName").asText() + " "
                                + user.path("lastName").asText())
                        .isEqualTo(DemoPerson.named(user.path("username").asText())
                                .orElseThrow()
                                .displayName());
            }
        }
    }

    @Test
    void theRealmsTokensAreMeantForTheServiceAndIssuedByWhomItBelieves() {
        JsonNode environment = services.path("service").path("environment");

        String service = environment.path("QUARKUS_OIDC_CLIENT_ID").asText();

        for (JsonNode client : realm.path("clients")) {
            if (!client.path("clientId").asText().equals(service)) {
                assertThat(texts(client.findValues("included.custom.audience"))).containsExactly(service);
            }
        }
        assertThat(names(realm.path("clients"), "clientId")).contains(service);
        assertThat(environment.path("QUARKUS_OIDC_TOKEN_ISSUER").asText())
                .isEqualTo(services.path("keycloak")
                                .path("environment")
                                .path("KC_HOSTNAME")
                                .asText()
                        + "/realms/" + realm.path("realm").asText());
    }

    @Test
    void everySecretOfTheRealmComesFromTheEnvironment() {
        JsonNode environment = services.path("keycloak").path("environment");
        List<String> secrets = texts(realm.path("users").findValues("value"));
        secrets.addAll(texts(realm.path("clients").findValues("secret")));

        assertThat(secrets)
                .hasSize(DemoPerson.all().size() + 1)
                .allSatisfy(secret -> assertThat(environment.has(secret.replaceAll("^\\$\\{(\\w+)}$", "$1")))
                        .as(secret)
                        .isTrue());
    }

    /** What the service, by its configuration, makes of a role's or group's name in the realm. */
    private String ours(String kind, String theirs) {
        String keys = "SIXGATE_CLAIMS_" + kind + "_NAMES_";
        return services.path("service").path("environment").properties().stream()
                .filter(entry -> entry.getKey().startsWith(keys)
                        && entry.getValue().asText().equals(theirs))
                .map(entry -> entry.getKey().substring(keys.length()).toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse(theirs);
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(JsonNode list, String member) {
        return new TreeSet<>(texts(list.findValues(member)));
    }

    private static List<String> texts(Iterable<JsonNode> nodes) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toCollection(ArrayList::new));
    }
}

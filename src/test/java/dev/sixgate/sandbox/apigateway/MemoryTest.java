package dev.sixgate.sandbox.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.sandbox.apigateway.world.SimulatorSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void aSimulatorThatStartsAgainFindsTheDomainsThatItLeft() throws Exception {
        try (var first = start()) {
            edit(first, "api.example.com", "{\"ipAddressType\":\"dualstack\",\"status\":\"UPDATING\"}");
        }

        try (var second = start()) {
            String domain = read(second);
            assertThat(domain)
                    .contains("\"ipAddressType\":\"dualstack\"")
                    .contains("\"domainNameStatus\":\"AVAILABLE\"");
        }
    }

    @Test
    void hostedZonesAreKeptToo() throws Exception {
        try (var first = start()) {
            var request = HttpRequest.newBuilder(URI.create(first.uri() + "/_sandbox/zones"))
                    .POST(BodyPublishers.ofString(
                            "{\"account\":\"111111111111\",\"id\":\"ZKEPT\",\"name\":\"kept.example\"}"))
                    .build();
            assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isLessThan(300);
        }

        try (var second = start()) {
            var request = HttpRequest.newBuilder(URI.create(second.uri() + "/_sandbox/zones"))
                    .build();
            assertThat(HTTP.send(request, BodyHandlers.ofString()).body()).contains("ZKEPT", "Z0SANDBOXEXAMPLECOM");
        }
    }

    @Test
    void aSimulatorWithoutAFileBeginsWithTheSeed() throws Exception {
        try (var first = ApiGatewaySimulator.start(SimulatorSettings.defaults())) {
            edit(first, "api.example.com", "{\"ipAddressType\":\"dualstack\"}");
        }

        try (var second = ApiGatewaySimulator.start(SimulatorSettings.defaults())) {
            assertThat(read(second)).contains("\"ipAddressType\":\"ipv4\"");
        }
    }

    private ApiGatewaySimulator start() {
        return ApiGatewaySimulator.start(
                "127.0.0.1", 0, SimulatorSettings.defaults(), Optional.of(directory.resolve("simulator.json")));
    }

    private static void edit(ApiGatewaySimulator simulator, String name, String members)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(simulator.uri() + "/_sandbox/domains/" + name))
                .PUT(BodyPublishers.ofString(members))
                .build();
        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isLessThan(300);
    }

    private static String read(ApiGatewaySimulator simulator) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(simulator.uri() + "/v2/domainnames/api.example.com"))
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=SANDBOX111111111111/20260101/eu-central-1/apigateway/aws4_request,"
                                + " SignedHeaders=host, Signature=0")
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }
}

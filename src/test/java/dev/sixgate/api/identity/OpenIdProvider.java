package dev.sixgate.api.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;

/** An OpenID provider as far as a service sees it: a discovery document, public keys, the tokens it signs, and sign-ins. */
final class OpenIdProvider implements AutoCloseable {
    static final String RSA = "rsa-1";
    static final String EC = "ec-1";

    private static final int COORDINATE_BYTES = 32;

    private final URI issuer;
    private final HttpServer server;
    /** The same for all: a service that runs on keeps the keys that it has fetched. */
    private static final KeyPair RSA_PAIR = keys("RSA");

    private static final KeyPair EC_PAIR = keys("EC");
    private static final KeyPair STRANGER = keys("RSA");
    private final Map<String, Code> codes = new ConcurrentHashMap<>();

    OpenIdProvider(URI issuer) throws IOException {
        this.issuer = issuer;
        this.server = HttpServer.create(new InetSocketAddress(issuer.getHost(), issuer.getPort()), 0);
        answer("/.well-known/openid-configuration", """
                {"issuer": "%1$s", "jwks_uri": "%1$s/certs", "token_endpoint": "%1$s/token",
                 "authorization_endpoint": "%1$s/auth", "introspection_endpoint": "%1$s/introspect"}""".formatted(issuer));
        answer("/certs", """
                {"keys": [
                  {"kty": "RSA", "kid": "%s", "use": "sig", "alg": "RS256", "n": "%s", "e": "%s"},
                  {"kty": "EC", "kid": "%s", "use": "sig", "alg": "ES256", "crv": "P-256", "x": "%s", "y": "%s"}]}""".formatted(
                        RSA,
                        number(((RSAPublicKey) RSA_PAIR.getPublic()).getModulus()),
                        number(((RSAPublicKey) RSA_PAIR.getPublic()).getPublicExponent()),
                        EC,
                        coordinate(((ECPublicKey) EC_PAIR.getPublic()).getW().getAffineX()),
                        coordinate(((ECPublicKey) EC_PAIR.getPublic()).getW().getAffineY())));
        server.createContext(issuer.getPath() + "/token", this::exchange);
        server.start();
    }

    /**
     * What follows when somebody has signed in at the address that they were sent to: the address that they are sent back to.
     *
     * @param idToken makes the ID token of the claims that belong to this sign-in
     */
    String signedIn(String sentTo, Function<Map<String, Object>, String> idToken) {
        Map<String, String> asked = form(URI.create(sentTo).getRawQuery());
        String code = UUID.randomUUID().toString();
        Map<String, Object> claims = claims("nobody");
        claims.put("nonce", asked.get("nonce"));
        codes.put(code, new Code(Objects.requireNonNull(asked.get("code_challenge")), idToken.apply(claims)));
        return asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state");
    }

    /** A code is good for one token, and only for whoever knows what its challenge was made of. */
    private record Code(String challenge, String idToken) {}

    private void exchange(HttpExchange exchange) throws IOException {
        Map<String, String> asked = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Code code = codes.remove(asked.getOrDefault("code", ""));
        Optional<String> token = Optional.ofNullable(code)
                .filter(it -> it.challenge().equals(s256(asked.getOrDefault("code_verifier", ""))))
                .map(it -> """
                        {"token_type": "Bearer", "expires_in": 300, "access_token": "%1$s", "id_token": "%1$s"}""".formatted(it.idToken()));
        byte[] body = token.orElse("{\"error\": \"invalid_grant\"}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(token.isPresent() ? 200 : 400, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String s256(String verifier) {
        try {
            return encoded(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String encoded) {
        return Arrays.stream(encoded.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private void answer(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(issuer.getPath() + path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    /** What a valid access token for this service says; tests change what they are about. */
    Map<String, Object> claims(String subject) {
        long now = Instant.now().getEpochSecond();
        return new HashMap<>(
                Map.of("iss", issuer.toString(), "aud", "sixgate", "sub", subject, "iat", now - 5, "exp", now + 300));
    }

    String rs256(Map<String, Object> claims) {
        return Jwt.claims(claims)
                .jws()
                .keyId(RSA)
                .algorithm(SignatureAlgorithm.RS256)
                .sign(RSA_PAIR.getPrivate());
    }

    String es256(Map<String, Object> claims) {
        return Jwt.claims(claims)
                .jws()
                .keyId(EC)
                .algorithm(SignatureAlgorithm.ES256)
                .sign(EC_PAIR.getPrivate());
    }

    /** Signed by a key that is not ours, under any name. */
    String forged(Map<String, Object> claims, String keyId) {
        return Jwt.claims(claims)
                .jws()
                .keyId(keyId)
                .algorithm(SignatureAlgorithm.RS256)
                .sign(STRANGER.getPrivate());
    }

    /** Our public key, which everybody has, taken for a shared secret. */
    String signedWithThePublicKey(Map<String, Object> claims) {
        return Jwt.claims(claims)
                .jws()
                .keyId(RSA)
                .algorithm(SignatureAlgorithm.HS256)
                .sign(new SecretKeySpec(RSA_PAIR.getPublic().getEncoded(), "HmacSHA256"));
    }

    /** With {@code alg: none} and no signature. */
    String unsigned(Map<String, Object> claims) {
        String payload = rs256(claims).split("\\.", -1)[1];
        return text("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + payload + ".";
    }

    /** One token's signature under another's claims. */
    String tampered(Map<String, Object> signed, Map<String, Object> wished) {
        String[] honest = rs256(signed).split("\\.", -1);
        return honest[0] + "." + rs256(wished).split("\\.", -1)[1] + "." + honest[2];
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return encoded(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return encoded(fixed);
    }

    private static String text(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

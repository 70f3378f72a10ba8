package dev.sixgate.api;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Requests to the byte, as no well-meaning client would send them. Texts are ISO 8859-1: a character is a byte. */
record RawHttp(String host, int port) {
    private static final int PATIENCE_MILLIS = 30_000;

    /** The service under test. */
    static RawHttp here() {
        return new RawHttp("localhost", RestAssured.port);
    }

    /** What came back. */
    record Answer(int status, String head, String body) {
        Optional<String> header(String name) {
            return Arrays.stream(head.split("\r\n"))
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        boolean isProblem() {
            return header("Content-Type").orElse("").startsWith("application/problem+json");
        }
    }

    static String basic(String person) {
        String pair = person + ":demo";
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1))
                + "\r\n";
    }

    /** Sends a request line, header lines (each with its end) and a body, whose length is announced unless a header does. */
    Answer send(String line, String headers, String body) {
        boolean framed = headers.contains("Content-Length") || headers.contains("Transfer-Encoding");
        String length = framed || body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        String text = line + " HTTP/1.1\r\nHost: sixgate\r\nConnection: close\r\n" + headers + length + "\r\n" + body;
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            write(socket, text.getBytes(StandardCharsets.ISO_8859_1));
            return parse(new String(readAll(socket), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The service may have answered, and hung up, before it was sent everything. */
    private static void write(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (SocketException e) {
            socket.shutdownOutput();
        }
    }

    private static byte[] readAll(Socket socket) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                read.write(buffer, 0, n);
            }
        } catch (SocketException e) {
            if (read.size() == 0) {
                throw e;
            }
        }
        return read.toByteArray();
    }

    private static Answer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        String head = end < 0 ? text : text.substring(0, end);
        return new Answer(
                Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3)),
                head,
                end < 0 ? "" : text.substring(end + 4));
    }
}

package dev.sixgate.sandbox.apigateway.nameserver;

import dev.sixgate.sandbox.apigateway.nameserver.Resolution.Found;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One query, and the messages that answer it.
 *
 * @param flags as sent
 * @param question the question as sent, to be sent back
 * @param limit how many bytes the asker takes over UDP, by the query's OPT record
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, section 4</a>
 */
record Message(int id, int flags, String name, int type, byte[] question, int limit) {
    static final int NO_ERROR = 0;
    static final int SERVFAIL = 2;
    static final int NXDOMAIN = 3;

    private static final int HEADER = 12;
    private static final int OPT = 41;
    private static final int SMALLEST = 512;

    private static final int RESPONSE = 0x8000;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int TRUNCATED = 0x0200;

    /** Reads a query with one question; empty if it is none. */
    static Optional<Message> read(byte[] bytes) {
        try {
            var in = ByteBuffer.wrap(bytes);
            int id = in.getShort() & 0xffff;
            int flags = in.getShort() & 0xffff;
            int questions = in.getShort();
            in.getInt();
            int additional = in.getShort();
            if ((flags & RESPONSE) != 0 || questions != 1) {
                return Optional.empty();
            }
            var name = new StringBuilder();
            for (int length = in.get(); length != 0; length = in.get()) {
                if (length < 0) {
                    return Optional.empty();
                }
                var label = new byte[length];
                in.get(label);
                name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
            }
            int type = in.getShort();
            in.getShort();
            var question = new byte[in.position() - HEADER];
            System.arraycopy(bytes, HEADER, question, 0, question.length);
            int limit = SMALLEST;
            // An OPT record begins with the root's name; its class is the size that the asker takes.
            if (additional > 0 && in.remaining() >= 5 && in.get() == 0 && in.getShort() == OPT) {
                limit = Math.max(SMALLEST, in.getShort() & 0xffff);
            }
            return Optional.of(new Message(id, flags, name.toString().toLowerCase(Locale.ROOT), type, question, limit));
        } catch (BufferUnderflowException tooShort) {
            return Optional.empty();
        }
    }

    /** The answer. */
    byte[] answer(int code, List<Found> records) {
        var out = new ByteArrayOutputStream();
        header(out, code, records.size(), false);
        for (Found record : records) {
            out.writeBytes(encoded(record.name()));
            var fixed = ByteBuffer.allocate(10);
            fixed.putShort((short) record.type()).putShort((short) 1).putInt((int) record.ttl());
            fixed.putShort((short) record.data().length);
            out.writeBytes(fixed.array());
            out.writeBytes(record.data());
        }
        return out.toByteArray();
    }

    /** The answer that says: ask again over TCP. */
    byte[] truncated() {
        var out = new ByteArrayOutputStream();
        header(out, NO_ERROR, 0, true);
        return out.toByteArray();
    }

    private void header(ByteArrayOutputStream out, int code, int answers, boolean truncated) {
        int said = RESPONSE | RECURSION_AVAILABLE | flags & RECURSION_DESIRED | (truncated ? TRUNCATED : 0) | code;
        out.writeBytes(ByteBuffer.allocate(HEADER)
                .putShort((short) id)
                .putShort((short) said)
                .putShort((short) 1)
                .putShort((short) answers)
                .array());
        out.writeBytes(question);
    }

    /** A name on the wire, without compression. */
    static byte[] encoded(String name) {
        var out = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
        return out.toByteArray();
    }
}

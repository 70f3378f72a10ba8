package dev.sixgate.notice.send;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses that begin with the same bits. */
record Network(byte[] prefix, int bits) {
    private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int BYTE = 8;

    /** Of {@code 10.0.0.0/8}, {@code fd00::/8}, or one address; empty for what is neither, such as a name. */
    static Optional<Network> parse(String written) {
        String text = written.replace("[", "").replace("]", "").toLowerCase(Locale.ROOT);
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!V4.matcher(address).matches() && !V6.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            // No name is asked for: it is an address by its form.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            int bits = slash < 0 ? bytes.length * BYTE : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > bytes.length * BYTE ? Optional.empty() : Optional.of(new Network(bytes, bits));
        } catch (UnknownHostException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Network of(String written) {
        return parse(written).orElseThrow(() -> new IllegalArgumentException(written));
    }

    boolean has(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 1 << (BYTE - 1 - i % BYTE);
            if ((address[i / BYTE] & mask) != (prefix[i / BYTE] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is one address, written out. */
    boolean isOne() {
        return bits == prefix.length * BYTE;
    }
}

package dev.sixgate.notice.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {
    private static boolean may(Destinations destinations, String host, String address) throws UnknownHostException {
        return destinations.mayBe(host, InetAddress.getByName(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.0.1",
                "168.63.129.16",
                "169.254.169.254",
                "169.254.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::10.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "64:ff9b::10.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:10::1",
                "2001:db8::1",
                "2002:a00:1::",
                "2002:7f00:1::1",
                "3fff::1",
                "4000::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void anAddressInsideIsRefusedUnlessItIsAllowed(String address) throws UnknownHostException {
        assertThat(may(Destinations.allowing(List.of()), "example.com", address))
                .isFalse();
        assertThat(may(
                        Destinations.allowing(List.of("other.example.com", "10.9.9.9", "fd99::/16")),
                        "example.com",
                        address))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "64:ff9b::101:101",
                "2002:101:101::1",
                "::ffff:1.1.1.1"
            })
    void anAddressOfThePublicInternetIsNot(String address) throws UnknownHostException {
        assertThat(may(Destinations.allowing(List.of()), "example.com", address))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.1, true",
        "10.1.0.0/16, 10.2.0.1, false",
        "10.0.0.0/9, 10.127.0.1, true",
        "10.0.0.0/9, 10.128.0.1, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "::1, ::1, true",
        "[::1], ::1, true",
        "fd12::/16, fd12::5, true",
        "fd12::/16, fd13::5, false",
        "169.254.169.254, 169.254.169.254, true",
        "hooks.internal, 10.0.0.1, true",
        "Hooks.Internal., 127.0.0.1, true",
        "hooks.internal, 169.254.169.254, false",
        "hooks.internal, 64:ff9b::169.254.169.254, false",
        "hooks.internal, fd00:ec2::254, false",
        "hooks.internal, 224.0.0.1, false",
        "internal, 10.0.0.1, false"
    })
    void whatIsAllowedIsAllowedAndNoMore(String allowed, String address, boolean may) throws UnknownHostException {
        assertThat(may(Destinations.allowing(List.of(allowed)), "hooks.internal", address))
                .isEqualTo(may);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/x", "fd00::/129", "hooks/24", " ", "1:2"})
    void whatIsNeitherNameNorNetworkIsRefused(String written) {
        assertThatThrownBy(() -> Destinations.allowing(List.of(written)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither a name nor a network");
    }

    @Test
    void aNameThatLooksLikeAnAddressIsAName() throws UnknownHostException {
        assertThat(may(Destinations.allowing(List.of("fade")), "fade", "10.0.0.1"))
                .isTrue();
    }
}

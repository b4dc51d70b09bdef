package io.rapport.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Channels connect to public addresses alone")
class EgressFilterTest {

    private static final EgressFilter STRICT = new EgressFilter(List.of());

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.255",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "239.255.255.250",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:808:808::",
                "3fff::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    @DisplayName("not to private, local, shared, multicast, embedding or metadata addresses")
    void refuses(String text) throws UnknownHostException {
        assertThat(STRICT.permits(address(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "223.255.255.255",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2a00:1450:4001::1"
            })
    @DisplayName("to all that is public, up to the edges of what is not")
    void permits(String text) throws UnknownHostException {
        assertThat(STRICT.permits(address(text))).isTrue();
    }

    @Test
    @DisplayName("to others only where the configuration lists them")
    void exceptions() throws UnknownHostException {
        EgressFilter filter = new EgressFilter(List.of("10.1.2.0/24", "127.0.0.1", "fd12::/16"));

        assertThat(filter.permits(address("10.1.2.200"))).isTrue();
        assertThat(filter.permits(address("127.0.0.1"))).isTrue();
        assertThat(filter.permits(address("fd12::5"))).isTrue();
        assertThat(filter.permits(address("10.1.3.1"))).isFalse();
        assertThat(filter.permits(address("127.0.0.2"))).isFalse();
        assertThat(filter.permits(address("fd13::5"))).isFalse();
        assertThat(filter.permits(address("8.8.8.8"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "300.1.1.1", "", "crm.example.com/8"})
    @DisplayName("An exception that is no address is refused by name: a name could change its address")
    void badExceptions(String text) {
        assertThatThrownBy(() -> new EgressFilter(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no address or range");
    }
}

package io.rapport.channel;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which addresses channels may connect to: public ones. Anyone who may configure or rename an endpoint must not reach what
 * stands behind our firewall by it. After IANA's registries of special-purpose addresses (RFC 6890 and its successors),
 * and the addresses of clouds' metadata services. Of IPv6, only what is globally routed is public; addresses that carry
 * another one in them (mapped, 6to4, Teredo, NAT64) are not, for they lead wherever that one does.
 */
final class EgressFilter {

    private static final List<Range> NOT_PUBLIC_4 = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by carriers' NAT; one cloud's metadata service
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // one cloud's metadata service
            "169.254.0.0/16", // link-local; most clouds' metadata service
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    private static final Range GLOBAL_6 = Range.parse("2000::/3");

    private static final List<Range> NOT_PUBLIC_6 = ranges(
            "2001::/23", // protocol assignments, Teredo
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    private final List<Range> allowed;

    /**
     * @param allowed addresses that may be connected to although they are not public, such as {@code 10.1.2.0/24} or
     *     {@code 127.0.0.1}
     * @throws IllegalArgumentException if one of them is no address or range
     */
    EgressFilter(List<String> allowed) {
        this.allowed = allowed.stream().map(Range::parse).toList();
    }

    /** @return whether a connection to this address is allowed */
    boolean permits(InetAddress address) {
        if (allowed.stream().anyMatch(range -> range.contains(address))) {
            return true;
        }
        if (address instanceof Inet4Address) {
            return NOT_PUBLIC_4.stream().noneMatch(range -> range.contains(address));
        }
        return GLOBAL_6.contains(address) && NOT_PUBLIC_6.stream().noneMatch(range -> range.contains(address));
    }

    private static List<Range> ranges(String... texts) {
        return Stream.of(texts).map(Range::parse).toList();
    }

    /**
     * A block of addresses.
     *
     * @param first its first address, as a number
     * @param bits of an address: 32 or 128
     * @param length of the prefix in bits
     */
    private record Range(BigInteger first, int bits, int length) {

        private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

        static Range parse(String text) {
            String[] parts = text.strip().split("/", 2);
            try {
                // never a name: that would be looked up, and could change
                if (!NUMERIC.matcher(parts[0]).matches()) {
                    throw new IllegalArgumentException();
                }
                byte[] bytes = InetAddress.getByName(parts[0]).getAddress();
                int bits = bytes.length * 8;
                int length = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
                if (length < 0 || length > bits) {
                    throw new IllegalArgumentException();
                }
                return new Range(new BigInteger(1, bytes).shiftRight(bits - length), bits, length);
            } catch (UnknownHostException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no address or range; write it like 10.1.2.3, 10.1.2.0/24 or fd00::/8");
            }
        }

        boolean contains(InetAddress address) {
            byte[] bytes = address.getAddress();
            return bytes.length * 8 == bits
                    && new BigInteger(1, bytes).shiftRight(bits - length).equals(first);
        }
    }
}

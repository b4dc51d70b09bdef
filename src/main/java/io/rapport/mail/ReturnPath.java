package io.rapport.mail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Variable envelope return paths (VERP): each mail names an address of its own for bounces, such as
 * {@code bounces+<token>@shop.example}, so that even a bounce that quotes nothing shows which message it is about. The
 * token is the message's id and a signature: nobody else can make one and have a customer's address suppressed.
 *
 * <p>A token is 40 characters of the alphabet {@code a-v0-9} (RFC 4648's base32hex, in lower case, since some servers do
 * not keep the case): 16 bytes of id, 9 bytes of HMAC-SHA256. A part before the @ may have 64 characters (RFC 5321).
 */
public final class ReturnPath {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 16;
    private static final int SIGNATURE_BYTES = 9;
    private static final int TOKEN_LENGTH = (ID_BYTES + SIGNATURE_BYTES) * 8 / 5;
    private static final int LONGEST_LOCAL_PART = 64;
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuv";

    /** The first signs; the others are believed. */
    private final List<SecretKeySpec> keys;

    private final String local;
    private final String domain;
    private final Pattern pattern;

    /**
     * @param bounceAddress the mailbox that takes the bounces, such as {@code bounces@shop.example}; its server must
     *     deliver {@code bounces+anything@shop.example} to it
     * @param secret the same on all nodes; a key of its own is derived from it
     * @param before earlier secrets: bounces of mails that went out under them are still known
     * @throws IllegalArgumentException if the address is none, or is too long to carry a token
     */
    public ReturnPath(String bounceAddress, String secret, String... before) {
        int at = bounceAddress.lastIndexOf('@');
        if (!bounceAddress.matches("[A-Za-z0-9._-]+@[A-Za-z0-9.-]*[A-Za-z0-9]")) {
            throw new IllegalArgumentException("rapport.messaging.bounce-address (" + bounceAddress
                    + ") must be a bare address without a '+', such as bounces@shop.example");
        }
        this.local = bounceAddress.substring(0, at) + '+';
        this.domain = bounceAddress.substring(at);
        if (local.length() + TOKEN_LENGTH > LONGEST_LOCAL_PART) {
            throw new IllegalArgumentException("rapport.messaging.bounce-address (" + bounceAddress
                    + ") must have at most " + (LONGEST_LOCAL_PART - TOKEN_LENGTH - 1)
                    + " characters before the @, so that a token fits behind them");
        }
        this.keys = Stream.concat(Stream.of(secret), Stream.of(before))
                .map(ReturnPath::key)
                .toList();
        this.pattern = Pattern.compile(
                "<?" + Pattern.quote(local) + "([a-v0-9]{" + TOKEN_LENGTH + "})" + Pattern.quote(domain) + ">?",
                Pattern.CASE_INSENSITIVE);
    }

    private static SecretKeySpec key(String secret) {
        return new SecretKeySpec(
                hmac(
                        new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM),
                        "return-path".getBytes(StandardCharsets.UTF_8)),
                ALGORITHM);
    }

    /**
     * @param message id of the outbox's row
     * @return the address that bounces of this message go to, without angle brackets
     */
    public String address(UUID message) {
        byte[] id = bytes(message);
        byte[] token = Arrays.copyOf(id, ID_BYTES + SIGNATURE_BYTES);
        System.arraycopy(hmac(keys.get(0), id), 0, token, ID_BYTES, SIGNATURE_BYTES);
        return local + encode(token) + domain;
    }

    /**
     * Reads such an address back, in any case and with or without angle brackets.
     *
     * @param address where a bounce was sent to; may be null
     * @return id of the outbox's row; empty if the address is another one or its signature is not ours
     */
    public Optional<UUID> message(String address) {
        Matcher matcher = pattern.matcher(address == null ? "" : address.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        byte[] token = decode(matcher.group(1).toLowerCase(Locale.ROOT));
        byte[] id = Arrays.copyOf(token, ID_BYTES);
        byte[] signature = Arrays.copyOfRange(token, ID_BYTES, token.length);
        if (keys.stream()
                .noneMatch(key -> MessageDigest.isEqual(signature, Arrays.copyOf(hmac(key, id), SIGNATURE_BYTES)))) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(id);
        return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** Five bits a character; the length is a multiple of five bytes, so nothing is padded. */
    private static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(TOKEN_LENGTH);
        int bits = 0;
        int held = 0;
        for (byte next : bytes) {
            bits = bits << 8 | next & 0xFF;
            held += 8;
            while (held >= 5) {
                held -= 5;
                text.append(ALPHABET.charAt(bits >> held & 31));
            }
        }
        return text.toString();
    }

    private static byte[] decode(String text) {
        byte[] bytes = new byte[text.length() * 5 / 8];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            bits = bits << 5 | ALPHABET.indexOf(text.charAt(i));
            held += 5;
            if (held >= 8) {
                held -= 8;
                bytes[at++] = (byte) (bits >> held);
            }
        }
        return bytes;
    }

    private static byte[] hmac(SecretKeySpec key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}

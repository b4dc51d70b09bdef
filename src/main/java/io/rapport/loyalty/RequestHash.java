package io.rapport.loyalty;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** By what a request is known again that comes once more under its key, without keeping what it said. */
final class RequestHash {

    private RequestHash() {}

    /** @param parts what the request says, {@code null} for what it leaves out */
    static String of(String... parts) {
        String text = Stream.of(parts)
                .map(part -> part == null ? "-" : part.length() + ":" + part)
                .collect(Collectors.joining(","));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return an amount as it is written in one way */
    static String plain(BigDecimal amount) {
        return amount == null ? null : amount.stripTrailingZeros().toPlainString();
    }
}

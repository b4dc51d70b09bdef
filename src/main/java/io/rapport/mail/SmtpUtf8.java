package io.rapport.mail;

import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Addresses whose part before the @ is not ASCII: only servers that say so take them (RFC 6531). */
final class SmtpUtf8 {

    static final String EXTENSION = "SMTPUTF8";

    private SmtpUtf8() {}

    /** @return whether every server takes the address */
    static boolean isPlain(String address) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(address);
    }

    /** @return Jakarta Mail's properties for headers in UTF-8 (RFC 6532) */
    static Properties headers() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return properties;
    }
}

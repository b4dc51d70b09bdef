package io.rapport.mail.internal.bounce;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The mails of {@code src/test/resources/bounces}, written after the reports of real mail servers. */
final class Reports {

    private Reports() {}

    /**
     * @param path the return path of our mail
     * @param messageId its Message-ID, with angle brackets
     * @param to whom it went to
     * @return the mail as it would come in
     */
    static byte[] mail(String name, String path, String messageId, String to) {
        try (InputStream in = Reports.class.getResourceAsStream("/bounces/" + name + ".eml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{path}", path)
                    .replace("{id}", messageId)
                    .replace("{to}", to)
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

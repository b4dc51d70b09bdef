package io.rapport.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.angus.mail.util.QPEncoderStream;
import org.springframework.util.FastByteArrayOutputStream;

/** Quoted-printable (RFC 2045, 6.7) of UTF-8. */
final class QuotedPrintable {

    /** A line has 76 characters at the most; two are left for the sign that stands in for a letter below. */
    private static final int LONGEST = 74;

    private QuotedPrintable() {}

    /**
     * @param text with any ends of lines
     * @return the text in UTF-8, encoded, with CRLF at the ends of its lines
     */
    static byte[] encode(String text) throws IOException {
        FastByteArrayOutputStream out = new FastByteArrayOutputStream(text.length() + text.length() / 4 + LONGEST);
        try (OutputStream encoder = new QPEncoderStream(out, LONGEST)) {
            encoder.write(text.getBytes(StandardCharsets.UTF_8));
        }
        // some mailboxes put a sign before a line that begins so, which would break a signature
        return ("\n" + new String(out.toByteArray(), StandardCharsets.US_ASCII))
                .replace("\nFrom ", "\n=46rom ")
                .substring(1)
                .getBytes(StandardCharsets.US_ASCII);
    }
}

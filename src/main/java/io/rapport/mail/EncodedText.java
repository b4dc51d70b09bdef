package io.rapport.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A text as it stands in a mail: as it is where that is ASCII in short lines, which every server takes and which costs least;
 * otherwise quoted-printable, or base64 where that is shorter. What is not ASCII in a page of HTML is written as references
 * to characters, so that most pages go as they are.
 *
 * @param encoding value of {@code Content-Transfer-Encoding} (RFC 2045, 6)
 * @param bytes with CRLF at the ends of lines
 */
record EncodedText(String encoding, byte[] bytes) {

    /** RFC 5322, 2.1.1, allows 998; the rest is for what SMTP and old mailboxes put before a line. */
    private static final int LONGEST_LINE = 990;

    /** Old mailboxes change such a line. */
    private static final String SENDER = "From ";

    /** Begins a boundary between parts ({@link MailComposer}), which nobody's text may contain. */
    static final String BOUNDARY = "=_";

    private static final String BOUNDARY_LINE = "--" + BOUNDARY;

    /** @param text with any ends of lines */
    static EncodedText of(String text) throws IOException {
        return encoded(text, text);
    }

    /** @param html a page, with any ends of lines */
    static EncodedText ofHtml(String html) throws IOException {
        return encoded(html, isMostlyAscii(html) ? withReferences(html) : html);
    }

    /** @param same as the text to its reader, and perhaps ASCII */
    private static EncodedText encoded(String text, String same) throws IOException {
        byte[] asItIs = asItIs(same);
        if (asItIs != null) {
            return new EncodedText("7bit", asItIs);
        }
        return isMostlyAscii(text)
                ? new EncodedText("quoted-printable", QuotedPrintable.encode(text))
                : new EncodedText("base64", base64(text));
    }

    /** @return null where it would end a part, or a server or mailbox might change it on its way, and so break a signature */
    private static byte[] asItIs(String text) {
        byte[] out = new byte[text.length() * 2];
        int size = 0;
        int line = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                out[size++] = '\r';
                out[size++] = '\n';
                line = 0;
            } else if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                continue;
            } else if (c > '~' || c < ' ' && c != '\t' || ++line > LONGEST_LINE) {
                return null;
            } else if (line == 1 && (text.startsWith(SENDER, i) || text.startsWith(BOUNDARY_LINE, i))) {
                return null;
            } else {
                out[size++] = (byte) c;
            }
        }
        return Arrays.copyOf(out, size);
    }

    /**
     * The page with all that is not ASCII as references; the page itself where a reader would take them for something else:
     * within a style or a script, and those of control characters (HTML, 13.2.5.80).
     */
    private static String withReferences(String html) {
        StringBuilder out = null;
        boolean raw = false;
        for (int i = 0; i < html.length(); i++) {
            char c = html.charAt(i);
            if (c == '<') {
                raw = raw ? !isTag(html, i + 1, "/style", "/script") : isTag(html, i + 1, "style", "script");
            }
            if (c < 128) {
                if (out != null) {
                    out.append(c);
                }
                continue;
            }
            if (raw || c < 160) {
                return html;
            }
            if (out == null) {
                out = new StringBuilder(html.length() + html.length() / 8).append(html, 0, i);
            }
            int character = html.codePointAt(i);
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                // half of a pair, which UTF-8 has no form for
                out.append('?');
            } else {
                out.append("&#").append(character).append(';');
            }
            i += Character.charCount(character) - 1;
        }
        return out == null ? html : out.toString();
    }

    private static boolean isTag(String html, int at, String... names) {
        for (String name : names) {
            if (html.regionMatches(true, at, name, 0, name.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMostlyAscii(String text) {
        int others = 0;
        for (int i = 0; i < text.length(); i++) {
            others += text.charAt(i) > 127 ? 1 : 0;
        }
        return others * 8L < text.length();
    }

    private static byte[] base64(String content) {
        String canonical = content.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        return Base64.getMimeEncoder().encode(canonical.getBytes(StandardCharsets.UTF_8));
    }
}

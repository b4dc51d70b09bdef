package io.rapport.mail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Quoted-printable (RFC 2045, 6.7) of UTF-8, in one go over the whole text: half of the time that a mail takes went into
 * Jakarta Mail's encoder, which writes byte by byte through a chain of streams.
 */
final class QuotedPrintable {

    /** A line has 76 characters at most; the last is the sign that it goes on. */
    private static final int LONGEST = 75;

    /** What one character takes at the most: four bytes, each with the end of a line before it. */
    private static final int LARGEST = 4 * 6;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final char[] in;
    private byte[] out;
    private int size;
    private int column;

    private QuotedPrintable(String text) {
        in = text.toCharArray();
        out = new byte[in.length + in.length / 4 + LARGEST];
    }

    /**
     * @param text with any ends of lines
     * @return the text in UTF-8, encoded, with CRLF at the ends of its lines
     */
    static byte[] encode(String text) {
        QuotedPrintable encoder = new QuotedPrintable(text);
        encoder.run();
        return Arrays.copyOf(encoder.out, encoder.size);
    }

    private void run() {
        for (int at = 0; at < in.length; at++) {
            if (size + LARGEST > out.length) {
                out = Arrays.copyOf(out, out.length * 2);
            }
            char next = in[at];
            if (next > ' ' && next < 127 && next != '=') {
                if (column == LONGEST) {
                    fold();
                }
                if (next == 'F' && column == 0 && isFrom(at)) {
                    // some mailboxes put a sign before such a line, which would break a signature
                    encoded(next);
                } else {
                    out[size++] = (byte) next;
                    column++;
                }
            } else if (isLineEnd(at)) {
                at += next == '\r' && isLineFeed(at + 1) ? 1 : 0;
                out[size++] = '\r';
                out[size++] = '\n';
                column = 0;
            } else if ((next == ' ' || next == '\t') && at + 1 < in.length && !isLineEnd(at + 1)) {
                // at the end of a line it would be encoded: servers may cut it off there
                if (column == LONGEST) {
                    fold();
                }
                out[size++] = (byte) next;
                column++;
            } else {
                at += bytes(at) - 1;
            }
        }
    }

    /** @return how many characters of the text it took: two for a pair */
    private int bytes(int at) {
        int point = Character.codePointAt(in, at);
        if (point < 0x80) {
            encoded(point);
        } else if (point < 0x800) {
            encoded(0xC0 | point >> 6);
            encoded(0x80 | point & 0x3F);
        } else if (point >= 0x10000) {
            encoded(0xF0 | point >> 18);
            encoded(0x80 | point >> 12 & 0x3F);
            encoded(0x80 | point >> 6 & 0x3F);
            encoded(0x80 | point & 0x3F);
            return 2;
        } else if (Character.isSurrogate((char) point)) {
            // half of a pair is no character
            encoded('?');
        } else {
            encoded(0xE0 | point >> 12);
            encoded(0x80 | point >> 6 & 0x3F);
            encoded(0x80 | point & 0x3F);
        }
        return 1;
    }

    private void encoded(int octet) {
        if (column + 3 > LONGEST) {
            fold();
        }
        out[size++] = '=';
        out[size++] = HEX[octet >> 4];
        out[size++] = HEX[octet & 15];
        column += 3;
    }

    private void fold() {
        out[size++] = '=';
        out[size++] = '\r';
        out[size++] = '\n';
        column = 0;
    }

    private boolean isFrom(int at) {
        return at + 4 < in.length && in[at + 1] == 'r' && in[at + 2] == 'o' && in[at + 3] == 'm' && in[at + 4] == ' ';
    }

    private boolean isLineEnd(int at) {
        return in[at] == '\n' || in[at] == '\r';
    }

    private boolean isLineFeed(int at) {
        return at < in.length && in[at] == '\n';
    }
}

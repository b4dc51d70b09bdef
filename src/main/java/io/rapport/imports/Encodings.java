package io.rapport.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * In which character set a file is written. What the file says by its first bytes counts, then what the mapping says; then
 * the whole file is read as UTF-8, which hardly any other text is by accident; at last it is Chinese (GB18030) or Western
 * European (Windows-1252) by how bytes above 127 stand together.
 */
final class Encodings {

    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private static final int SAMPLE = 1 << 16;
    private static final int ASCII = 0x80;

    /** First and second bytes of the common Chinese characters. */
    private static final int COMMON = 0xA1;

    /** So many valid characters for each broken one, and the text is UTF-8 with damage. */
    private static final int DAMAGED = 20;

    private Encodings() {}

    /**
     * @param charset the character set
     * @param bom how many bytes at the beginning say so, and are no text
     */
    record Found(Charset charset, int bom) {}

    /**
     * @param file to read
     * @param stated by the mapping; {@code null}: nothing
     * @return what it is written in
     */
    static Found find(Path file, Charset stated) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(SAMPLE);
        }
        Found marked = marked(head);
        if (marked != null) {
            return marked;
        }
        if (stated != null) {
            return new Found(stated, 0);
        }
        Charset wide = wide(head);
        if (wide != null) {
            return new Found(wide, 0);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Found(isUtf8(in) ? StandardCharsets.UTF_8 : singleOrDouble(file), 0);
        }
    }

    private static Found marked(byte[] head) {
        if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
            return new Found(StandardCharsets.UTF_8, 3);
        }
        if (startsWith(head, 0xFF, 0xFE)) {
            return new Found(StandardCharsets.UTF_16LE, 2);
        }
        if (startsWith(head, 0xFE, 0xFF)) {
            return new Found(StandardCharsets.UTF_16BE, 2);
        }
        return startsWith(head, 0x84, 0x31, 0x95, 0x33) ? new Found(GB18030, 4) : null;
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** The head of a file is mostly ASCII, of which UTF-16 makes every other byte a zero. */
    private static Charset wide(byte[] head) {
        int even = 0;
        int odd = 0;
        for (int i = 0; i < head.length; i++) {
            if (head[i] == 0) {
                if (i % 2 == 0) {
                    even++;
                } else {
                    odd++;
                }
            }
        }
        int many = head.length / 8;
        if (Math.max(even, odd) <= many || head.length < 4) {
            return null;
        }
        return even > odd ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }

    /** Strictly, or with so little damage that it can only be that. */
    static boolean isUtf8(InputStream in) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(SAMPLE);
        CharBuffer chars = CharBuffer.allocate(SAMPLE);
        long wide = 0;
        long broken = 0;
        boolean end = false;
        while (!end) {
            int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            end = read < 0;
            bytes.position(bytes.position() + Math.max(read, 0)).flip();
            CoderResult result;
            do {
                result = decoder.decode(bytes, chars, end);
                wide += above127(chars);
                if (result.isError()) {
                    broken++;
                    bytes.position(Math.min(bytes.limit(), bytes.position() + result.length()));
                }
            } while (result.isError() || result.isOverflow());
            bytes.compact();
        }
        return broken == 0 || wide / broken >= DAMAGED;
    }

    private static long above127(CharBuffer chars) {
        chars.flip();
        long wide = 0;
        while (chars.hasRemaining()) {
            if (chars.get() >= ASCII) {
                wide++;
            }
        }
        chars.clear();
        return wide;
    }

    private static Charset singleOrDouble(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return isDouble(in) ? GB18030 : WINDOWS_1252;
        }
    }

    /**
     * Chinese characters are pairs of bytes of which, in common ones, both are above 160. The letters with accents of European
     * languages stand alone between others.
     */
    private static boolean isDouble(InputStream in) throws IOException {
        long pairs = 0;
        long alone = 0;
        byte[] buffer = new byte[SAMPLE];
        int before = 0;
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                int now = buffer[i] & 0xFF;
                if (before >= COMMON && now >= COMMON) {
                    pairs++;
                    before = 0;
                } else {
                    if (before >= ASCII) {
                        alone++;
                    }
                    before = now;
                }
            }
        }
        return pairs > alone;
    }
}

package io.rapport.gate;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whether a file is in UTF-8: the engine reads others, too, but what shows the file again takes it for UTF-8. */
final class FileEncoding {

    private FileEncoding() {}

    /** @return whether the content is text in UTF-8; in UTF-16 it would have the character NUL, which no text has */
    static boolean isUtf8(byte[] content) {
        return text(content).filter(text -> text.indexOf(0) < 0).isPresent();
    }

    /**
     * @param encoding that the file was read in; null if that is not known
     * @return whether it says the same in UTF-8, as what is in ASCII alone does in most encodings
     */
    static boolean isUtf8(byte[] content, String encoding) {
        if (encoding == null || encoding.equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
            return true;
        }
        try {
            String read =
                    Charset.forName(encoding).decode(ByteBuffer.wrap(content)).toString();
            return text(content).filter(read::equals).isPresent();
        } catch (IllegalArgumentException nameOfTheParserAlone) {
            return false;
        }
    }

    private static Optional<String> text(byte[] content) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}

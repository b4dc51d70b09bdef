package io.rapport.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Character sets of files")
class EncodingsTest {

    @TempDir
    private Path directory;

    private Path file(String text, String charset) throws IOException {
        return Files.write(directory.resolve("file.csv"), text.getBytes(Charset.forName(charset)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "UTF-8, Jürgen",
        "UTF-8, 王伟",
        "UTF-8, Ada",
        "windows-1252, Jürgen Müßig",
        "windows-1252, François Crépeau",
        "windows-1252, 'Größe, Äpfel, Öl – 20 €'",
        "GB18030, 王伟",
        "GB18030, 欧阳娜娜住在上海市浦东新区",
        "UTF-16LE, Ada Lovelace of London",
        "UTF-16BE, Ada Lovelace of London",
    })
    @DisplayName("are found by what stands in the whole file, also far behind its beginning")
    void found(String charset, String text) throws IOException {
        assertThat(Encodings.find(file("id,name\n1," + text + "\n", charset), null)
                        .charset())
                .isEqualTo(Charset.forName(charset));
        String plain = "7,nothing special here\n".repeat(10_000);
        assertThat(Encodings.find(file("id,name\n" + plain + "1," + text + "\n", charset), null)
                        .charset())
                .isEqualTo(Charset.forName(charset));
    }

    @Test
    @DisplayName("are as the mapping states, unless the file begins with a mark of another")
    void stated() throws IOException {
        assertThat(Encodings.find(file("id,name\n1,Müller\n", "ISO-8859-15"), Charset.forName("ISO-8859-15"))
                        .charset())
                .isEqualTo(Charset.forName("ISO-8859-15"));
        assertThat(Encodings.find(file("\ufeffid,name\n", "UTF-8"), Charset.forName("GB18030")))
                .isEqualTo(new Encodings.Found(Charset.forName("UTF-8"), 3));
    }
}

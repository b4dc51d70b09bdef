package io.rapport.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The directory of files to be brought in")
class FileStorageTest {

    @TempDir
    private Path directory;

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("storage-name"))
                    .toList();
        }
    }

    @Test
    @DisplayName("keeps a name of its own over restarts")
    void name() throws IOException {
        String name = new FileStorage(directory).name();
        assertThat(new FileStorage(directory).name()).isEqualTo(name).isNotBlank();
        assertThat(new FileStorage(directory.resolve("other")).name()).isNotEqualTo(name);
    }

    @Test
    @DisplayName("keeps a file as it was sent, and nothing of one that is too large")
    void keep() throws IOException {
        FileStorage storage = new FileStorage(directory);
        FileStorage.Kept kept = storage.keep(body("0123456789"), 10);
        assertThat(kept.bytes()).isEqualTo(10);
        assertThat(storage.path(kept.file())).hasContent("0123456789");
        assertThatThrownBy(() -> storage.keep(body("0123456789x"), 10)).isInstanceOf(FileStorage.TooLarge.class);
        assertThat(names()).containsExactly(kept.file());
    }

    @Test
    @DisplayName("lets go what no job is about, but not what has just come")
    void tidy() throws IOException {
        FileStorage storage = new FileStorage(directory);
        String waits = storage.keep(body("a"), 10).file();
        String alone = storage.keep(body("b"), 10).file();
        storage.deleteAllBut(List.of(waits), Instant.EPOCH);
        assertThat(names()).containsExactlyInAnyOrder(waits, alone);
        storage.deleteAllBut(List.of(waits), Instant.now().plusSeconds(60));
        assertThat(names()).containsExactly(waits);
    }
}

package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

@DisplayName("A jar beside folders of models and messages reads them")
class ModelFoldersTest {

    @TempDir
    Path directory;

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    @DisplayName("over its own, and looks at them each second")
    void folders() throws IOException {
        Files.createDirectories(directory.resolve("messages"));

        ModelFolders.addTo(environment, directory);

        assertThat(environment.getProperty("rapport.models")).isEqualTo(directory.toString());
        assertThat(environment.getProperty("rapport.models-reload")).isEqualTo("1s");
    }

    @Test
    @DisplayName("and where there are none, or another directory is set, nothing changes")
    void none() throws IOException {
        ModelFolders.addTo(environment, directory);
        assertThat(environment.containsProperty("rapport.models")).isFalse();

        Files.createDirectories(directory.resolve("processes"));
        environment.setProperty("rapport.models", "/srv/models");
        ModelFolders.addTo(environment, directory);
        assertThat(environment.getProperty("rapport.models")).isEqualTo("/srv/models");
        assertThat(environment.containsProperty("rapport.models-reload")).isFalse();
    }
}

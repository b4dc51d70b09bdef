package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

@DisplayName("A jar beside folders of models and messages reads them")
class ModelFoldersTest {

    private static final String PATTERNS = "camunda.bpm.deployment-resource-pattern";

    @TempDir
    Path directory;

    private final MockEnvironment environment = new MockEnvironment()
            .withProperty(PATTERNS + "[0]", "classpath*:processes/**/*.bpmn")
            .withProperty(PATTERNS + "[1]", "classpath*:forms/**/*.form");

    private String[] patterns() {
        return Binder.get(environment)
                .bind(PATTERNS, Bindable.of(String[].class))
                .get();
    }

    @Test
    @DisplayName("models, tables and forms beside the jar's own, the catalogue and the messages in place of the jar's")
    void folders() throws IOException {
        Files.createDirectories(directory.resolve("processes"));
        Files.createDirectories(directory.resolve("forms"));
        Files.createDirectories(directory.resolve("messages"));
        Files.writeString(directory.resolve("processes/events.asyncapi.yaml"), "asyncapi: 3.0.0");
        Files.writeString(directory.resolve("messages/brand.yaml"), "name: Shop");

        ModelFolders.addTo(environment, directory);

        assertThat(patterns())
                .containsExactly(
                        "file:" + directory + "/processes/**/*.bpmn",
                        "file:" + directory + "/processes/**/*.dmn",
                        "file:" + directory + "/processes/**/*.??.yaml",
                        "file:" + directory + "/processes/**/*.??-??.yaml",
                        "file:" + directory + "/forms/**/*.form",
                        "file:" + directory + "/forms/**/*.??.yaml",
                        "file:" + directory + "/forms/**/*.??-??.yaml",
                        "classpath*:processes/**/*.bpmn",
                        "classpath*:forms/**/*.form");
        assertThat(environment.getProperty("rapport.inbox.catalogue"))
                .isEqualTo("file:" + directory + "/processes/events.asyncapi.yaml");
        assertThat(environment.getProperty("rapport.messaging.templates"))
                .isEqualTo("file:" + directory + "/messages/");
        assertThat(environment.getProperty("rapport.messaging.reload")).isEqualTo("1s");
    }

    @Test
    @DisplayName("and where there are none, or others are set, nothing changes")
    void none() throws IOException {
        ModelFolders.addTo(environment, directory);
        assertThat(patterns()).hasSize(2);
        assertThat(environment.containsProperty("rapport.messaging.templates")).isFalse();

        Files.createDirectories(directory.resolve("messages"));
        Files.writeString(directory.resolve("messages/brand.yaml"), "name: Shop");
        environment.setProperty("rapport.messaging.templates", "file:/srv/messages/");
        ModelFolders.addTo(environment, directory);
        assertThat(environment.getProperty("rapport.messaging.templates")).isEqualTo("file:/srv/messages/");
        assertThat(environment.containsProperty("rapport.messaging.reload")).isFalse();
    }
}

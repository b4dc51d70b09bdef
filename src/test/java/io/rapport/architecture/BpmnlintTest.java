package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.NodeProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lints the models as the Modeler's designers know it, with the rules of {@code src/test/bpmnlint}; needs Node.js. */
@DisplayName("Models pass bpmnlint")
class BpmnlintTest {

    private static NodeProject node;

    @BeforeAll
    static void install() {
        node = NodeProject.install("src/test/bpmnlint");
    }

    @Test
    @DisplayName("by its recommended rules and ours, without a warning")
    void lint() throws IOException {
        List<String> command = new ArrayList<>(List.of("npx", "--no-install", "bpmnlint", "--max-warnings=0"));
        for (String folder : List.of("processes", "docs/examples")) {
            try (Stream<Path> models = Files.list(Path.of(folder))) {
                models.filter(model -> model.toString().endsWith(".bpmn"))
                        .sorted()
                        .forEach(model -> command.add(model.toAbsolutePath().toString()));
            }
        }
        assertThat(command).as("models to lint").hasSizeGreaterThan(5);
        NodeProject.Result result = node.run(command.toArray(String[]::new));
        assertThat(result.ok()).as("bpmnlint says:\n%s", result.output()).isTrue();
    }
}

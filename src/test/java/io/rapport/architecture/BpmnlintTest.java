package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Lints the models as the Modeler's designers know it, with the rules of {@code src/test/bpmnlint}. It needs Node.js;
 * without it the test is skipped, but not where {@code CI=true} says that nothing may be skipped.
 */
@DisplayName("Models pass bpmnlint")
class BpmnlintTest {

    private static final Path FOLDER = Path.of("src/test/bpmnlint").toAbsolutePath();
    private static final boolean IN_CI = "true".equals(System.getenv("CI"));

    @BeforeAll
    static void install() {
        require(run("node", "--version").ok(), "Node.js is not installed; bpmnlint needs version 20 or newer");
        if (!isInstalled()) {
            Result result = run("npm", "ci", "--no-audit", "--no-fund");
            require(result.ok(), "'npm ci' in " + FOLDER + " failed:\n" + result.output());
        }
    }

    private static void require(boolean there, String otherwise) {
        if (IN_CI) {
            assertThat(there).as(otherwise).isTrue();
        } else {
            assumeTrue(there, otherwise);
        }
    }

    /** npm leaves its own copy of the lock file behind once all is installed. */
    private static boolean isInstalled() {
        Path installed = FOLDER.resolve("node_modules/.package-lock.json");
        try {
            return Files.exists(installed)
                    && Files.getLastModifiedTime(installed)
                                    .compareTo(Files.getLastModifiedTime(FOLDER.resolve("package-lock.json")))
                            >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("by its recommended rules and ours, without a warning")
    void lint() throws IOException {
        List<String> command = new ArrayList<>(List.of("npx", "--no-install", "bpmnlint", "--max-warnings=0"));
        try (Stream<Path> models = Files.list(Path.of("processes"))) {
            models.filter(model -> model.toString().endsWith(".bpmn"))
                    .sorted()
                    .forEach(model -> command.add(model.toAbsolutePath().toString()));
        }
        assertThat(command).as("models to lint").hasSizeGreaterThan(5);
        Result result = run(command.toArray(String[]::new));
        assertThat(result.ok()).as("bpmnlint says:\n%s", result.output()).isTrue();
    }

    private record Result(boolean ok, String output) {}

    private static Result run(String... command) {
        try {
            Path output = Files.createTempFile("bpmnlint", ".log");
            try {
                Process process = new ProcessBuilder(onThisPlatform(command))
                        .directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                boolean ended = process.waitFor(5, TimeUnit.MINUTES);
                if (!ended) {
                    process.destroyForcibly();
                }
                return new Result(ended && process.exitValue() == 0, Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException notThere) {
            return new Result(false, notThere.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** On Windows npm and npx are scripts. */
    private static List<String> onThisPlatform(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        if (File.separatorChar == '\\' && !all.get(0).equals("node")) {
            all.set(0, all.get(0) + ".cmd");
        }
        return all;
    }
}

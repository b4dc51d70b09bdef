package io.rapport.testing;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A folder of {@code src/test} with a {@code package.json}, used by a test that needs Node.js. Without Node.js the test is
 * skipped, but not where {@code CI=true} says that nothing may be skipped.
 */
public final class NodeProject {

    private static final boolean IN_CI = "true".equals(System.getenv("CI"));

    private final Path folder;

    private NodeProject(Path folder) {
        this.folder = folder;
    }

    /**
     * Installs what the lock file names, unless it is there.
     *
     * @param folder such as {@code src/test/bpmnlint}
     * @return the folder, ready to run commands in
     */
    public static NodeProject install(String folder) {
        NodeProject project = new NodeProject(Path.of(folder).toAbsolutePath());
        require(project.run("node", "--version").ok(), "Node.js is not installed; version 20 or newer is needed");
        if (!project.isInstalled()) {
            Result result = project.run("npm", "ci", "--no-audit", "--no-fund");
            require(result.ok(), "'npm ci' in " + project.folder + " failed:\n" + result.output());
        }
        return project;
    }

    private static void require(boolean there, String otherwise) {
        if (IN_CI) {
            assertThat(there).as(otherwise).isTrue();
        } else {
            assumeTrue(there, otherwise);
        }
    }

    /** npm leaves its own copy of the lock file behind once all is installed. */
    private boolean isInstalled() {
        Path installed = folder.resolve("node_modules/.package-lock.json");
        try {
            return Files.exists(installed)
                    && Files.getLastModifiedTime(installed)
                                    .compareTo(Files.getLastModifiedTime(folder.resolve("package-lock.json")))
                            >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return where an installed package's file lies */
    public Path installed(String path) {
        return folder.resolve("node_modules").resolve(path);
    }

    /**
     * What a command left behind.
     *
     * @param ok whether it ended, and well
     * @param output what it printed, errors included
     */
    public record Result(boolean ok, String output) {}

    /** @return what the command printed, after five minutes at the most */
    public Result run(String... command) {
        return run(Map.of(), command);
    }

    /**
     * @param environment variables beside those of this process
     * @param command program and arguments
     * @return what the command printed, after five minutes at the most
     */
    public Result run(Map<String, String> environment, String... command) {
        try {
            Path output = Files.createTempFile("node", ".log");
            try {
                ProcessBuilder builder = new ProcessBuilder(onThisPlatform(command))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
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

package io.rapport.endtoend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The built program, unpacked and with an archive of its classes, as docs/operations.md has operators start it: most of a
 * start is the loading of classes, and tests start it again and again. The first test that asks makes it, for all others and
 * for the other process of tests, too.
 */
final class UnpackedProgram {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path JAR = TARGET.resolve("rapport.jar");
    private static final Path DEMO = TARGET.resolve("rapport-demo.jar");
    private static final String PREFIX = "unpacked-";
    private static final String MAIN = "io.rapport.RapportApplication";

    private static UnpackedProgram made;

    private final Path folder;

    private UnpackedProgram(Path folder) {
        this.folder = folder;
    }

    /** @return that of the jars as they were built last */
    static synchronized UnpackedProgram get() {
        if (made == null) {
            try (FileChannel channel = FileChannel.open(
                            TARGET.resolve("unpacked.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock alone = channel.lock()) {
                UnpackedProgram program = new UnpackedProgram(
                        TARGET.resolve(PREFIX + Files.getLastModifiedTime(JAR).toMillis()));
                if (Files.notExists(program.archive())) {
                    deleteEarlier();
                    program.make();
                }
                made = program;
            } catch (IOException e) {
                throw new UncheckedIOException("the built program cannot be unpacked", e);
            }
        }
        return made;
    }

    /** @return what Java runs in place of {@code -jar rapport.jar} */
    List<String> production() {
        return command(program().toString());
    }

    /** @return what Java runs in place of {@code -jar rapport-demo.jar}, which is the same and some libraries more */
    List<String> demo() {
        try (Stream<Path> more = Files.list(demoLibraries())) {
            // behind the others: the archive is that of a class path which may go on, and not of another one
            return command(Stream.concat(Stream.of(program()), more.sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return where all that run the embedded PostgreSQL may keep its programs, which take their time to be unpacked */
    Path postgresPrograms() {
        return folder.resolve("postgres-programs");
    }

    private List<String> command(String classPath) {
        return List.of("-XX:SharedArchiveFile=" + archive(), "-cp", classPath, MAIN);
    }

    /** Its manifest names the libraries beside it. */
    private Path program() {
        return folder.resolve("rapport.jar");
    }

    private Path demoLibraries() {
        return folder.resolve("demo-lib");
    }

    private Path archive() {
        return folder.resolve("classes.jsa");
    }

    private void make() throws IOException {
        unpack();
        addDemoLibraries();
        Files.createDirectories(postgresPrograms());
        Path begun = folder.resolve("begun.jsa");
        Path run = Files.createDirectory(folder.resolve("run"));
        try (PostgresServer postgres = new PostgresServer(Files.createDirectory(run.resolve("postgres")));
                CountingMailServer mails = new CountingMailServer();
                RapportProcess node = RapportProcess.production(
                                Files.createDirectory(run.resolve("node")), postgres.jdbcUrl(), mails.port())
                        .ofProgram(List.of(
                                "-XX:ArchiveClassesAtExit=" + begun,
                                "-cp",
                                program().toString(),
                                MAIN))) {
            node.start();
            // with what is used once events come, too
            node.event(ChaosLoad.registered("archive", "archive"));
            node.await("a mail is sent", () -> !mails.received().isEmpty());
        }
        FileSystemUtils.deleteRecursively(run);
        if (Files.notExists(begun)) {
            throw new AssertionError("Java wrote no archive of classes");
        }
        Files.move(begun, archive(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void unpack() throws IOException {
        Process unpacking = new ProcessBuilder(
                        RapportProcess.javaProgram(),
                        "-Djarmode=tools",
                        "-jar",
                        JAR.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(unpacking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (unpacking.waitFor() != 0) {
                throw new AssertionError(JAR + " cannot be unpacked:\n" + printed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void addDemoLibraries() throws IOException {
        Files.createDirectories(demoLibraries());
        try (FileSystem jar = FileSystems.newFileSystem(DEMO, Map.of());
                Stream<Path> all = Files.list(jar.getPath("BOOT-INF/lib"))) {
            for (Path library : all.toList()) {
                String name = library.getFileName().toString();
                if (Files.notExists(folder.resolve("lib").resolve(name))) {
                    Files.copy(library, demoLibraries().resolve(name));
                }
            }
        }
    }

    /** Of another build, or one that was cut off. */
    private static void deleteEarlier() throws IOException {
        try (Stream<Path> all = Files.list(TARGET)) {
            for (Path each : all.toList()) {
                if (each.getFileName().toString().startsWith(PREFIX)) {
                    FileSystemUtils.deleteRecursively(each);
                }
            }
        }
    }
}

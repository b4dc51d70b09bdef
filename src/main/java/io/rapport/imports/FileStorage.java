package io.rapport.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The directory in which a node keeps files until they are brought in. Its name is kept in it, so that it outlives the node. */
final class FileStorage {

    private static final String NAME = "storage-name";
    private static final String PART = ".part";
    private static final int BUFFER = 1 << 16;

    private final Path directory;
    private final String name;

    /**
     * @param directory is made if it is not there
     * @throws IOException if it cannot be written
     */
    FileStorage(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory.toAbsolutePath().normalize());
        this.name = name(this.directory.resolve(NAME));
    }

    private static String name(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException first) {
            Files.writeString(file, UUID.randomUUID().toString(), StandardOpenOption.CREATE_NEW);
            return Files.readString(file).strip();
        }
    }

    String name() {
        return name;
    }

    /** A file that was kept. */
    record Kept(String file, long bytes) {}

    /** More came than is taken. */
    static final class TooLarge extends IOException {

        private static final long serialVersionUID = 1L;
    }

    /**
     * Keeps what is sent; it is on the disk when this returns.
     *
     * @param most bytes at the most
     * @throws TooLarge if there are more
     * @throws IOException if the sender breaks off, or the disk is full; nothing is kept then
     */
    Kept keep(InputStream sent, long most) throws IOException {
        String file = UUID.randomUUID() + ".csv";
        Path part = directory.resolve(file + PART);
        try {
            long bytes = 0;
            try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = sent.read(buffer); read >= 0; read = sent.read(buffer)) {
                    bytes += read;
                    if (bytes > most) {
                        throw new TooLarge();
                    }
                    out.write(buffer, 0, read);
                }
            }
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(part, path(file), StandardCopyOption.ATOMIC_MOVE);
            return new Kept(file, bytes);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    Path path(String file) {
        return directory.resolve(file);
    }

    void delete(String file) throws IOException {
        Files.deleteIfExists(path(file));
    }

    /**
     * Deletes what no job is about: what was being sent, or was kept without its job, when a node ended.
     *
     * @param before what was written later stays: it may be on its way
     */
    void deleteAllBut(Collection<String> files, Instant before) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.list(directory)) {
            found = all.filter(path ->
                            path.toString().endsWith(".csv") || path.toString().endsWith(PART))
                    .toList();
        }
        for (Path path : found) {
            if (!files.contains(path.getFileName().toString())
                    && Files.getLastModifiedTime(path).toInstant().isBefore(before)) {
                Files.deleteIfExists(path);
            }
        }
    }
}

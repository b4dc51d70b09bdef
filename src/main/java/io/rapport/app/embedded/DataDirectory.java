package io.rapport.app.embedded;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where the embedded parts keep what they must: data, a secret, and the programs that they run. */
final class DataDirectory {

    private DataDirectory() {}

    /** Makes the directory for its owner alone; one that exists keeps its rights. */
    static void make(Path directory) throws IOException {
        if (Files.exists(directory)) {
            return;
        }
        if (directory.toAbsolutePath().getParent() != null) {
            Files.createDirectories(directory.toAbsolutePath().getParent());
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(directory);
        }
    }
}

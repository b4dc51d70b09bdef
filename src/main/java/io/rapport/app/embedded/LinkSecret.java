package io.rapport.app.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The key that signs public links, made once for an embedded database and kept beside it. */
final class LinkSecret {

    private static final int BYTES = 32;

    private LinkSecret() {}

    /**
     * Reads the secret, or makes it at the first call.
     *
     * @param data directory of the embedded parts; made if missing
     * @return 64 hexadecimal digits, the same at every start
     * @throws StartRefused if the directory cannot be written
     */
    static String keptIn(Path data) {
        Path file = data.resolve("link-secret");
        try {
            if (!Files.exists(file)) {
                DataDirectory.make(data);
                byte[] secret = new byte[BYTES];
                new SecureRandom().nextBytes(secret);
                create(file, HexFormat.of().formatHex(secret));
            }
            String secret = Files.readString(file).strip();
            if (secret.length() < BYTES) {
                throw new StartRefused(
                        file.toAbsolutePath().normalize() + " is empty or cut short.",
                        "Bring it back from a backup: links in mails and suppressed addresses hang on it. Without one, delete"
                                + " the whole directory to begin anew.");
            }
            return secret;
        } catch (IOException e) {
            throw new StartRefused(
                    "The link secret cannot be kept in " + file.toAbsolutePath().normalize() + ": " + e.getMessage(),
                    "Make the directory writable, or name another one by rapport.data-dir.",
                    e);
        }
    }

    private static void create(Path file, String secret) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(StandardCharsets.US_ASCII.encode(secret + "\n"));
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // another start was faster: its secret counts
        }
    }
}

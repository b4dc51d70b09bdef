package io.rapport.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The messages of {@code src/test/resources/more-messages}, which no company sends, beside those that are shipped. */
public final class MoreMessages {

    private static final Path SHIPPED = Path.of("messages");
    private static final Path BOTH = Path.of("target/more-messages");

    private MoreMessages() {}

    /** Has a running application know them. */
    public static void bring(MessageCatalogue catalogue) throws IOException {
        for (Path folder : List.of(SHIPPED, Path.of("src/test/resources/more-messages"))) {
            copy(folder);
        }
        renew(catalogue, BOTH);
    }

    /** Has it forget them. */
    public static void takeAway(MessageCatalogue catalogue) {
        renew(catalogue, SHIPPED);
    }

    private static void renew(MessageCatalogue catalogue, Path folder) {
        catalogue.use(MessageCatalogue.load(folder));
    }

    private static void copy(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = BOTH.resolve(folder.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}

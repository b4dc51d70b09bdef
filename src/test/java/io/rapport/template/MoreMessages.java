package io.rapport.template;

import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The messages of {@code src/test/resources/more-messages}, which no company sends, beside those that are shipped. */
public final class MoreMessages {

    private static final Path SHIPPED = Path.of("messages");
    private static final Path MORE = Path.of("src/test/resources/more-messages");

    private MoreMessages() {}

    /** Has a running application know them. */
    public static void bring(MessageCatalogue catalogue) throws IOException {
        use(catalogue, SHIPPED, MORE);
    }

    /** Has it forget them. */
    public static void takeAway(MessageCatalogue catalogue) throws IOException {
        use(catalogue, SHIPPED);
    }

    /** What the application knows already is not compiled again. */
    private static void use(MessageCatalogue catalogue, Path... folders) throws IOException {
        List<ReleaseFile> all = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    all.add(ReleaseFile.of(
                            MessageSources.FOLDER
                                    + folder.relativize(file).toString().replace('\\', '/'),
                            Files.readAllBytes(file)));
                }
            }
        }
        catalogue.use(catalogue.read(ReleaseFiles.of(all)));
    }
}

package io.rapport.app.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the machine's locales tells a new database what a letter is. The order of texts and their large and small
 * letters are PostgreSQL's own, the same on every machine; extensions such as {@code pg_trgm} go by the machine's.
 */
final class CharacterType {

    private static final Logger LOG = LoggerFactory.getLogger(CharacterType.class);

    private static final List<String> WANTED = List.of("C.UTF-8", "en_US.UTF-8");

    private static final int PATIENCE_SECONDS = 10;

    private CharacterType() {}

    /** @return a locale of the machine in UTF-8; {@code C} where it has none, or does not say */
    static String find() {
        try {
            Process process =
                    new ProcessBuilder("locale", "-a").redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? among(output) : "C";
        } catch (IOException noSuchCommand) {
            LOG.debug("The machine does not say which locales it has", noSuchCommand);
            return "C";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "C";
        }
    }

    /** @return of the locales that a machine lists, one a line, the one to take */
    static String among(String listed) {
        Set<String> names = listed.lines().map(CharacterType::plain).collect(Collectors.toSet());
        return WANTED.stream()
                .filter(wanted -> names.contains(plain(wanted)))
                .findFirst()
                .orElse("C");
    }

    /** Machines write the same locale {@code C.utf8} and {@code C.UTF-8}. */
    private static String plain(String locale) {
        return locale.strip().toLowerCase(Locale.ROOT).replace("-", "");
    }
}

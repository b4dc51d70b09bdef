package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The documents lead where they say")
class DocumentLinksTest {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

    @Test
    @DisplayName("each link within the project names a file that is there, and a heading of it")
    void links() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (String link : targets(document)) {
                if (link.matches("[a-z]+:.*")) {
                    continue;
                }
                String[] parts = link.split("#", 2);
                Path file = parts[0].isEmpty()
                        ? document
                        : document.resolveSibling(parts[0]).normalize();
                if (!Files.exists(file)) {
                    broken.add(document + ": " + link + " (no such file)");
                } else if (parts.length == 2 && !anchors(file).contains(parts[1])) {
                    broken.add(document + ": " + link + " (no such heading; there are " + anchors(file) + ")");
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    @DisplayName("each document is reached from the README, directly or by others")
    void reached() throws IOException {
        Set<Path> known = new java.util.TreeSet<>(Set.of(Path.of("README.md")));
        List<Path> open = new ArrayList<>(known);
        while (!open.isEmpty()) {
            Path document = open.remove(0);
            for (String link : targets(document)) {
                Path target = document.resolveSibling(link.split("#", 2)[0]).normalize();
                if (target.toString().endsWith(".md") && Files.exists(target) && known.add(target)) {
                    open.add(target);
                }
            }
        }
        assertThat(documents()).isSubsetOf(known);
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static List<String> targets(Path document) {
        return LINK.matcher(CODE.matcher(read(document)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .toList();
    }

    /** As the usual renderers make them: lower case, no punctuation, hyphens for spaces. */
    private static Set<String> anchors(Path document) {
        return HEADING.matcher(CODE.matcher(read(document)).replaceAll(""))
                .results()
                .map((MatchResult heading) -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String read(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

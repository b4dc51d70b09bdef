package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/glossary.md fixes the words")
class GlossaryTest {

    private static final Pattern ENTRY = Pattern.compile("(?m)^\\| (\\*\\*.+?) \\| (.+) \\|$");

    /** What we called things before there was a glossary; one word or two in a row. */
    private static final Set<String> GONE = Set.of(
            "look",
            "looks",
            "looking",
            "ear",
            "ears",
            "lane",
            "lanes",
            "letter",
            "letters",
            "haste",
            "hasten",
            "hastened",
            "mend",
            "mends",
            "told",
            "whoever",
            "aside",
            "early",
            "turn",
            "turns",
            "house clock");

    /** Terms of the field that hold one of those words. */
    private static final Set<String> OF_THE_FIELD = Set.of("dead letter", "dead letters");

    private static final Pattern TYPE =
            Pattern.compile("(?m)^\\s*(?:[a-z-]+\\s+)*(?:class|record|interface|enum|@interface) ([A-Z]\\w*)");

    @Test
    @DisplayName("each term has one sentence, and stands there once")
    void entries() throws IOException {
        Set<String> terms = new HashSet<>();
        Matcher entry = ENTRY.matcher(Files.readString(Path.of("docs/glossary.md")));
        while (entry.find()) {
            for (String term : entry.group(1).split(", ")) {
                assertThat(terms.add(term.replace("*", "")))
                        .as("%s stands there twice", term)
                        .isTrue();
            }
            assertThat(entry.group(2)).as(entry.group(1)).endsWith(".").doesNotContainPattern("\\. [A-Z]");
        }
        assertThat(terms).hasSizeBetween(35, 60);
        assertThat(terms).doesNotContainAnyElementsOf(GONE);
    }

    @Test
    @DisplayName("no type bears a word that gave way to a term of the field")
    void types() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher type = TYPE.matcher(Files.readString(source));
                while (type.find()) {
                    String word = gone(type.group(1));
                    if (word != null) {
                        found.add(source + ": " + type.group(1) + " ('" + word + "')");
                    }
                }
            }
        }
        assertThat(found)
                .as("see docs/glossary.md for the terms in their place")
                .isEmpty();
    }

    private static String gone(String name) {
        List<String> words = Arrays.stream(name.split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        for (int i = 0; i < words.size(); i++) {
            String pair = i == 0 ? "" : words.get(i - 1) + " " + words.get(i);
            if (GONE.contains(pair) || GONE.contains(words.get(i)) && !OF_THE_FIELD.contains(pair)) {
                return words.get(i);
            }
        }
        return null;
    }
}

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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /**
     * The same in comments and texts, as far as it has no other sense there: a letter is posted or one of the alphabet, and
     * people may be asked to look at something.
     */
    private static final Pattern GONE_IN_TEXTS = Pattern.compile(
            "(?i)(?<![\\w.$-])(?:ears?|haste|hasten(?:s|ed)?|mend(?:s|ed)?|told|whoever|reckon(?:s|ed)?|aside|lanes?"
                    + "|(?:the|of the|this) house(?:'s)?|look(?:s|ed|ing) (?:at|into)(?! your)|(?:a|each|last|next) look|early events?)(?![\\w-])");

    /** One concept in two rooms. */
    private static final Set<String> SHARED = Set.of("GroupCommit", "Outcome");

    private static final Pattern TYPE =
            Pattern.compile("(?m)^(\\s*(?:[a-z-]+\\s+)*)(?:class|record|interface|enum|@interface) ([A-Z]\\w*)");

    private static final Pattern COMMENT_OR_TEXT = Pattern.compile(
            "\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'|/\\*[\\s\\S]*?\\*/|//[^\\n]*");

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
        assertThat(terms).hasSizeBetween(35, 70);
        assertThat(terms).doesNotContainAnyElementsOf(GONE);
    }

    private static List<Path> files(String folder, String... endings) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file -> Arrays.stream(endings).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @DisplayName("no type bears a word that gave way to a term of the field")
    void types() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : files("src", ".java")) {
            Matcher type = TYPE.matcher(Files.readString(source));
            while (type.find()) {
                String word = gone(type.group(2));
                if (word != null) {
                    found.add(source + ": " + type.group(2) + " ('" + word + "')");
                }
            }
        }
        assertThat(found)
                .as("see docs/glossary.md for the terms in their place")
                .isEmpty();
    }

    @Test
    @DisplayName("no comment and no text bears one, where it has no other sense")
    void commentsAndTexts() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : files("src/main/java", ".java")) {
            Matcher part = COMMENT_OR_TEXT.matcher(Files.readString(source));
            while (part.find()) {
                gone(source, part.group(), found);
            }
        }
        for (Path source : files("src/main/resources/db", ".sql")) {
            gone(source, Files.readString(source), found);
        }
        for (Path source : files("src/main/resources/operations", ".properties")) {
            gone(source, Files.readString(source), found);
        }
        assertThat(found)
                .as("see docs/glossary.md for the terms in their place")
                .isEmpty();
    }

    private static void gone(Path source, String text, List<String> found) {
        for (String line : text.split("\n")) {
            Matcher word = GONE_IN_TEXTS.matcher(line);
            if (word.find() && !line.equals("\"lane\"")) {
                found.add(source + ": '" + word.group() + "' in " + line.strip());
            }
        }
    }

    @Test
    @DisplayName("a type that stands in a file of its own shares its name with no other but private ones")
    void homonyms() throws IOException {
        Map<String, List<String>> places = new TreeMap<>();
        Set<String> ofFiles = new TreeSet<>();
        for (Path source : files("src/main/java", ".java")) {
            Matcher type = TYPE.matcher(Files.readString(source));
            while (type.find()) {
                if (!type.group(1).contains("private ")) {
                    places.computeIfAbsent(type.group(2), any -> new ArrayList<>())
                            .add(source.toString());
                }
                if (!type.group(1).contains("    ")) {
                    ofFiles.add(type.group(2));
                }
            }
        }
        ofFiles.removeAll(SHARED);
        assertThat(ofFiles)
                .hasSizeGreaterThan(300)
                .allSatisfy(name -> assertThat(places.get(name)).as(name).hasSize(1));
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

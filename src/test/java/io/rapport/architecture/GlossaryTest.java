package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

    private static final Pattern NOT_USED = Pattern.compile("(?m)^\\| ([a-z, ]+) \\| (.+) \\|$");

    /** By a word, or two in a row, that is not used: what is written instead. The glossary's last table is the list. */
    private static final Map<String, String> INSTEAD = instead();

    /** Terms of the field that hold one of those words. */
    private static final Set<String> OF_THE_FIELD = Set.of("dead letter", "dead letters");

    /**
     * The same in comments and texts, as far as it has no other sense there: a letter is posted or one of the alphabet, and
     * people may be asked to look at something.
     */
    private static final Pattern GONE_IN_TEXTS = Pattern.compile(
            "(?i)(?<![\\w.$-])(?:ears?|haste|hasten(?:s|ed)?|mend(?:s|ed)?|told|whoever|reckon(?:s|ed)?|aside|lanes?"
                    + "|stand-ins?|(?:the|of the|this) house(?:'s)?|look(?:s|ed|ing) (?:at|into)(?! your)|(?:a|each|last|next) look|early events?)(?![\\w-])");

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
        assertThat(terms).doesNotContainAnyElementsOf(INSTEAD.keySet());
    }

    private static Map<String, String> instead() {
        try {
            String glossary = Files.readString(Path.of("docs/glossary.md"));
            Matcher row = NOT_USED.matcher(glossary.substring(glossary.indexOf("## Words that are not used")));
            Map<String, String> instead = new TreeMap<>();
            while (row.find()) {
                if (!row.group(1).equals("not used")) {
                    Stream.of(row.group(1).split(", ")).forEach(word -> instead.put(word, row.group(2)));
                }
            }
            return instead;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("and says of each word that is not used what is written instead")
    void notUsed() {
        assertThat(INSTEAD)
                .hasSizeGreaterThan(20)
                .containsKeys("look", "letter", "aside", "turn", "house clock", "reckon", "the house");
        assertThat(advice("looked at")).isEqualTo("'looked at'; instead: " + INSTEAD.get("look"));
        assertThat(advice("early events")).isEqualTo("'early events'; instead: " + INSTEAD.get("early"));
        assertThat(advice("stand-in")).isEqualTo("'stand-in'; instead: deputy");
        assertThat(gone("LetterShopChannel")).isEqualTo("letter");
        assertThat(gone("HouseClock")).isEqualTo("house clock");
        assertThat(gone("DeadLetter")).isNull();
    }

    /** @return what was found, with what to write in its place: that of the longest word of the table in it */
    private static String advice(String found) {
        return INSTEAD.keySet().stream()
                .filter(found.toLowerCase(Locale.ROOT).replace('-', ' ')::contains)
                .max(Comparator.comparingInt(String::length))
                .map(word -> "'" + found + "'; instead: " + INSTEAD.get(word))
                .orElse("'" + found + "'");
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
                    found.add(source + ": " + type.group(2) + " has " + advice(word));
                }
            }
        }
        assertThat(found).as("words that are not used (docs/glossary.md)").isEmpty();
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
        assertThat(found).as("words that are not used (docs/glossary.md)").isEmpty();
    }

    private static void gone(Path source, String text, List<String> found) {
        for (String line : text.split("\n")) {
            Matcher word = GONE_IN_TEXTS.matcher(line);
            if (word.find() && !line.equals("\"lane\"")) {
                found.add(source + ": " + advice(word.group()) + "; in " + line.strip());
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
            if (INSTEAD.containsKey(pair)) {
                return pair;
            }
            if (INSTEAD.containsKey(words.get(i)) && !OF_THE_FIELD.contains(pair)) {
                return words.get(i);
            }
        }
        return null;
    }
}

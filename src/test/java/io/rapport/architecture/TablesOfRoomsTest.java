package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.database.AdvisoryLocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reads the migrations and the SQL in the strings of the code, as {@link ArchitectureTest} reads the imports. */
@DisplayName("SQL follows the rooms")
class TablesOfRoomsTest {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Path SOURCES = Path.of("src/main/java/io/rapport");

    /** Who may name the engine's tables: what uses the engine, and the application's own pages and commands. */
    private static final Set<String> ON_THE_ENGINE = Set.of("journey", "gate", "desk", "app");

    private static final Pattern MIGRATION = Pattern.compile("V[0-9_]+__([a-z]+?)(_.*)?\\.sql");

    private static final Pattern CREATED = Pattern.compile(
            "(?:-- for ([a-z, ]+)\\n)?create (?:or replace )?(table|sequence|view|function) rapport\\.([a-z_]+)");

    private static final Pattern NAMED = Pattern.compile("(?<![\\w.])rapport\\.([a-z_]+)(?![\\w-]|\\.[a-z-]+\\.)");

    /** A text block or a string; or else what may hold quotes that begin none: a character, a comment of either kind. */
    private static final Pattern LITERAL = Pattern.compile(
            "\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"|'(?:[^'\\\\\\n]|\\\\.)+'|/\\*.*?\\*/|//[^\\n]*",
            Pattern.DOTALL);

    /** Something that a migration makes: who owns it, and who else may name it. */
    private record Made(String room, String kind, Set<String> readers) {}

    /** Of migrations the one of version 101 is behind that of 97, whose function it may make anew. */
    private static String inOrder(Path file) {
        return Pattern.compile("\\d+").matcher(file.toString()).replaceAll(number -> "%05d"
                .formatted(Integer.valueOf(number.group())));
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(ending))
                    .sorted(Comparator.comparing(TablesOfRoomsTest::inOrder))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String roomOf(Path source) {
        return SOURCES.relativize(source).getName(0).toString();
    }

    /** @return the room that a migration names first */
    private static String roomOfMigration(Path file) {
        Matcher name = MIGRATION.matcher(file.getFileName().toString());
        assertThat(name.matches())
                .as(file.getFileName() + " is named after its room, such as V10__outbox_more.sql")
                .isTrue();
        return name.group(1);
    }

    private static Map<String, Made> made() {
        Map<String, Made> made = new HashMap<>();
        for (Path file : files(MIGRATIONS, ".sql")) {
            Matcher created = CREATED.matcher(read(file));
            while (created.find()) {
                Set<String> readers = created.group(1) == null
                        ? Set.of()
                        : Set.of(created.group(1).trim().split(",\\s*"));
                made.put(created.group(3), new Made(roomOfMigration(file), created.group(2), readers));
            }
        }
        return made;
    }

    private static List<String> literals(Path source) {
        List<String> found = new ArrayList<>();
        Matcher literal = LITERAL.matcher(read(source));
        while (literal.find()) {
            String text = literal.group(1) == null ? literal.group(2) : literal.group(1);
            if (text != null) {
                found.add(text);
            }
        }
        return found;
    }

    private static Set<String> namedIn(Collection<String> literals) {
        Set<String> named = new TreeSet<>();
        for (String literal : literals) {
            // one word alone is the name of a setting or a metric
            Matcher name = NAMED.matcher(literal.strip().contains(" ") ? literal : "");
            while (name.find()) {
                named.add(name.group(1));
            }
        }
        return named;
    }

    @Test
    @DisplayName("A migration is named after the room whose tables it makes")
    void migrationsOfRooms() {
        assertThat(files(MIGRATIONS, ".sql")).isNotEmpty().allSatisfy(file -> assertThat(
                        SOURCES.resolve(roomOfMigration(file)))
                .as(file.getFileName().toString())
                .isDirectory());
    }

    @Test
    @DisplayName("A room names its own tables, and of others the views and functions that say so: \"-- for outbox\"")
    void ownTables() {
        Map<String, Made> made = made();
        List<String> crossing = new ArrayList<>();
        int seen = 0;
        for (Path source : files(SOURCES, ".java")) {
            String room = roomOf(source);
            for (String name : namedIn(literals(source))) {
                Made thing = made.get(name);
                boolean engine = name.startsWith("act_");
                seen += thing != null || engine ? 1 : 0;
                if (engine && !ON_THE_ENGINE.contains(room)
                        || thing != null
                                && !thing.room().equals(room)
                                && !thing.readers().contains(room)) {
                    crossing.add(source.getFileName() + " of " + room + " names " + name + " of "
                            + (engine ? "the engine" : thing.room()));
                }
            }
        }
        assertThat(seen).as("places where SQL names a table").isGreaterThan(50);
        assertThat(crossing).isEmpty();
    }

    @Test
    @DisplayName("Only views and functions are for others, and each of them is used there")
    void viewsForOthers() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (Path source : files(SOURCES, ".java")) {
            namedIn(literals(source)).forEach(name -> uses.computeIfAbsent(name, any -> new HashSet<>())
                    .add(roomOf(source)));
        }
        made().forEach((name, thing) -> {
            if (!thing.readers().isEmpty()) {
                assertThat(thing.kind()).as(name).isIn("view", "function");
                assertThat(uses.getOrDefault(name, Set.of()))
                        .as("users of " + name)
                        .containsAnyElementsOf(thing.readers());
            }
        });
    }

    @Test
    @DisplayName(
            "Rooms are migrated from below to above: a table refers only to tables of its room and of rooms below it")
    void referencesGoDown() {
        Map<String, Integer> floors = new HashMap<>();
        int floor = 0;
        for (Path file : files(MIGRATIONS, ".sql").stream()
                .filter(file -> file.getFileName().toString().matches("V\\d__.*"))
                .toList()) {
            floors.put(roomOfMigration(file), floor++);
        }
        // a room that came later stands above those that were there
        for (Path file : files(MIGRATIONS, ".sql")) {
            if (floors.putIfAbsent(roomOfMigration(file), floor) == null) {
                floor++;
            }
        }
        Map<String, Made> made = made();
        Pattern reference = Pattern.compile("references rapport\\.([a-z_]+)");
        for (Path file : files(MIGRATIONS, ".sql")) {
            Matcher found = reference.matcher(read(file));
            while (found.find()) {
                if (made.get(found.group(1)).room().equals(roomOfMigration(file))) {
                    continue;
                }
                assertThat(floors.get(made.get(found.group(1)).room()))
                        .as(file.getFileName() + " refers to " + found.group(1))
                        .isLessThanOrEqualTo(floors.get(roomOfMigration(file)));
            }
        }
    }

    @Test
    @DisplayName("Each advisory lock has a number of its own in one list, and no statement has another")
    void advisoryLocks() throws IllegalAccessException {
        Set<Integer> numbers = new HashSet<>();
        for (Field field : AdvisoryLocks.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && !field.getName().equals("ONLY_ONE")) {
                assertThat(numbers.add(field.getInt(null))).as(field.getName()).isTrue();
            }
        }
        Pattern taken = Pattern.compile("advisory(?:_xact)?_(?:un)?lock\\(([^)]*)");
        for (Path source : files(SOURCES, ".java")) {
            for (String literal : literals(source)) {
                Matcher lock = taken.matcher(literal);
                while (lock.find()) {
                    assertThat(lock.group(1))
                            .as(source + ": numbers of locks are parameters")
                            .matches("(:class|\\?), .*");
                    assertThat(read(source)).as(source.toString()).contains("AdvisoryLocks.");
                }
            }
        }
        Path registry = SOURCES.resolve("database/AdvisoryLocks.java");
        assertThat(files(SOURCES, ".java").stream().filter(source -> !source.equals(registry)))
                .allSatisfy(source -> assertThat(read(source)).doesNotContain("0x7261_70"));
    }

    @Test
    @DisplayName("Event types stand in one statement: the view of events that may forbid a message")
    void eventTypes() {
        Pattern type = Pattern.compile("'((?:customer|consent|contact|complaint|order|survey|message)\\.[a-z]+)'");
        Map<String, Set<String>> places = new TreeMap<>();
        for (Path file : files(MIGRATIONS, ".sql")) {
            Matcher found = type.matcher(read(file).replaceAll("(?m)^\\s*(--|comment on).*$", ""));
            while (found.find()) {
                places.computeIfAbsent(file.getFileName().toString(), any -> new TreeSet<>())
                        .add(found.group(1));
            }
        }
        for (Path source : files(SOURCES, ".java")) {
            for (String literal : literals(source)) {
                Matcher found = type.matcher(literal);
                while (literal.contains("rapport.") && found.find()) {
                    places.computeIfAbsent(source.getFileName().toString(), any -> new TreeSet<>())
                            .add(found.group(1));
                }
            }
        }
        assertThat(places.keySet())
                .as("the view of events that may forbid a message, as it is and as it was")
                .containsExactly("V2__inbox.sql", "V59_3__inbox_restriction_news.sql", "V96_2__inbox_more_news.sql");
        String catalogue = read(Path.of("processes/events.asyncapi.yaml"));
        assertThat(places.values().stream().flatMap(Set::stream))
                .allSatisfy(name -> assertThat(catalogue).contains("name: " + name));
    }
}

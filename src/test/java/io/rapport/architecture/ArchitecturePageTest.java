package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.database.AdvisoryLocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;

@DisplayName("docs/architecture.md shows the code as it is")
class ArchitecturePageTest {

    private static String page;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("docs/architecture.md"));
    }

    @Test
    @DisplayName("the picture has each room, and says what each may import: by an arrow, or by a longer way")
    void picture() {
        Map<String, Set<String>> code = allowed();
        Map<String, Set<String>> drawn = new TreeMap<>();
        code.keySet().forEach(room -> drawn.put(room, new TreeSet<>()));
        Matcher arrow = Pattern.compile("(?m)^ {2}(\\w+) --> (\\w+)$")
                .matcher(page.substring(page.indexOf("flowchart"), page.indexOf("| room |")));
        while (arrow.find()) {
            assertThat(code).as("rooms").containsKeys(arrow.group(1), arrow.group(2));
            drawn.get(arrow.group(1)).add(arrow.group(2));
        }
        code.forEach((room, others) -> assertThat(reached(room, drawn))
                .as("what %s reaches by the arrows; it may import %s", room, others)
                .isEqualTo(reached(room, code)));
        drawn.forEach((room, others) -> {
            assertThat(code.get(room)).as("what %s may import", room).containsAll(others);
            assertThat(others).allSatisfy(other -> assertThat(others.stream()
                            .filter(between -> !between.equals(other))
                            .filter(between -> reached(between, drawn).contains(other)))
                    .as("the arrow from %s to %s is one too many: there is a longer way", room, other)
                    .isEmpty());
        });
    }

    @Test
    @DisplayName("the table says of each room what it holds")
    void rooms() {
        String table = page.substring(page.indexOf("| room |"), page.indexOf("Two rules beside the arrows"));
        assertThat(table.lines().filter(line -> line.startsWith("| `")).flatMap(line -> Pattern.compile("`(\\w+)`")
                        .matcher(line.substring(0, line.indexOf('|', 1)))
                        .results()
                        .map(room -> room.group(1))))
                .containsExactlyInAnyOrderElementsOf(allowed().keySet());
    }

    @Test
    @DisplayName("each type that it names is there")
    void types() throws IOException {
        Set<String> types;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            types = sources.map(source -> source.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.substring(0, file.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
        List<String> named = Pattern.compile("`(?:[a-z]+\\.)*([A-Z][a-z]+(?:[A-Z][a-z]+)*)(?:\\.[a-z]\\w*)?`")
                .matcher(page)
                .results()
                .map(type -> type.group(1))
                .toList();
        assertThat(named).hasSizeGreaterThan(30);
        assertThat(types).containsAll(named);
    }

    @Test
    @DisplayName("each advisory lock stands there with its number")
    void locks() throws IllegalAccessException {
        List<String> locks = new ArrayList<>();
        for (var field : Arrays.stream(AdvisoryLocks.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers())
                        && !field.getName().equals("ONLY_ONE"))
                .toList()) {
            locks.add("| `%s` | %d |".formatted(field.getName(), field.getInt(null)));
        }
        assertThat(page).contains(locks);
        assertThat(Pattern.compile("(?m)^\\| `[A-Z_]+` \\| \\d+ \\|")
                        .matcher(page)
                        .results())
                .hasSameSizeAs(locks);
    }

    /** What each room may import; one that says nothing, as the application on top, may import all. */
    private static Map<String, Set<String>> allowed() {
        Set<String> names;
        try (Stream<Path> rooms = Files.list(Path.of("src/main/java/io/rapport"))) {
            names = rooms.filter(Files::isDirectory)
                    .map(room -> room.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Set<String>> allowed = new TreeMap<>();
        names.forEach(name -> allowed.put(
                name,
                said(name)
                        .map(room -> Arrays.stream(room.allowedDependencies())
                                .map(other -> other.split(" ?:: ?")[0])
                                .collect(Collectors.<String, Set<String>>toCollection(TreeSet::new)))
                        .orElseGet(() -> names.stream()
                                .filter(other -> !other.equals(name))
                                .collect(Collectors.toCollection(TreeSet::new)))));
        return allowed;
    }

    private static Optional<ApplicationModule> said(String room) {
        try {
            return Optional.ofNullable(
                    Class.forName("io.rapport." + room + ".package-info").getAnnotation(ApplicationModule.class));
        } catch (ClassNotFoundException nothing) {
            return Optional.empty();
        }
    }

    private static Set<String> reached(String room, Map<String, Set<String>> arrows) {
        Set<String> reached = new TreeSet<>();
        List<String> open = new ArrayList<>(arrows.get(room));
        while (!open.isEmpty()) {
            String next = open.remove(0);
            if (reached.add(next)) {
                open.addAll(arrows.get(next));
            }
        }
        return reached;
    }
}

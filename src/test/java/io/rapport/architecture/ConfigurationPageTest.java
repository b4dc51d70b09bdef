package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.io.Resource;

@DisplayName("docs/configuration.md names each property that the code reads, and no other")
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("docs/configuration.md");

    /** A row of a table with type and default. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(rapport\\.[^`]+)` \\| ([^|]*) \\| ([^|]*)\\| .*\\|$");

    private static final Pattern NAMED = Pattern.compile("`(rapport\\.(?!jar`)[a-z][a-z0-9.<>\\[\\]-]*)`");

    /** What single classes ask for by its name: {@code @Value}, {@code Environment}, {@code Binder}. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$\\{(rapport\\.[a-z0-9.-]+)(?::((?:[^{}]|\\$\\{[^}]*})*))?}");

    private static final Pattern ASKED = Pattern.compile("(?:getProperty|bind)\\(\\s*\"(rapport\\.[a-z0-9.-]+)\"");

    private static final Map<Class<?>, String> WORDS = Map.ofEntries(
            Map.entry(int.class, "whole number"),
            Map.entry(double.class, "number"),
            Map.entry(Double.class, "number"),
            Map.entry(boolean.class, "true or false"),
            Map.entry(String.class, "text"),
            Map.entry(Duration.class, "duration"),
            Map.entry(LocalTime.class, "time of day"),
            Map.entry(LocalDate.class, "date"),
            Map.entry(ZoneId.class, "time zone"),
            Map.entry(URI.class, "address"),
            Map.entry(Resource.class, "file"));

    private record Setting(String type, String standard) {}

    private static final Map<String, Setting> page = new LinkedHashMap<>();
    private static Map<String, Setting> properties;

    @BeforeAll
    static void read() throws IOException {
        properties = properties();
        Matcher row = ROW.matcher(Files.readString(PAGE).replace("\\|", "/"));
        while (row.find()) {
            assertThat(page.put(row.group(1), new Setting(row.group(2).strip(), unquoted(row.group(3)))))
                    .as("%s stands twice", row.group(1))
                    .isNull();
        }
    }

    @Test
    @DisplayName("the same names in the page and in the code")
    void names() throws IOException {
        TreeSet<String> code = new TreeSet<>(properties.keySet());
        for (String name : singles().keySet()) {
            code.add(ofEachSystem(name));
        }
        assertThat(new TreeSet<>(page.keySet())).isEqualTo(code);
    }

    @Test
    @DisplayName("what the page says elsewhere of a property is about one that has a row")
    void mentions() throws IOException {
        Matcher named = NAMED.matcher(Files.readString(PAGE));
        while (named.find()) {
            String name = named.group(1);
            assertThat(page.keySet())
                    .as("`%s` is mentioned", name)
                    .anyMatch(known ->
                            known.equals(name) || known.startsWith(name + "[") || known.startsWith(name + "."));
        }
    }

    @Test
    @DisplayName("type and default of each are those of the code")
    void typesAndDefaults() throws IOException {
        properties.forEach(
                (name, setting) -> assertThat(page.get(name)).as(name).isEqualTo(setting));
        singles().forEach((name, standard) -> {
            if (standard != null && !standard.isEmpty()) {
                assertThat(page.get(name).standard()).as(name).isEqualTo(standard);
            }
        });
    }

    private static String unquoted(String cell) {
        return cell.strip().replace("`", "");
    }

    /** A map by systems, and one of them that the embedded mode sets. */
    private static String ofEachSystem(String name) {
        return switch (name) {
            case "rapport.api-keys", "rapport.api-keys.demo", "rapport.api-keys.demo-story" ->
                "rapport.api-keys.<system>";
            case "rapport.api-scopes" -> "rapport.api-scopes.<system>";
            case "rapport.senders" -> "rapport.senders.<system>.priority";
            default -> name;
        };
    }

    /** Names and defaults of what is asked for by name, anywhere in the sources and in application.yml. */
    private static Map<String, String> singles() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                Matcher placeholder = PLACEHOLDER.matcher(text);
                while (placeholder.find()) {
                    // a Javadoc may say ${rapport.…}; the dots of an ellipsis are no name
                    found.merge(
                            placeholder.group(1),
                            placeholder.group(2) == null ? "" : placeholder.group(2),
                            (one, other) ->
                                    one.isEmpty() || Boolean.FALSE.toString().equals(one) ? other : one);
                }
                Matcher asked = ASKED.matcher(text);
                while (asked.find()) {
                    found.putIfAbsent(asked.group(1), "");
                }
            }
        }
        // decided by the application itself where nobody sets it
        found.put("rapport.embedded", "");
        return found;
    }

    /** Each property of a class that is bound as a whole. */
    private static Map<String, Setting> properties() {
        Map<String, Setting> found = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.rapport").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class))
                        .map(JavaClass::reflect)
                        .forEach(type -> {
                            assertThat(type.isRecord())
                                    .as("%s is a record", type)
                                    .isTrue();
                            add(
                                    type.getAnnotation(ConfigurationProperties.class)
                                            .value(),
                                    type,
                                    found);
                        });
        assertThat(found).hasSizeGreaterThan(60);
        return found;
    }

    private static void add(String prefix, Class<?> type, Map<String, Setting> found) {
        // defaults stand at the parameters of the record's constructor
        var parameters = Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> constructor.getParameterCount() == type.getRecordComponents().length)
                .findFirst()
                .orElseThrow()
                .getParameters();
        for (int i = 0; i < parameters.length; i++) {
            RecordComponent component = type.getRecordComponents()[i];
            String name = prefix + "."
                    + ConfigurationPropertyName.adapt(
                            component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT), '.');
            Type element = element(component.getGenericType());
            if (element instanceof Class<?> nested && nested.isRecord()) {
                add(component.getType() == nested ? name : name + "[n]", nested, found);
                continue;
            }
            DefaultValue standard = parameters[i].getAnnotation(DefaultValue.class);
            found.put(
                    name,
                    new Setting(
                            type(component.getGenericType()),
                            standard == null ? "" : String.join(", ", standard.value())));
        }
    }

    private static Type element(Type type) {
        return type instanceof ParameterizedType generic
                        && Collection.class.isAssignableFrom((Class<?>) generic.getRawType())
                ? generic.getActualTypeArguments()[0]
                : type;
    }

    private static String type(Type type) {
        Type element = element(type);
        if (element != type) {
            return element == DayOfWeek.class ? "list of days of the week" : "list of " + type(element) + "s";
        }
        if (type instanceof Class<?> some && some.isEnum()) {
            List<String> constants = Arrays.stream(some.getEnumConstants())
                    .map(constant -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT) + "`")
                    .sorted()
                    .toList();
            int last = constants.size() - 1;
            return constants.subList(0, last).stream().collect(Collectors.joining(", ")) + " or " + constants.get(last);
        }
        assertThat(WORDS).containsKey((Class<?>) type);
        return WORDS.get(type);
    }
}

package io.rapport.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.desk.StaffFile;
import io.rapport.desk.StaffFileReader;
import io.rapport.gate.ModelFileReader.RunningFile;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.journey.expression.Vocabulary;
import io.rapport.journey.step.Facts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.core.io.FileSystemResource;
import org.springframework.stereotype.Component;

/** The gate as it stands before the shipped files, without the application. */
public final class ShippedGate {

    /** The day on which the gate stands there. */
    static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

    private static final ObjectMapper YAML = new YAMLMapper();
    private static final Platform PLATFORM =
            platform(texts(yaml(Path.of("messages/brand.yaml")).path("locales")), Set.of(), false);

    private ShippedGate() {}

    /** Read once, when first asked for. */
    private static final class Shipped {
        static final ModelSet MODELS = ModelFileReader.running(running());
    }

    static Platform platform(List<String> languages, Set<String> topics, boolean foreignModels) {
        Map<String, VocabularyStep> steps = new TreeMap<>();
        Map<String, Class<?>> beans = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter().importPackages("io.rapport.journey.step")) {
            if (type.isAssignableTo(JavaDelegate.class)) {
                steps.put(type.getAnnotationOfType(Component.class).value(), VocabularyStep.of(type.reflect()));
                beans.put(type.getAnnotationOfType(Component.class).value(), type.reflect());
            }
            type.tryGetAnnotationOfType(Facts.class).ifPresent(facts -> beans.put(facts.value(), type.reflect()));
        }
        EventTypes events = EventCatalogue.read(
                List.of(
                        new FileSystemResource("processes/events.asyncapi.yaml"),
                        new FileSystemResource("processes/dates.yaml"),
                        new FileSystemResource("processes/segments.yaml")),
                InstantSource.system());
        return new Platform(
                Vocabulary.of(beans),
                PolicyVocabulary.OWN,
                steps,
                events.names().stream()
                        .collect(Collectors.toMap(type -> type, type -> Platform.EventFields.of(events, type))),
                messages(),
                languages,
                staff().queues().keySet(),
                Map.of("autumn", 0, "summer", 20),
                topics,
                foreignModels,
                TODAY);
    }

    /** @return the shipped queues and people */
    public static StaffFile staff() {
        Path file = Path.of(StaffFile.PATH);
        return StaffFileReader.read(StaffFile.PATH, read(file)).orThrow();
    }

    private static Map<String, Platform.Message> messages() {
        Map<String, Platform.Message> messages = new TreeMap<>();
        for (Path folder : list("messages")) {
            if (Files.exists(folder.resolve("message.yaml"))) {
                JsonNode definition = yaml(folder.resolve("message.yaml"));
                messages.put(
                        folder.getFileName().toString(),
                        new Platform.Message(
                                definition.path("category").asText().equals("internal"),
                                list(folder.toString()).stream()
                                        .map(file -> file.getFileName().toString())
                                        .filter(file -> file.endsWith(".mjml"))
                                        .map(file -> file.replace(".mjml", ""))
                                        .toList(),
                                definition.path("about-stopped-orders").asBoolean()));
            }
        }
        return messages;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static JsonNode yaml(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(String folder) {
        try (Stream<Path> all = Files.list(Path.of(folder))) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the contents of the shipped models, tables and forms, by name */
    public static Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        for (String folder : List.of("processes", "forms")) {
            list(folder).stream()
                    .filter(file -> FileKind.of(file.toString()) != FileKind.OTHER)
                    .forEach(file -> files.put(folder + "/" + file.getFileName(), read(file)));
        }
        return files;
    }

    /** @return what the gate finds in files that are deployed together where nothing else is deployed */
    public static List<Finding> check(Map<String, byte[]> files) {
        return new ModelChecks(PLATFORM).check(null, files, List.of());
    }

    /** @return what the gate finds in files that are deployed where the shipped ones are */
    public static List<Finding> checkBesideShipped(Map<String, byte[]> files) {
        return new ModelChecks(PLATFORM).check(files, Shipped.MODELS);
    }

    static List<Finding> checkBesideShipped(Platform platform, Map<String, byte[]> files) {
        return new ModelChecks(platform).check(null, files, running());
    }

    private static List<RunningFile> running() {
        List<RunningFile> running = new ArrayList<>();
        files().forEach((name, content) -> {
            if (FileKind.of(name) == FileKind.DMN) {
                try {
                    XmlReader.read(content)
                            .children("decision")
                            .forEach(decision -> running.add(new RunningFile(decision.id(), name, content)));
                } catch (XmlReader.Unreadable e) {
                    throw new IllegalStateException(e);
                }
            } else {
                String file = Path.of(name).getFileName().toString();
                running.add(new RunningFile(file.substring(0, file.lastIndexOf('.')), name, content));
            }
        });
        return running;
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

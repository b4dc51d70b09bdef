package io.rapport.journey.internal.gate;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** The gate as it stands before the shipped files, without the application. */
public final class ShippedGate {

    private static final ModelChecks CHECKS = new ModelChecks(steps());

    private ShippedGate() {}

    private static Set<String> steps() {
        return new ClassFileImporter()
                .importPackages("io.rapport.journey.step").stream()
                        .filter(type -> type.isAssignableTo(JavaDelegate.class))
                        .flatMap(type -> type.tryGetAnnotationOfType(Component.class).stream())
                        .map(Component::value)
                        .collect(Collectors.toSet());
    }

    /** @return the contents of the shipped models, tables and forms, by name */
    public static Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        for (String folder : List.of("processes", "forms")) {
            try (Stream<Path> all = Files.list(Path.of(folder))) {
                all.filter(file -> FileKind.of(file.toString()) != FileKind.OTHER)
                        .forEach(file -> files.put(folder + "/" + file.getFileName(), read(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    /** @return what the gate finds in files that are deployed together where nothing else is deployed */
    public static List<Finding> check(Map<String, byte[]> files) {
        return CHECKS.check(null, files);
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

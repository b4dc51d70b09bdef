package io.rapport.app.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * A jar that is started in a directory with {@code processes/}, {@code forms/} or {@code messages/} takes it for
 * {@code rapport.models}, as {@code mvn spring-boot:run} does in the project: its files lie over the jar's, and changes are
 * released while the application runs. What is set as a property counts more.
 */
final class ModelFolders implements EnvironmentPostProcessor, Ordered {

    private static final List<String> FOLDERS = List.of("processes", "forms", "messages");

    @Override
    public int getOrder() {
        // after the configuration files have been read
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (isJar(application)) {
            addTo(environment, Path.of(""));
        }
    }

    private static boolean isJar(SpringApplication application) {
        Class<?> main = application.getMainApplicationClass();
        return main != null
                && new ApplicationHome(main).getSource() != null
                && new ApplicationHome(main).getSource().isFile();
    }

    /** @param directory where the folders may be */
    static void addTo(ConfigurableEnvironment environment, Path directory) {
        if (environment.containsProperty("rapport.models")
                || FOLDERS.stream().noneMatch(folder -> Files.isDirectory(directory.resolve(folder)))) {
            return;
        }
        String models = directory.toString();
        Map<String, Object> found = new HashMap<>(Map.of("rapport.models", models.isEmpty() ? "." : models));
        if (!environment.containsProperty("rapport.models-reload")) {
            found.put("rapport.models-reload", "1s");
        }
        environment.getPropertySources().addFirst(new MapPropertySource("rapport-model-folders", found));
    }
}

package io.rapport.app.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * A jar that is started in a directory with {@code processes/}, {@code forms/} or {@code messages/} reads them from there,
 * as {@code mvn spring-boot:run} does in the project: a file of {@code processes/} or {@code forms/} takes the place of
 * the jar's of the same name, the event catalogue included; {@code messages/} takes the place of the jar's messages as a
 * whole, and its changes are taken up while the application runs. What is set as a property counts more.
 */
final class ModelFolders implements EnvironmentPostProcessor, Ordered {

    private static final String PATTERNS = "camunda.bpm.deployment-resource-pattern";

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

    /** @param directory where the folders may be; paths to them are told relative to it, as to the working directory */
    static void addTo(ConfigurableEnvironment environment, Path directory) {
        Map<String, Object> found = new LinkedHashMap<>();
        List<String> models = new ArrayList<>();
        if (Files.isDirectory(directory.resolve("processes"))) {
            models.add(location(directory, "processes/**/*.bpmn"));
            models.add(location(directory, "processes/**/*.dmn"));
            addTexts(models, directory, "processes/**/");
        }
        if (Files.isDirectory(directory.resolve("forms"))) {
            models.add(location(directory, "forms/**/*.form"));
            addTexts(models, directory, "forms/**/");
        }
        if (!models.isEmpty()) {
            int next = 0;
            for (String pattern : models) {
                found.put(PATTERNS + "[" + next++ + "]", pattern);
            }
            for (int i = 0; environment.containsProperty(PATTERNS + "[" + i + "]"); i++) {
                found.put(PATTERNS + "[" + next++ + "]", environment.getProperty(PATTERNS + "[" + i + "]"));
            }
        }
        if (Files.isRegularFile(directory.resolve("processes/events.asyncapi.yaml"))
                && !environment.containsProperty("rapport.inbox.catalogue")) {
            found.put("rapport.inbox.catalogue", location(directory, "processes/events.asyncapi.yaml"));
        }
        if (Files.isRegularFile(directory.resolve("messages/brand.yaml"))
                && !environment.containsProperty("rapport.messaging.templates")) {
            found.put("rapport.messaging.templates", location(directory, "messages/"));
            if (!environment.containsProperty("rapport.messaging.reload")) {
                found.put("rapport.messaging.reload", "1s");
            }
        }
        if (!found.isEmpty()) {
            environment.getPropertySources().addFirst(new MapPropertySource("rapport-model-folders", found));
        }
    }

    /** Of languages, and of languages with a region. */
    private static void addTexts(List<String> models, Path directory, String folder) {
        models.add(location(directory, folder + "*.??.yaml"));
        models.add(location(directory, folder + "*.??-??.yaml"));
    }

    private static String location(Path directory, String path) {
        String prefix = directory.toString().replace('\\', '/');
        return "file:" + (prefix.isEmpty() ? "./" : prefix + "/") + path;
    }
}

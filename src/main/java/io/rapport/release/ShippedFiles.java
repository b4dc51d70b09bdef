package io.rapport.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * The files that come with the program: those of the jar, and those of the directory {@code rapport.models}, which lies over
 * them. Both have the folders {@code processes}, {@code forms} and {@code messages}.
 */
@Component
public final class ShippedFiles {

    /** Where files of a release stand. */
    static final List<String> FOLDERS = List.of("processes", "forms", "messages");

    private final String jar;
    private final Path directory;

    ShippedFiles(Environment environment) {
        this.jar = environment.getProperty("rapport.shipped-models", "classpath*:");
        String models = environment.getProperty("rapport.models");
        this.directory = StringUtils.hasText(models) ? Path.of(models.strip()) : null;
    }

    /** @return the directory that lies over the jar's files, if there is one */
    public Optional<Path> directory() {
        return Optional.ofNullable(directory);
    }

    /** @return the files by source, the one that counts more last */
    Map<String, List<ReleaseFile>> bySource() {
        Map<String, List<ReleaseFile>> bySource = new LinkedHashMap<>();
        bySource.put(Release.JAR, ofJar());
        if (directory != null) {
            bySource.put(Release.DIRECTORY, read(directory));
        }
        return bySource;
    }

    /** @return the files of the jar, also such as are of no kind */
    List<ReleaseFile> ofJar() {
        PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
        List<ReleaseFile> files = new ArrayList<>();
        try {
            for (String folder : FOLDERS) {
                for (Resource resource : resolver.getResources(jar + folder + "/**/*.*")) {
                    String url = URLDecoder.decode(resource.getURL().toString(), StandardCharsets.UTF_8);
                    String path = url.substring(url.lastIndexOf("/" + folder + "/") + 1);
                    if (resource.isReadable() && isVisible(path)) {
                        files.add(ReleaseFile.of(path, resource.getContentAsByteArray()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the files of the jar cannot be read", e);
        }
        return files;
    }

    /**
     * Reads a directory.
     *
     * @param directory with some of the folders {@code processes}, {@code forms} and {@code messages}
     * @return their files, in order of path; what editors leave beside them is left out
     */
    public static List<ReleaseFile> read(Path directory) {
        List<ReleaseFile> files = new ArrayList<>();
        for (String folder : FOLDERS) {
            if (!Files.isDirectory(directory.resolve(folder))) {
                continue;
            }
            try (Stream<Path> found = Files.walk(directory.resolve(folder), 6)) {
                for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                    String path = directory.relativize(file).toString().replace('\\', '/');
                    if (isVisible(path)) {
                        files.add(ReleaseFile.of(path, Files.readAllBytes(file)));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the files in " + directory.toAbsolutePath() + " cannot be read", e);
            }
        }
        return files;
    }

    private static boolean isVisible(String path) {
        return Stream.of(path.split("/")).noneMatch(part -> part.startsWith(".") || part.endsWith("~"));
    }
}

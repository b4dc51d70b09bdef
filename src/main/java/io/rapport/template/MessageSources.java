package io.rapport.template;

import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * The files of a messages folder, read once. What is not in here does not exist for any template: nothing is read from
 * disk, class path or network later.
 *
 * @param root  where they came from, for messages to people
 * @param files text by path below the root, such as {@code welcome/en.mjml}
 * @param retired messages that have left, and stay for what is under way
 * @param incomplete those of them of which some files were released all the same, but not the {@code message.yaml}
 */
record MessageSources(
        String root, SortedMap<String, String> files, SortedSet<String> retired, SortedSet<String> incomplete) {

    /** Where messages stand in a release. */
    static final String FOLDER = "messages/";

    static final String PARTIALS = "partials/";

    private static final String DEFINITION = "/message.yaml";

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    MessageSources(String root, Map<String, String> files) {
        this(root, Collections.unmodifiableSortedMap(new TreeMap<>(files)), new TreeSet<>(), new TreeSet<>());
    }

    /**
     * A message is one folder, and its {@code message.yaml} says whether it is live: while that is, a file beside it that has
     * left is none of the message's; once that has left, all of the message has.
     *
     * @param files of a release, below {@code messages/}
     * @throws CatalogueException when a file is not UTF-8
     */
    static MessageSources of(ReleaseFiles files) {
        SortedMap<String, byte[]> contents = new TreeMap<>();
        SortedSet<String> gone = new TreeSet<>();
        SortedSet<String> current = new TreeSet<>();
        for (ReleaseFile file : files.all()) {
            String path = file.path().substring(FOLDER.length());
            String message =
                    path.contains("/") && !path.startsWith(PARTIALS) ? path.substring(0, path.indexOf('/')) : "";
            if (message.isEmpty() || !file.retired()) {
                contents.put(path, file.bytes());
                current.add(message);
            } else if (!isLive(files, message)) {
                contents.put(path, file.bytes());
                gone.add(message);
            }
        }
        SortedSet<String> incomplete = new TreeSet<>(gone);
        incomplete.removeIf(message -> !current.contains(message) || !contents.containsKey(message + DEFINITION));
        return new MessageSources("a release", decoded("a release", contents).files(), gone, incomplete);
    }

    private static boolean isLive(ReleaseFiles files, String message) {
        return files.at(FOLDER + message + DEFINITION)
                .filter(file -> !file.retired())
                .isPresent();
    }

    /** @throws CatalogueException when a file is not UTF-8 */
    static MessageSources of(Path folder) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder, 2)) {
            for (Path path : (Iterable<Path>) paths.filter(MessageSources::concerns)::iterator) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the messages in " + folder, e);
        }
        return decoded(folder.toString(), files);
    }

    /**
     * @param location a Spring resource location of a folder, such as {@code classpath:messages/}
     * @throws CatalogueException when a file is not UTF-8
     */
    static MessageSources of(ResourcePatternResolver resolver, String location) {
        String root = location.endsWith("/") ? location : location + "/";
        String folder = "/" + root.substring(root.lastIndexOf('/', root.length() - 2) + 1);
        folder = "/" + folder.substring(folder.indexOf(':') + 1).replaceFirst("^/", "");
        SortedMap<String, byte[]> files = new TreeMap<>();
        try {
            for (Resource resource : resolver.getResources(root + "**/*.*")) {
                String url = URLDecoder.decode(resource.getURL().toString(), StandardCharsets.UTF_8);
                if (resource.isReadable() && concerns(Path.of(resource.getFilename()))) {
                    files.put(
                            url.substring(url.lastIndexOf(folder) + folder.length()), resource.getContentAsByteArray());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the messages in " + location, e);
        }
        return decoded(location, files);
    }

    /** What is saved in another encoding would reach customers as question marks: it is refused, never guessed. */
    private static MessageSources decoded(String root, SortedMap<String, byte[]> files) {
        Faults faults = new Faults();
        SortedMap<String, String> texts = new TreeMap<>();
        files.forEach((file, bytes) -> {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
                // some editors begin UTF-8 with a mark, which no parser of these files wants to see
                texts.put(file, text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
            } catch (CharacterCodingException e) {
                int line = 1
                        + (int) IntStream.range(0, in.position())
                                .filter(at -> bytes[at] == '\n')
                                .count();
                faults.shared(FilePosition.of(file, line), "it is not UTF-8", "save the file in the encoding UTF-8");
            }
        });
        if (faults.count() > 0) {
            throw new CatalogueException(root, faults.all());
        }
        return new MessageSources(root, texts);
    }

    /** @return the folders that messages stand in, in order; of a broken one, too */
    SortedSet<String> messages() {
        SortedSet<String> folders = new TreeSet<>();
        for (String file : files.keySet()) {
            if (file.contains("/") && !file.startsWith(PARTIALS)) {
                folders.add(file.substring(0, file.indexOf('/')));
            }
        }
        return folders;
    }

    /** @return what all messages build upon: the brand and the partials */
    SortedMap<String, String> shared() {
        SortedMap<String, String> shared = new TreeMap<>(files);
        shared.keySet().removeIf(file -> file.contains("/") && !file.startsWith(PARTIALS));
        return shared;
    }

    /** @return the files of one message */
    SortedMap<String, String> of(String message) {
        // the character after the slash
        return files.subMap(message + "/", message + "0");
    }

    /** @return the paths of the partials that a message in this locale may include */
    List<String> partials(Locale locale) {
        String own = "." + locale.toLanguageTag() + ".mjml";
        return files.keySet().stream()
                .filter(file -> file.startsWith(PARTIALS))
                .filter(file ->
                        file.endsWith(own) || file.indexOf('.', PARTIALS.length()) == file.length() - ".mjml".length())
                .toList();
    }

    /** Whether a file is part of the messages; what editors leave beside them is not. */
    static boolean concerns(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".mjml") || name.endsWith(".txt"));
    }
}

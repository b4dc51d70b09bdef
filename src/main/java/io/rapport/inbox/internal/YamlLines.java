package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** On which lines of a YAML file its keys stand, for what is said of it to people. */
final class YamlLines {

    private static final int DEEPEST = 20;
    private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'");

    private YamlLines() {}

    /**
     * @param content of the file
     * @param place keys from the top, joined by points, such as {@code dates.birthday.at}
     * @return the line of the last of them that is there, from 1; 0 if none is, or it is no YAML
     */
    static int line(byte[] content, String place) {
        Map<String, Integer> lines = new HashMap<>();
        try {
            gather("", new Yaml(new LoaderOptions()).compose(text(content)), lines, 0);
        } catch (YAMLException e) {
            return 0;
        }
        for (String at = place; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return 0;
    }

    private static void gather(String path, Node node, Map<String, Integer> lines, int depth) {
        // an alias may lead back to where it stands
        if (depth < DEEPEST && node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> {
                if (entry.getKeyNode() instanceof ScalarNode key) {
                    String place = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
                    lines.putIfAbsent(place, key.getStartMark().getLine() + 1);
                    gather(place, entry.getValueNode(), lines, depth + 1);
                }
            });
        }
    }

    /**
     * Says why a file cannot be read as YAML.
     *
     * @param path of the file
     * @param content of the file
     * @param failure of the parser
     */
    static FileFault fault(String path, byte[] content, IOException failure) {
        String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        Matcher twice = TWICE.matcher(said);
        if (twice.find()) {
            return new FileFault(
                    path, lineOf(failure), "", "the key '" + twice.group(1) + "' stands twice", "keep one of them");
        }
        int tab = tab(content);
        if (tab > 0) {
            return new FileFault(path, tab, "", "the line begins with a tab", "indent it with spaces");
        }
        try {
            new Yaml(new LoaderOptions()).compose(text(content));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            return new FileFault(
                    path, line, "", "it is no YAML: " + e.getProblem(), "correct this line, or the one before it");
        } catch (YAMLException e) {
            return new FileFault(path, 0, "", "it is no YAML", "save it as text in UTF-8, without control characters");
        }
        return new FileFault(path, lineOf(failure), "", "it is no YAML: " + said, "correct this line");
    }

    private static int lineOf(IOException failure) {
        return failure instanceof JsonProcessingException json && json.getLocation() != null
                ? Math.max(0, json.getLocation().getLineNr())
                : 0;
    }

    /** @return the first line whose indent has a tab, from 1; 0 for none */
    private static int tab(byte[] content) {
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches(" *\\t.*")) {
                return i + 1;
            }
        }
        return 0;
    }

    private static StringReader text(byte[] content) {
        return new StringReader(new String(content, StandardCharsets.UTF_8));
    }
}

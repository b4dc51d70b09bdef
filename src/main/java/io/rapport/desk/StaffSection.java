package io.rapport.desk;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of {@code staff.yaml}: its values by key. One that is not there is an empty one. */
final class StaffSection {

    private static final int LONGEST_TEXT = 200;

    private final StaffFindings findings;
    private final String path;
    private final String name;
    private final int line;
    private final boolean isWellFormed;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /** A value that stands in a list. @param line of the file */
    record Text(String value, int line) {}

    /**
     * @param findings where to say what is wrong
     * @param path of keys that leads here, with dots between
     * @param name the last of them
     * @param line of its key
     * @param node null for nothing
     */
    StaffSection(StaffFindings findings, String path, String name, int line, Node node) {
        this.findings = findings;
        this.path = path;
        this.name = name;
        this.line = line;
        this.isWellFormed = node instanceof MappingNode || isNothing(node);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::entry);
        } else if (!isNothing(node)) {
            error("it has no keys beneath it", "write keys and values, indented by two spaces");
        }
    }

    private void entry(NodeTuple entry) {
        int at = entry.getKeyNode().getStartMark().getLine() + 1;
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            findings.error(at, path, "a key is no text", "write a plain word before the colon");
        } else if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
            findings.error(at, path, "the key '" + key.getValue() + "' stands twice", "keep one of them");
        } else {
            lines.put(key.getValue(), at);
        }
    }

    String path() {
        return path;
    }

    int line() {
        return line;
    }

    boolean isWellFormed() {
        return isWellFormed;
    }

    Set<String> keys() {
        return values.keySet();
    }

    /** @return the last of the keys that lead here */
    String name() {
        return name;
    }

    boolean has(String key) {
        return !isNothing(values.get(key));
    }

    void only(String... known) {
        keys().stream()
                .filter(key -> !List.of(known).contains(key))
                .forEach(key -> error("there is no key '" + key + "' here", "use one of " + String.join(", ", known)));
    }

    StaffSection section(String key) {
        return new StaffSection(
                findings, path.isEmpty() ? key : path + "." + key, key, lines.getOrDefault(key, line), values.get(key));
    }

    /** @return null if it is not there, or nothing */
    String text(String key) {
        Node node = values.get(key);
        if (isNothing(node)) {
            return null;
        }
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            errorAt(key, key + " is no text", "write one value behind the colon");
            return null;
        }
        if (scalar.getValue().length() > LONGEST_TEXT) {
            errorAt(key, key + " has " + scalar.getValue().length() + " characters", "shorten it to " + LONGEST_TEXT);
        }
        return scalar.getValue().strip();
    }

    int number(String key, int least, int most, int otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("\\d{1,6}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        errorAt(key, key + " is '" + text + "'", "write a whole number from " + least + " to " + most);
        return otherwise;
    }

    <T> T value(String key, Function<String, T> read, String problem, String fix) {
        String text = text(key);
        try {
            return text == null ? null : read.apply(text);
        } catch (DateTimeException e) {
            errorAt(key, key + ": '" + text + "' " + problem, fix);
            return null;
        }
    }

    List<Text> list(String key) {
        Node node = values.get(key);
        List<Text> texts = new ArrayList<>();
        if (isNothing(node)) {
            return texts;
        }
        if (!(node instanceof SequenceNode sequence)) {
            errorAt(key, key + " is no list", "write it as [one, another]");
            return texts;
        }
        for (Node element : sequence.getValue()) {
            if (element instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                texts.add(new Text(
                        scalar.getValue().strip(), scalar.getStartMark().getLine() + 1));
            } else {
                errorAt(key, key + " has an element that is no text", "write it as [one, another]");
            }
        }
        return texts;
    }

    int lineOf(String key) {
        return lines.getOrDefault(key, line);
    }

    /** Says what is wrong with one key, on its own line. */
    void errorAt(String key, String problem, String fix) {
        findings.error(lineOf(key), path, problem, fix);
    }

    void error(String problem, String fix) {
        findings.error(line, path, problem, fix);
    }

    void warningAt(String key, String problem, String fix) {
        findings.warning(lineOf(key), path, problem, fix);
    }

    void warning(String problem, String fix) {
        findings.warning(line, path, problem, fix);
    }

    private static boolean isNothing(Node node) {
        return node == null
                || node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }
}

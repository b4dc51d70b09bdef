package io.rapport.segment;

import io.rapport.language.VisibleText;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads {@code processes/segments.yaml} and says all that is wrong in it, each with its line. Pure: it knows the file alone.
 * Values are read as they are written, so that the language {@code no} is no truth value.
 */
final class SegmentFileReader {

    static final int DEEPEST = 10;

    /** Conditions of a segment with those that it builds on written out, as the SQL of it has them. */
    private static final int MOST_WRITTEN_OUT = 500;

    /** The same of all segments together: one statement judges all, and a statement has at most 65,535 parameters. */
    private static final int MOST_WRITTEN_OUT_OF_ALL = 5_000;

    private static final int MOST_SEGMENTS = 200;
    private static final int MOST_BYTES = 256 * 1024;
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_TITLE = 80;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

    private final YamlParts parts = new YamlParts();
    private final ConditionReader conditions = new ConditionReader(parts);

    private SegmentFileReader() {}

    /**
     * What was read.
     *
     * @param file what the file says, as far as it can be understood
     * @param findings what is wrong in it; none if it can be released
     * @param understood whether all of it can be understood; then it can be used where it is live already
     */
    record Read(SegmentFile file, List<SegmentFinding> findings, boolean understood) {}

    /**
     * @param content as it is stored, in UTF-8
     * @return what it says, and what is wrong in it
     */
    static Read read(byte[] content) {
        SegmentFileReader reader = new SegmentFileReader();
        SegmentFile file = reader.file(new String(content, StandardCharsets.UTF_8));
        return new Read(file, reader.parts.findings(), reader.parts.isUnderstood());
    }

    private SegmentFile file(String text) {
        if (text.length() > MOST_BYTES) {
            parts.fault(0, "", "it is larger than 256 KB", "leave out segments that nobody uses");
            return SegmentFile.NONE;
        }
        Node root;
        try {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(0);
            options.setNestingDepthLimit(4 * DEEPEST);
            root = new Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            parts.fault(line, "", "it is no YAML: " + e.getProblem(), "fix the line; keys are indented by two spaces");
            return SegmentFile.NONE;
        } catch (YAMLException e) {
            parts.fault(
                    0,
                    "",
                    "it is no YAML that can be read: " + firstLine(e.getMessage()),
                    "write each section out, without aliases (*…), and save it as text in UTF-8");
            return SegmentFile.NONE;
        }
        if (root == null) {
            return SegmentFile.NONE;
        }
        YamlPart whole = new YamlPart("", 1, root);
        Map<String, YamlPart> top = parts.fields(whole, Set.of("segments"));
        YamlPart all = top.get("segments");
        if (all == null || YamlParts.isEmpty(all.node())) {
            return SegmentFile.NONE;
        }
        Map<String, SegmentDefinition> segments = new LinkedHashMap<>();
        Map<String, YamlPart> entries = parts.entries(all);
        if (entries.size() > MOST_SEGMENTS) {
            parts.breach(all, "there are more than " + MOST_SEGMENTS + " segments", "leave out those that nobody uses");
        }
        List<String> lines = text.lines().toList();
        entries.forEach((name, part) -> {
            SegmentDefinition read = segment(name, part, lines);
            if (read != null) {
                segments.put(name, read);
            }
        });
        references(entries, segments);
        return new SegmentFile(segments);
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    // a segment

    private SegmentDefinition segment(String name, YamlPart part, List<String> lines) {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            parts.breach(
                    part,
                    "the name is none that a segment can have",
                    "write small letters, digits and single hyphens, at most " + LONGEST_NAME
                            + " of them, beginning with a letter, such as repeat-buyers");
        }
        Map<String, YamlPart> fields = parts.fields(part, Set.of("title", "conditions"));
        Map<String, String> titles = titles(part, fields.get("title"), name);
        YamlPart conditions = fields.get("conditions");
        if (conditions == null) {
            if (part.node() instanceof MappingNode) {
                parts.fault(part, "it has no conditions", "write conditions: and beneath it who is in the segment");
            }
            return null;
        }
        SegmentCondition condition = this.conditions.read(conditions);
        return condition == null ? null : new SegmentDefinition(name, titles, condition, written(part, lines));
    }

    /** @return the lines of a segment, as they are written */
    private static String written(YamlPart part, List<String> lines) {
        Node node = part.node();
        int from = Math.min(part.line() - 1, lines.size());
        int to = Math.min(Math.max(node.getEndMark().getLine(), from + 1), lines.size());
        List<String> own = new ArrayList<>(lines.subList(from, to));
        while (!own.isEmpty()
                && (own.get(own.size() - 1).isBlank()
                        || own.get(own.size() - 1).strip().startsWith("#"))) {
            own.remove(own.size() - 1);
        }
        int indent = own.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return own.stream()
                .map(line -> line.length() < indent ? line : line.substring(indent))
                .collect(Collectors.joining("\n"));
    }

    private Map<String, String> titles(YamlPart segment, YamlPart title, String name) {
        Map<String, String> titles = new LinkedHashMap<>();
        if (title == null) {
            if (segment.node() instanceof MappingNode) {
                parts.breach(
                        segment, "it has no title", "write title: {en: …}, and the other languages of staff beside it");
            }
            titles.put(SegmentDefinition.ENGLISH, name);
            return titles;
        }
        parts.entries(title).forEach((language, part) -> {
            if (!LANGUAGES.contains(language)) {
                parts.breach(part, "'" + language + "' is no language", "write its code, such as en or zh");
            }
            title(part).ifPresent(text -> titles.put(language, text));
        });
        if (title.node() instanceof MappingNode && !titles.containsKey(SegmentDefinition.ENGLISH)) {
            parts.breach(title, "it has no English title", "add en: …");
        }
        titles.putIfAbsent(SegmentDefinition.ENGLISH, name);
        return titles;
    }

    /** @return what is to be seen; a title of which nothing is may be live from before that was refused */
    private Optional<String> title(YamlPart part) {
        String fix = "write the title, or leave the language out";
        if (part.node() instanceof ScalarNode scalar && VisibleText.isBlank(scalar.getValue())) {
            parts.breach(part, "it is empty", fix);
            return Optional.empty();
        }
        Optional<String> text = Optional.ofNullable(parts.scalar(part, fix));
        text.filter(title -> title.length() > LONGEST_TITLE)
                .ifPresent(title -> parts.breach(
                        part, "the title has " + title.length() + " characters", "shorten it to " + LONGEST_TITLE));
        return text;
    }

    private void references(Map<String, YamlPart> entries, Map<String, SegmentDefinition> segments) {
        segments.forEach((name, segment) -> {
            for (String other : SegmentFile.named(segment.condition())) {
                if (!entries.containsKey(other)) {
                    parts.fault(
                            lineOf(
                                    entries.get(name).node(),
                                    other,
                                    entries.get(name).line()),
                            "segments." + name + ".conditions",
                            "there is no segment '" + other + "'",
                            "write one of " + String.join(", ", entries.keySet()));
                }
            }
        });
        Set<String> said = new TreeSet<>();
        Map<String, Integer> sizes = new HashMap<>();
        for (String name : segments.keySet()) {
            List<String> circle = circle(name, segments);
            if (circle != null && said.addAll(circle)) {
                parts.fault(
                        entries.get(name).line(),
                        "segments." + name,
                        "it builds on itself: " + String.join(" → ", circle) + " → " + circle.get(0),
                        "write the conditions themselves in one of them");
            }
        }
        if (said.isEmpty()) {
            int all = segments.keySet().stream()
                    .mapToInt(name -> size(name, segments, sizes, entries))
                    .sum();
            if (all > MOST_WRITTEN_OUT_OF_ALL && sizes.values().stream().noneMatch(size -> size > MOST_WRITTEN_OUT)) {
                parts.fault(
                        0,
                        "segments",
                        "with what they build on written out, the segments have " + all
                                + " conditions together, more than " + MOST_WRITTEN_OUT_OF_ALL,
                        "leave out those that nobody uses, or make them smaller");
            }
        }
    }

    /**
     * Counts the conditions of a segment with those of the segments that it builds on, each as often as it is named: they grow
     * by powers where each names the one before several times. Says so once, of the first that is too large.
     *
     * @param sizes what was counted before, by name
     * @return 1 or more, and at most one more than a segment may have
     */
    private int size(
            String name,
            Map<String, SegmentDefinition> segments,
            Map<String, Integer> sizes,
            Map<String, YamlPart> entries) {
        Integer known = sizes.get(name);
        if (known != null) {
            return known;
        }
        if (!segments.containsKey(name)) {
            return 1;
        }
        long all = size(segments.get(name).condition(), other -> size(other, segments, sizes, entries));
        if (all > MOST_WRITTEN_OUT && sizes.values().stream().noneMatch(size -> size > MOST_WRITTEN_OUT)) {
            parts.fault(
                    entries.get(name).line(),
                    "segments." + name,
                    "with the segments that it builds on written out, it has more than " + MOST_WRITTEN_OUT
                            + " conditions: each counts as often as it is named",
                    "name each of them once, or make them smaller");
        }
        int size = (int) Math.min(all, MOST_WRITTEN_OUT + 1L);
        sizes.put(name, size);
        return size;
    }

    private static long size(SegmentCondition condition, ToIntFunction<String> others) {
        if (condition instanceof SegmentCondition.AllOf all) {
            return 1
                    + all.parts().stream().mapToLong(part -> size(part, others)).sum();
        }
        if (condition instanceof SegmentCondition.AnyOf any) {
            return 1
                    + any.parts().stream().mapToLong(part -> size(part, others)).sum();
        }
        if (condition instanceof SegmentCondition.Not not) {
            return 1 + size(not.part(), others);
        }
        return condition instanceof SegmentCondition.InSegment segment ? others.applyAsInt(segment.name()) : 1;
    }

    /** @return the segments from one back to itself; null if there is no such way */
    private static List<String> circle(String start, Map<String, SegmentDefinition> segments) {
        Map<String, String> from = new LinkedHashMap<>();
        Deque<String> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            String at = next.poll();
            if (!segments.containsKey(at)) {
                continue;
            }
            for (String other : SegmentFile.named(segments.get(at).condition())) {
                if (other.equals(start)) {
                    List<String> way = new ArrayList<>();
                    for (String step = at; step != null; step = from.get(step)) {
                        way.add(0, step);
                    }
                    return way;
                }
                if (!from.containsKey(other)) {
                    from.put(other, at);
                    next.add(other);
                }
            }
        }
        return null;
    }

    /** @return the line on which a segment is named beneath a node; another one if it is not found */
    private static int lineOf(Node node, String name, int otherwise) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("segment")
                        && entry.getValueNode() instanceof ScalarNode value
                        && value.getValue().strip().equals(name)) {
                    return key.getStartMark().getLine() + 1;
                }
                int found = lineOf(entry.getValueNode(), name, 0);
                if (found > 0) {
                    return found;
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                int found = lineOf(item, name, 0);
                if (found > 0) {
                    return found;
                }
            }
        }
        return otherwise;
    }
}

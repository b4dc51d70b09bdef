package io.rapport.segment;

import io.rapport.segment.SegmentCondition.ConsentState;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    static final int MOST_SEGMENTS = 200;
    static final int MOST_CONDITIONS = 100;
    static final int DEEPEST = 10;
    static final int LONGEST_WINDOW = 3_660;
    static final int LONGEST_DATE_WINDOW = 366;

    private static final int MOST_BYTES = 256 * 1024;
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_TITLE = 80;
    private static final int LONGEST_TEXT = 200;
    private static final int MOST_TEXTS = 100;

    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private static final Pattern DAYS = Pattern.compile("(\\d{1,4}) days?");
    private static final Pattern WORD = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern LANGUAGE_CODE = Pattern.compile("[a-z]{2,3}");
    private static final Pattern ATTRIBUTE_DATE = Pattern.compile("attributes\\.[^\\s.][^\\s]{0,99}");
    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());
    private static final Set<String> CHANNELS = Set.of("email", "sms", "webhook", "phone", "push");

    private final List<SegmentFinding> findings = new ArrayList<>();
    private int conditions;

    private SegmentFileReader() {}

    /**
     * What was read.
     *
     * @param file what the file says, as far as it can be understood
     * @param findings what is wrong in it; none if it can be used
     */
    record Read(SegmentFile file, List<SegmentFinding> findings) {}

    /**
     * @param content as it is stored, in UTF-8
     * @return what it says, and what is wrong in it
     */
    static Read read(byte[] content) {
        SegmentFileReader reader = new SegmentFileReader();
        SegmentFile file = reader.file(new String(content, StandardCharsets.UTF_8));
        return new Read(file, List.copyOf(reader.findings));
    }

    private void fault(int line, String place, String problem, String fix) {
        findings.add(new SegmentFinding(line, place, problem, fix));
    }

    private void fault(Part at, String problem, String fix) {
        fault(at.line(), at.place(), problem, fix);
    }

    /** A node, where it stands, and the keys that lead to it. */
    private record Part(String place, int line, Node node) {

        Part child(String key, int keyLine, Node value) {
            return new Part(place.isEmpty() ? key : place + "." + key, keyLine, value);
        }

        Part item(int index, Node value) {
            return new Part(
                    place + "[" + (index + 1) + "]", value.getStartMark().getLine() + 1, value);
        }
    }

    private SegmentFile file(String text) {
        if (text.length() > MOST_BYTES) {
            fault(0, "", "it is larger than 256 KB", "leave out segments that nobody uses");
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
            fault(line, "", "it is no YAML: " + e.getProblem(), "fix the line; keys are indented by two spaces");
            return SegmentFile.NONE;
        } catch (YAMLException e) {
            fault(
                    0,
                    "",
                    "it is no YAML that can be read: " + firstLine(e.getMessage()),
                    "write each section out, without aliases (*…), and save it as text in UTF-8");
            return SegmentFile.NONE;
        }
        if (root == null) {
            return SegmentFile.NONE;
        }
        Part whole = new Part("", 1, root);
        Map<String, Part> top = fields(whole, Set.of("segments"));
        Part all = top.get("segments");
        if (all == null || isEmpty(all.node())) {
            return SegmentFile.NONE;
        }
        Map<String, SegmentDefinition> segments = new LinkedHashMap<>();
        Map<String, Part> entries = entries(all);
        if (entries.size() > MOST_SEGMENTS) {
            fault(all, "there are more than " + MOST_SEGMENTS + " segments", "leave out those that nobody uses");
        }
        entries.forEach((name, part) -> {
            SegmentDefinition read = segment(name, part, text);
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

    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    }

    // sections

    private Map<String, Part> entries(Part of) {
        Map<String, Part> entries = new LinkedHashMap<>();
        if (!(of.node() instanceof MappingNode mapping)) {
            fault(of, "it has no entries", "write them beneath it, indented by two spaces");
            return entries;
        }
        for (NodeTuple entry : mapping.getValue()) {
            int line = entry.getKeyNode().getStartMark().getLine() + 1;
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                fault(line, of.place(), "a key is no text", "write a name there");
                continue;
            }
            Part part = of.child(key.getValue(), line, entry.getValueNode());
            if (entries.putIfAbsent(key.getValue(), part) != null) {
                fault(part, "the key '" + key.getValue() + "' stands twice", "keep one of them");
            }
        }
        return entries;
    }

    private Map<String, Part> fields(Part of, Set<String> known) {
        Map<String, Part> found = entries(of);
        String all = String.join(", ", new TreeSet<>(known));
        found.forEach((name, part) -> {
            if (!known.contains(name)) {
                fault(part, "there is no such field", "use " + all + ", or delete it");
            }
        });
        found.keySet().retainAll(known);
        return found;
    }

    private String scalar(Part part, String fix) {
        if (part.node() instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            String value = scalar.getValue().strip();
            if (value.length() <= LONGEST_TEXT) {
                return value;
            }
            fault(part, "it has more than " + LONGEST_TEXT + " characters", "shorten it");
            return null;
        }
        fault(part, isEmpty(part.node()) ? "it is empty" : "it is no single value", fix);
        return null;
    }

    private Set<String> texts(Part part, String fix) {
        Set<String> texts = new TreeSet<>();
        if (part.node() instanceof SequenceNode sequence) {
            int i = 0;
            for (Node node : sequence.getValue()) {
                String text = scalar(part.item(i++, node), fix);
                if (text != null) {
                    texts.add(text);
                }
            }
            if (sequence.getValue().isEmpty()) {
                fault(part, "it is empty", fix);
            } else if (sequence.getValue().size() > MOST_TEXTS) {
                fault(part, "it has more than " + MOST_TEXTS + " values", "leave some out");
            }
        } else {
            String text = scalar(part, fix);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    // a segment

    private SegmentDefinition segment(String name, Part part, String text) {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            fault(
                    part,
                    "the name is none that a segment can have",
                    "write small letters, digits and single hyphens, at most " + LONGEST_NAME
                            + " of them, beginning with a letter, such as repeat-buyers");
        }
        Map<String, Part> fields = fields(part, Set.of("title", "conditions"));
        Map<String, String> titles = titles(part, fields.get("title"), name);
        Part conditions = fields.get("conditions");
        if (conditions == null) {
            if (part.node() instanceof MappingNode) {
                fault(part, "it has no conditions", "write conditions: and beneath it who is in the segment");
            }
            return null;
        }
        this.conditions = 0;
        SegmentCondition condition = condition(conditions, 1);
        if (this.conditions > MOST_CONDITIONS) {
            fault(
                    conditions,
                    "it has more than " + MOST_CONDITIONS + " conditions",
                    "divide it into segments that build on each other");
        }
        return condition == null ? null : new SegmentDefinition(name, titles, condition, written(part, text));
    }

    /** @return the lines of a segment, as they are written */
    private static String written(Part part, String text) {
        Node node = part.node();
        List<String> lines = text.lines().toList();
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

    private Map<String, String> titles(Part segment, Part title, String name) {
        Map<String, String> titles = new LinkedHashMap<>();
        if (title == null) {
            if (segment.node() instanceof MappingNode) {
                fault(segment, "it has no title", "write title: {en: …}, and the other languages of staff beside it");
            }
            titles.put(SegmentDefinition.ENGLISH, name);
            return titles;
        }
        entries(title).forEach((language, part) -> {
            if (!LANGUAGES.contains(language)) {
                fault(part, "'" + language + "' is no language", "write its code, such as en or zh");
            }
            String text = scalar(part, "write the title, or leave the language out");
            if (text != null && text.length() > LONGEST_TITLE) {
                fault(part, "the title has " + text.length() + " characters", "shorten it to " + LONGEST_TITLE);
            } else if (text != null) {
                titles.put(language, text);
            }
        });
        if (title.node() instanceof MappingNode && !titles.containsKey(SegmentDefinition.ENGLISH)) {
            fault(title, "it has no English title", "add en: …");
        }
        titles.putIfAbsent(SegmentDefinition.ENGLISH, name);
        return titles;
    }

    // conditions

    private static final Set<String> OTHER_CONDITIONS = Set.of(
            "all",
            "any",
            "not",
            "segment",
            "orders",
            "no-order-for",
            "bought",
            "spend",
            "registered-for-at-most",
            "newest-score",
            "known",
            "unknown",
            "consent",
            "attribute",
            "date");

    private static final Set<String> WITH_FIELDS =
            Set.of("orders", "bought", "spend", "newest-score", "consent", "attribute", "date");

    /** @return all conditions that there are, in the order of the alphabet */
    static Set<String> keys() {
        Set<String> keys = new TreeSet<>(OTHER_CONDITIONS);
        Stream.of(NumberField.values()).map(NumberField::key).forEach(keys::add);
        Stream.of(WordField.values()).map(WordField::key).forEach(keys::add);
        return keys;
    }

    private SegmentCondition condition(Part part, int depth) {
        conditions++;
        if (depth > DEEPEST) {
            fault(part, "it is nested more than " + DEEPEST + " deep", "give a part of it a segment of its own");
            return null;
        }
        if (!(part.node() instanceof MappingNode)) {
            fault(
                    part,
                    "it is no condition",
                    "write one such as no-order-for: 60 days, or all: with one behind each hyphen");
            return null;
        }
        Map<String, Part> entries = entries(part);
        if (entries.size() != 1) {
            fault(
                    part,
                    entries.isEmpty() ? "it is empty" : "it has " + entries.size() + " conditions at once",
                    "write all: or any: and beneath it each of them behind a hyphen");
            return null;
        }
        Map.Entry<String, Part> only = entries.entrySet().iterator().next();
        return condition(only.getKey(), only.getValue(), depth);
    }

    private SegmentCondition condition(String key, Part value, int depth) {
        if ((WITH_FIELDS.contains(key) || NumberField.find(key).isPresent())
                && !(value.node() instanceof MappingNode)) {
            fault(value, "it has no fields", "write them in braces, such as {at-least: 2}");
            return null;
        }
        if (NumberField.find(key).isPresent()) {
            NumberField field = NumberField.find(key).get();
            Bounds bounds = bounds(value, value, BoundsReader.of(field));
            return bounds == null ? null : new SegmentCondition.NumberIs(field, bounds);
        }
        if (WordField.find(key).isPresent()) {
            return words(WordField.find(key).get(), value);
        }
        return switch (key) {
            case "all" -> {
                List<SegmentCondition> all = parts(value, depth);
                yield all == null ? null : new SegmentCondition.AllOf(all);
            }
            case "any" -> {
                List<SegmentCondition> any = parts(value, depth);
                yield any == null ? null : new SegmentCondition.AnyOf(any);
            }
            case "not" -> {
                SegmentCondition part = condition(value, depth + 1);
                yield part == null ? null : new SegmentCondition.Not(part);
            }
            case "segment" -> {
                String name = scalar(value, "write the name of a segment of this file");
                yield name == null ? null : new SegmentCondition.InSegment(name);
            }
            case "orders" -> orders(value);
            case "no-order-for" -> {
                Integer days = days(value, LONGEST_WINDOW);
                yield days == null
                        ? null
                        : new SegmentCondition.Not(
                                new SegmentCondition.OrderCount(Bounds.atLeast(BigDecimal.ONE), days));
            }
            case "bought" -> bought(value);
            case "spend" -> spend(value);
            case "registered-for-at-most" -> {
                Integer days = days(value, LONGEST_WINDOW);
                yield days == null ? null : new SegmentCondition.Registered(days);
            }
            case "newest-score" -> score(value);
            case "known" -> flags(value, true);
            case "unknown" -> flags(value, false);
            case "consent" -> consent(value);
            case "attribute" -> attribute(value);
            case "date" -> date(value);
            default -> {
                fault(value, "there is no such condition", "use one of " + String.join(", ", keys()));
                yield null;
            }
        };
    }

    private List<SegmentCondition> parts(Part value, int depth) {
        if (!(value.node() instanceof SequenceNode sequence)
                || sequence.getValue().isEmpty()) {
            fault(value, "it has no list of conditions", "write each of them beneath it, behind a hyphen");
            return null;
        }
        List<SegmentCondition> parts = new ArrayList<>();
        boolean whole = true;
        int i = 0;
        for (Node node : sequence.getValue()) {
            SegmentCondition part = condition(value.item(i++, node), depth + 1);
            whole &= part != null;
            parts.add(part);
        }
        return whole ? List.copyOf(parts) : null;
    }

    private Bounds bounds(Part of, Part at, BoundsReader kind) {
        return bounds(fields(of, BoundsReader.KEYS), at, kind);
    }

    private Bounds bounds(Map<String, Part> fields, Part at, BoundsReader kind) {
        return kind.read(
                fields,
                (key, problem, fix) -> fault(key == null ? at : fields.get(key), problem, fix),
                part -> scalar(part, "write a number"));
    }

    private Integer days(Part part, int most) {
        String text = scalar(part, "write a number of days, such as 60 days");
        if (text == null) {
            return null;
        }
        Matcher days = DAYS.matcher(text);
        int number = days.matches() ? Integer.parseInt(days.group(1)) : 0;
        if (number < 1 || number > most) {
            fault(
                    part,
                    "'" + text + "' is no window",
                    "write a number of days from 1 to " + most + ", such as 60 days");
            return null;
        }
        return number;
    }

    /** @return the window; 0 for all time, {@code null} if it is wrong */
    private Integer window(Map<String, Part> fields) {
        return fields.containsKey("in") ? days(fields.get("in"), LONGEST_WINDOW) : Integer.valueOf(0);
    }

    private static Integer orAllTime(int window) {
        return window == 0 ? null : window;
    }

    private static Set<String> with(String... fields) {
        Set<String> all = new TreeSet<>(BoundsReader.KEYS);
        all.addAll(List.of(fields));
        return all;
    }

    private SegmentCondition orders(Part value) {
        Map<String, Part> fields = fields(value, with("in"));
        Bounds bounds = bounds(fields, value, BoundsReader.COUNT);
        Integer window = window(fields);
        return bounds == null || window == null ? null : new SegmentCondition.OrderCount(bounds, orAllTime(window));
    }

    private SegmentCondition bought(Part value) {
        Map<String, Part> fields = fields(value, with("in", "sku"));
        String sku = fields.containsKey("sku") ? scalar(fields.get("sku"), "write the article's sku") : null;
        if (!fields.containsKey("sku")) {
            fault(value, "it does not say what was bought", "add sku: and the article's sku");
        }
        boolean counted = fields.keySet().stream().anyMatch(BoundsReader.KEYS::contains);
        Bounds bounds = counted ? bounds(fields, value, BoundsReader.COUNT) : Bounds.atLeast(BigDecimal.ONE);
        Integer window = window(fields);
        return sku == null || bounds == null || window == null
                ? null
                : new SegmentCondition.Bought(sku, bounds, orAllTime(window));
    }

    private SegmentCondition spend(Part value) {
        Map<String, Part> fields = fields(value, with("in"));
        Bounds bounds = bounds(fields, value, BoundsReader.MONEY);
        Integer window = window(fields);
        return bounds == null || window == null ? null : new SegmentCondition.Spend(bounds, orAllTime(window));
    }

    private SegmentCondition score(Part value) {
        Map<String, Part> fields = fields(value, with("of"));
        String kind = fields.containsKey("of") ? scalar(fields.get("of"), "write the kind of survey") : null;
        if (kind != null && !WORD.matcher(kind).matches()) {
            fault(fields.get("of"), "'" + kind + "' is no kind of survey", "write its name, such as satisfaction");
            return null;
        }
        Bounds bounds = bounds(fields, value, BoundsReader.SCORE);
        return bounds == null || fields.containsKey("of") && kind == null
                ? null
                : new SegmentCondition.Score(kind, bounds);
    }

    private SegmentCondition words(WordField field, Part value) {
        String choice =
                field.words().isEmpty() ? "a code such as en or zh" : "one of " + String.join(", ", field.words());
        Set<String> words = texts(value, "write " + choice);
        boolean right = !words.isEmpty();
        for (String word : words) {
            boolean known = field.words().isEmpty()
                    ? LANGUAGE_CODE.matcher(word).matches() && LANGUAGES.contains(word)
                    : field.words().contains(word);
            if (!known) {
                fault(value, "'" + word + "' is no " + field.key(), "write " + choice);
                right = false;
            }
        }
        return right ? new SegmentCondition.WordIs(field, words) : null;
    }

    private SegmentCondition flags(Part value, boolean wanted) {
        String all = Stream.of(FlagField.values()).map(FlagField::key).collect(Collectors.joining(", "));
        Set<String> names = texts(value, "write some of " + all);
        List<SegmentCondition> flags = new ArrayList<>();
        for (String name : names) {
            FlagField.find(name)
                    .ifPresentOrElse(
                            field -> flags.add(new SegmentCondition.FlagIs(field, wanted)),
                            () -> fault(value, "'" + name + "' is nothing that a profile has", "write some of " + all));
        }
        if (names.isEmpty() || flags.size() < names.size()) {
            return null;
        }
        return flags.size() == 1 ? flags.get(0) : new SegmentCondition.AllOf(List.copyOf(flags));
    }

    private SegmentCondition consent(Part value) {
        Map<String, Part> fields = fields(value, Set.of("channel", "topic", "is"));
        String channel = required(value, fields, "channel", "such as email");
        String topic = required(value, fields, "topic", "such as offers");
        if (channel != null && !CHANNELS.contains(channel)) {
            fault(
                    fields.get("channel"),
                    "'" + channel + "' is no channel",
                    "write one of " + String.join(", ", new TreeSet<>(CHANNELS)));
            channel = null;
        }
        ConsentState state = ConsentState.GRANTED;
        if (fields.containsKey("is")) {
            String is = scalar(fields.get("is"), "write granted, withdrawn or unsaid");
            state = Stream.of(ConsentState.values())
                    .filter(one -> one.key().equals(is))
                    .findFirst()
                    .orElse(null);
            if (state == null && is != null) {
                fault(
                        fields.get("is"),
                        "'" + is + "' is nothing that a consent is",
                        "write granted, withdrawn or unsaid");
            }
        }
        return channel == null || topic == null || state == null
                ? null
                : new SegmentCondition.ConsentIs(channel, topic, state);
    }

    private String required(Part of, Map<String, Part> fields, String field, String example) {
        if (!fields.containsKey(field)) {
            fault(of, "it has no " + field, "add " + field + ": " + example);
            return null;
        }
        return scalar(fields.get(field), "write one " + example);
    }

    private SegmentCondition attribute(Part value) {
        Map<String, Part> fields = fields(value, with("name", "is"));
        String name = required(value, fields, "name", "such as country");
        boolean counted = fields.keySet().stream().anyMatch(BoundsReader.KEYS::contains);
        if (counted == fields.containsKey("is")) {
            fault(
                    value,
                    counted ? "it asks for texts and for numbers" : "it does not say what the attribute holds",
                    "write is: with one text or several, or at-least:, at-most: and the like with a number");
            return null;
        }
        if (counted) {
            Bounds bounds = bounds(fields, value, BoundsReader.ANY_NUMBER);
            return name == null || bounds == null ? null : new SegmentCondition.AttributeNumber(name, bounds);
        }
        Set<String> texts = texts(fields.get("is"), "write one text or several");
        return name == null || texts.isEmpty() ? null : new SegmentCondition.AttributeIs(name, texts);
    }

    private SegmentCondition date(Part value) {
        Map<String, Part> fields = fields(value, Set.of("of", "in-next", "in-last", "repeat"));
        String of = required(value, fields, "of", "birthday, or attributes. and the attribute's name");
        if (of != null && !of.equals("birthday") && !ATTRIBUTE_DATE.matcher(of).matches()) {
            fault(
                    fields.get("of"),
                    "'" + of + "' is no date of customers",
                    "write birthday, or attributes. and the name of an attribute that is a date");
            of = null;
        }
        boolean yearly = of != null && of.equals("birthday");
        if (fields.containsKey("repeat")) {
            String repeat = scalar(fields.get("repeat"), "write yearly or once");
            if (repeat != null && !Set.of("yearly", "once").contains(repeat)) {
                fault(fields.get("repeat"), "'" + repeat + "' is no rule", "write yearly or once");
                of = null;
            }
            yearly = "yearly".equals(repeat);
        }
        if (fields.containsKey("in-next") == fields.containsKey("in-last")) {
            fault(
                    value,
                    "it has " + (fields.containsKey("in-next") ? "two windows" : "no window"),
                    "write in-next: or in-last: and a number of days, such as in-next: 14 days");
            return null;
        }
        boolean ahead = fields.containsKey("in-next");
        Integer days = days(fields.get(ahead ? "in-next" : "in-last"), LONGEST_DATE_WINDOW);
        if (of == null || days == null) {
            return null;
        }
        return ahead
                ? new SegmentCondition.DateWithin(of, yearly, 0, days - 1)
                : new SegmentCondition.DateWithin(of, yearly, 1 - days, 0);
    }

    // what names another segment

    private void references(Map<String, Part> entries, Map<String, SegmentDefinition> segments) {
        segments.forEach((name, segment) -> {
            for (String other : SegmentFile.named(segment.condition())) {
                if (!entries.containsKey(other)) {
                    fault(
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
        for (String name : segments.keySet()) {
            List<String> circle = circle(name, segments);
            if (circle != null && said.addAll(circle)) {
                fault(
                        entries.get(name).line(),
                        "segments." + name,
                        "it builds on itself: " + String.join(" → ", circle) + " → " + circle.get(0),
                        "write the conditions themselves in one of them");
            }
        }
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

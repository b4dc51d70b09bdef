package io.rapport.segment;

import io.rapport.customer.Consents;
import io.rapport.segment.SegmentCondition.ConsentState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the conditions of a segment, as docs/segments.md describes them. */
final class ConditionReader {

    private static final int MOST_CONDITIONS = 100;
    private static final int DEEPEST = SegmentFileReader.DEEPEST;
    private static final int LONGEST_WINDOW = 3_660;
    private static final int LONGEST_DATE_WINDOW = 366;

    private static final Pattern DAYS = Pattern.compile("(\\d{1,4}) days?");
    private static final Pattern WORD = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern LANGUAGE_CODE = Pattern.compile("[a-z]{2,3}");
    private static final Pattern ATTRIBUTE_DATE = Pattern.compile("attributes\\.[^\\s.][^\\s]{0,99}");
    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

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

    private final YamlParts parts;
    private int conditions;

    ConditionReader(YamlParts parts) {
        this.parts = parts;
    }

    /** @return all conditions that there are, in the order of the alphabet */
    static Set<String> keys() {
        Set<String> keys = new TreeSet<>(OTHER_CONDITIONS);
        Stream.of(NumberField.values()).map(NumberField::key).forEach(keys::add);
        Stream.of(WordField.values()).map(WordField::key).forEach(keys::add);
        return keys;
    }

    /**
     * @param part where the conditions of a segment stand
     * @return what they say; {@code null} if something is wrong
     */
    SegmentCondition read(YamlPart part) {
        conditions = 0;
        SegmentCondition condition = condition(part, 1);
        if (conditions > MOST_CONDITIONS) {
            parts.breach(
                    part,
                    "it has more than " + MOST_CONDITIONS + " conditions",
                    "divide it into segments that build on each other");
        }
        return condition;
    }

    private SegmentCondition condition(YamlPart part, int depth) {
        conditions++;
        if (depth > DEEPEST) {
            parts.fault(part, "it is nested more than " + DEEPEST + " deep", "give a part of it a segment of its own");
            return null;
        }
        if (!(part.node() instanceof MappingNode)) {
            parts.fault(
                    part,
                    "it is no condition",
                    "write one such as no-order-for: 60 days, or all: with one behind each hyphen");
            return null;
        }
        Map<String, YamlPart> entries = parts.entries(part);
        if (entries.size() != 1) {
            parts.fault(
                    part,
                    entries.isEmpty() ? "it is empty" : "it has " + entries.size() + " conditions at once",
                    "write all: or any: and beneath it each of them behind a hyphen");
            return null;
        }
        Map.Entry<String, YamlPart> only = entries.entrySet().iterator().next();
        return condition(only.getKey(), only.getValue(), depth);
    }

    private SegmentCondition condition(String key, YamlPart value, int depth) {
        if ((WITH_FIELDS.contains(key) || NumberField.find(key).isPresent())
                && !(value.node() instanceof MappingNode)) {
            parts.fault(value, "it has no fields", "write them in braces, such as {at-least: 2}");
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
                List<SegmentCondition> all = list(value, depth);
                yield all == null ? null : new SegmentCondition.AllOf(all);
            }
            case "any" -> {
                List<SegmentCondition> any = list(value, depth);
                yield any == null ? null : new SegmentCondition.AnyOf(any);
            }
            case "not" -> {
                SegmentCondition part = condition(value, depth + 1);
                yield part == null ? null : new SegmentCondition.Not(part);
            }
            case "segment" -> {
                String name = parts.scalar(value, "write the name of a segment of this file");
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
                parts.fault(value, "there is no such condition", "use one of " + String.join(", ", keys()));
                yield null;
            }
        };
    }

    private List<SegmentCondition> list(YamlPart value, int depth) {
        if (!(value.node() instanceof SequenceNode sequence)
                || sequence.getValue().isEmpty()) {
            parts.fault(value, "it has no list of conditions", "write each of them beneath it, behind a hyphen");
            return null;
        }
        List<SegmentCondition> listed = new ArrayList<>();
        boolean whole = true;
        int i = 0;
        for (Node node : sequence.getValue()) {
            SegmentCondition part = condition(value.item(i++, node), depth + 1);
            whole &= part != null;
            listed.add(part);
        }
        return whole ? List.copyOf(listed) : null;
    }

    private Bounds bounds(YamlPart of, YamlPart at, BoundsReader kind) {
        return bounds(parts.fields(of, BoundsReader.KEYS), at, kind);
    }

    private Bounds bounds(Map<String, YamlPart> fields, YamlPart at, BoundsReader kind) {
        return kind.read(
                fields,
                (key, problem, fix) -> parts.fault(key == null ? at : fields.get(key), problem, fix),
                part -> parts.scalar(part, "write a number"));
    }

    private Integer days(YamlPart part, int most) {
        String text = parts.scalar(part, "write a number of days, such as 60 days");
        if (text == null) {
            return null;
        }
        Matcher days = DAYS.matcher(text);
        int number = days.matches() ? Integer.parseInt(days.group(1)) : 0;
        String problem = "'" + text + "' is no window";
        String fix = "write a number of days from 1 to " + most + ", such as 60 days";
        if (number < 1) {
            parts.fault(part, problem, fix);
            return null;
        }
        if (number > most) {
            parts.breach(part, problem, fix);
        }
        return number;
    }

    /** @return the window; 0 for all time, {@code null} if it is wrong */
    private Integer window(Map<String, YamlPart> fields) {
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

    private SegmentCondition orders(YamlPart value) {
        Map<String, YamlPart> fields = parts.fields(value, with("in"));
        Bounds bounds = bounds(fields, value, BoundsReader.COUNT);
        Integer window = window(fields);
        return bounds == null || window == null ? null : new SegmentCondition.OrderCount(bounds, orAllTime(window));
    }

    private SegmentCondition bought(YamlPart value) {
        Map<String, YamlPart> fields = parts.fields(value, with("in", "sku"));
        String sku = fields.containsKey("sku") ? parts.scalar(fields.get("sku"), "write the article's sku") : null;
        if (!fields.containsKey("sku")) {
            parts.fault(value, "it does not say what was bought", "add sku: and the article's sku");
        }
        boolean counted = fields.keySet().stream().anyMatch(BoundsReader.KEYS::contains);
        Bounds bounds = counted ? bounds(fields, value, BoundsReader.COUNT) : Bounds.atLeast(BigDecimal.ONE);
        Integer window = window(fields);
        return sku == null || bounds == null || window == null
                ? null
                : new SegmentCondition.Bought(sku, bounds, orAllTime(window));
    }

    private SegmentCondition spend(YamlPart value) {
        Map<String, YamlPart> fields = parts.fields(value, with("in"));
        Bounds bounds = bounds(fields, value, BoundsReader.MONEY);
        Integer window = window(fields);
        return bounds == null || window == null ? null : new SegmentCondition.Spend(bounds, orAllTime(window));
    }

    private SegmentCondition score(YamlPart value) {
        Map<String, YamlPart> fields = parts.fields(value, with("of"));
        String kind = fields.containsKey("of") ? parts.scalar(fields.get("of"), "write the kind of survey") : null;
        if (kind != null && !WORD.matcher(kind).matches()) {
            parts.breach(
                    fields.get("of"), "'" + kind + "' is no kind of survey", "write its name, such as satisfaction");
        }
        Bounds bounds = bounds(fields, value, BoundsReader.SCORE);
        return bounds == null || fields.containsKey("of") && kind == null
                ? null
                : new SegmentCondition.Score(kind, bounds);
    }

    private SegmentCondition words(WordField field, YamlPart value) {
        String choice =
                field.words().isEmpty() ? "a code such as en or zh" : "one of " + String.join(", ", field.words());
        Set<String> words = parts.texts(value, "write " + choice);
        for (String word : words) {
            boolean known = field.words().isEmpty()
                    ? LANGUAGE_CODE.matcher(word).matches() && LANGUAGES.contains(word)
                    : field.words().contains(word);
            if (!known) {
                parts.breach(value, "'" + word + "' is no value of " + field.key(), "write " + choice);
            }
        }
        return words.isEmpty() ? null : new SegmentCondition.WordIs(field, words);
    }

    private SegmentCondition flags(YamlPart value, boolean wanted) {
        String all = Stream.of(FlagField.values()).map(FlagField::key).collect(Collectors.joining(", "));
        Set<String> names = parts.texts(value, "write some of " + all);
        List<SegmentCondition> flags = new ArrayList<>();
        for (String name : names) {
            FlagField.find(name)
                    .ifPresentOrElse(
                            field -> flags.add(new SegmentCondition.FlagIs(field, wanted)),
                            () -> parts.fault(
                                    value, "'" + name + "' is nothing that a profile has", "write some of " + all));
        }
        if (names.isEmpty() || flags.size() < names.size()) {
            return null;
        }
        return flags.size() == 1 ? flags.get(0) : new SegmentCondition.AllOf(List.copyOf(flags));
    }

    private SegmentCondition consent(YamlPart value) {
        Map<String, YamlPart> fields = parts.fields(value, Set.of("channel", "topic", "is"));
        String channel = required(value, fields, "channel", "such as email");
        String topic = required(value, fields, "topic", "such as offers");
        if (channel != null && !Consents.CHANNELS.contains(channel)) {
            // nobody has such a consent, or only from before the channel went
            parts.breach(
                    fields.get("channel"),
                    "'" + channel + "' is no channel",
                    "write one of " + String.join(", ", Consents.CHANNELS));
        }
        ConsentState state = ConsentState.GRANTED;
        if (fields.containsKey("is")) {
            String is = parts.scalar(fields.get("is"), "write granted, withdrawn or unsaid");
            state = Stream.of(ConsentState.values())
                    .filter(one -> one.key().equals(is))
                    .findFirst()
                    .orElse(null);
            if (state == null && is != null) {
                parts.fault(
                        fields.get("is"),
                        "'" + is + "' is nothing that a consent is",
                        "write granted, withdrawn or unsaid");
            }
        }
        return channel == null || topic == null || state == null
                ? null
                : new SegmentCondition.ConsentIs(channel, topic, state);
    }

    private String required(YamlPart of, Map<String, YamlPart> fields, String field, String example) {
        if (!fields.containsKey(field)) {
            parts.fault(of, "it has no " + field, "add " + field + ": " + example);
            return null;
        }
        return parts.scalar(fields.get(field), "write one " + example);
    }

    private SegmentCondition attribute(YamlPart value) {
        Map<String, YamlPart> fields = parts.fields(value, with("name", "is"));
        String name = required(value, fields, "name", "such as country");
        boolean counted = fields.keySet().stream().anyMatch(BoundsReader.KEYS::contains);
        if (counted == fields.containsKey("is")) {
            parts.fault(
                    value,
                    counted ? "it asks for texts and for numbers" : "it does not say what the attribute holds",
                    "write is: with one text or several, or at-least:, at-most: and the like with a number");
            return null;
        }
        if (counted) {
            Bounds bounds = bounds(fields, value, BoundsReader.ANY_NUMBER);
            return name == null || bounds == null ? null : new SegmentCondition.AttributeNumber(name, bounds);
        }
        Set<String> texts = parts.texts(fields.get("is"), "write one text or several");
        return name == null || texts.isEmpty() ? null : new SegmentCondition.AttributeIs(name, texts);
    }

    private SegmentCondition date(YamlPart value) {
        Map<String, YamlPart> fields = parts.fields(value, Set.of("of", "in-next", "in-last", "repeat"));
        String of = required(value, fields, "of", "birthday, or attributes. and the attribute's name");
        if (of != null && !of.equals("birthday") && !ATTRIBUTE_DATE.matcher(of).matches()) {
            parts.fault(
                    fields.get("of"),
                    "'" + of + "' is no date of customers",
                    "write birthday, or attributes. and the name of an attribute that is a date");
            of = null;
        }
        boolean yearly = of != null && of.equals("birthday");
        if (fields.containsKey("repeat")) {
            String repeat = parts.scalar(fields.get("repeat"), "write yearly or once");
            if (repeat != null && !Set.of("yearly", "once").contains(repeat)) {
                parts.fault(fields.get("repeat"), "'" + repeat + "' is no rule", "write yearly or once");
                of = null;
            }
            yearly = "yearly".equals(repeat);
        }
        if (fields.containsKey("in-next") == fields.containsKey("in-last")) {
            parts.fault(
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
}

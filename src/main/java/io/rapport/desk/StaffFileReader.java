package io.rapport.desk;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads {@code processes/staff.yaml} and says all that is wrong in it. It knows the file alone: what the identity service
 * has beside it, {@link StaffUpdate#conflicts} says. Values are read as they are written, so that the language {@code no}
 * is no truth value and the time {@code 09:00} no number.
 */
public final class StaffFileReader {

    /** Groups that carry rights of their own: a queue by such a name would hand them out. */
    public static final Set<String> RESERVED = Set.of(
            StaffDirectory.ADMINISTRATORS,
            StaffDirectory.DESIGNERS,
            StaffDirectory.SYSTEMS,
            StaffDirectory.CUSTOMER_PREVIEW,
            StaffDirectory.CUSTOMER_EDITORS);

    private static final int MOST_BYTES = 1024 * 1024;
    private static final int LONGEST_TITLE = 80;
    private static final int LONGEST_PURPOSE = 200;
    private static final int LONGEST_ID = 60;
    private static final int LONGEST_TEXT = 200;

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern LOGIN = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9.@-]*");
    private static final Pattern ALIAS = Pattern.compile("(?:^|[\\s:,\\[{-])\\*\\w");
    private static final Pattern SKILL = Pattern.compile("[A-Za-z0-9]+(-[A-Za-z0-9]+)*");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]+@[^\\s@]+");
    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final String file;
    private final List<StaffFinding> findings = new ArrayList<>();
    private final Map<String, Integer> titleLines = new LinkedHashMap<>();
    private final Map<String, Set<String>> titleLanguages = new LinkedHashMap<>();

    private StaffFileReader(String file) {
        this.file = file;
    }

    /**
     * What was read.
     *
     * @param staff what the file says, as far as it can be understood; null if it cannot be read at all
     * @param findings what is wrong in it
     */
    public record Read(StaffFile staff, List<StaffFinding> findings) {

        /**
         * @return what the file says
         * @throws StaffFileRefused if something in it is wrong
         */
        public StaffFile orThrow() {
            if (findings.stream().anyMatch(StaffFinding::isError)) {
                throw new StaffFileRefused(
                        findings.stream().filter(StaffFinding::isError).toList());
            }
            return staff;
        }
    }

    /**
     * @param file the path by which findings name it
     * @param content as it is stored, in UTF-8
     * @return what it says, and what is wrong in it
     */
    public static Read read(String file, byte[] content) {
        StaffFileReader reader = new StaffFileReader(file);
        StaffFile staff = reader.staff(content);
        return new Read(staff, List.copyOf(reader.findings));
    }

    private StaffFile staff(byte[] content) {
        if (content.length > MOST_BYTES) {
            error(0, "", "it is larger than 1 MB", "leave out what is no queue, group, skill or member");
            return null;
        }
        Node root;
        try {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(0);
            root = new Yaml(options).compose(new StringReader(new String(content, StandardCharsets.UTF_8)));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            error(line, "", "it is no YAML: " + e.getProblem(), "fix the line; keys are indented by two spaces");
            return null;
        } catch (YAMLException e) {
            int alias = aliasLine(content);
            if (alias > 0) {
                error(alias, "", "an alias (*…) repeats a section", "write the section out in each place");
            } else {
                error(0, "", "it is no YAML", "save it as text in UTF-8, without control characters");
            }
            return null;
        }
        if (root == null) {
            error(0, "", "it is empty", "write the queues beneath the key queues");
            return null;
        }
        Section all = new Section("", "", 0, root);
        if (!(root instanceof MappingNode)) {
            return null;
        }
        all.only("fallback", "queues", "groups", "skills", "members");
        Map<SkillKind, Map<String, Map<String, String>>> skills = skills(all.section("skills"));
        Map<String, StaffQueue> queues = each(all.section("queues"), this::queue);
        Map<String, StaffGroup> groups = each(all.section("groups"), this::group);
        Map<String, StaffPerson> members = each(all.section("members"), section -> person(section, skills));
        StaffFile staff = new StaffFile(all.text("fallback"), queues, groups, skills, members);
        references(all, staff);
        missingLanguages();
        return staff;
    }

    /** @return the first line that has an alias, from 1; 0 for none */
    private static int aliasLine(byte[] content) {
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (ALIAS.matcher(lines.get(i)).find()) {
                return i + 1;
            }
        }
        return 0;
    }

    private static <T> Map<String, T> each(Section section, Function<Section, T> read) {
        Map<String, T> all = new LinkedHashMap<>();
        section.keys().forEach(key -> all.put(key, read.apply(section.section(key))));
        return all;
    }

    // queues and groups

    private StaffQueue queue(Section queue) {
        queue.only("title", "for", "hours", "holidays", "lead", "least-members", "notices");
        checkGroupId(queue);
        return new StaffQueue(
                queue.name(),
                titles(queue),
                texts(queue.section("for"), LONGEST_PURPOSE),
                hours(queue),
                queue.text("lead"),
                queue.number("least-members", 1, 100, 1),
                queue.list("notices").stream().map(Text::value).toList());
    }

    private StaffGroup group(Section group) {
        group.only("title");
        checkGroupId(group);
        return new StaffGroup(group.name(), titles(group));
    }

    private void checkGroupId(Section group) {
        String id = group.name();
        if (RESERVED.contains(id)) {
            group.error("the group '" + id + "' carries rights of its own", "choose another id");
        } else if (!ID.matcher(id).matches() || id.length() > LONGEST_ID) {
            group.error(
                    "'" + id + "' is no id of a group",
                    "write it in small letters, digits and single hyphens, at most " + LONGEST_ID
                            + " characters, such as complaints-lead");
        }
    }

    private Map<String, String> titles(Section titled) {
        Section title = titled.section("title");
        Map<String, String> titles = texts(title, LONGEST_TITLE);
        if (!titles.containsKey(StaffQueue.ENGLISH) && title.isWellFormed()) {
            titled.error("it has no English title", "write title: {en: …}, and the other languages of staff beside it");
        }
        titleLines.put(title.path, title.line);
        titleLanguages.put(title.path, titles.keySet());
        return titles;
    }

    private Map<String, String> texts(Section texts, int longest) {
        Map<String, String> read = new LinkedHashMap<>();
        for (String language : texts.keys()) {
            if (!isLanguage(language)) {
                texts.error("'" + language + "' is no language", "write its code, such as en or zh");
            }
            String text = texts.text(language);
            if (text == null) {
                texts.error("the text in '" + language + "' is empty", "write it, or leave the language out");
            } else if (text.length() > longest) {
                texts.error(
                        "the text in '" + language + "' has " + text.length() + " characters",
                        "shorten it to " + longest);
            } else {
                read.put(language, text);
            }
        }
        return read;
    }

    private static boolean isLanguage(String tag) {
        Locale locale = Locale.forLanguageTag(tag);
        return LANGUAGES.contains(locale.getLanguage())
                && locale.toLanguageTag().equals(tag);
    }

    /** A text that is missing in a language that the file has elsewhere is read in English. */
    private void missingLanguages() {
        Set<String> known = new TreeSet<>();
        titleLanguages.values().forEach(known::addAll);
        titleLanguages.forEach((path, languages) -> known.stream()
                .filter(language -> !languages.contains(language))
                .filter(language -> !language.equals(StaffQueue.ENGLISH))
                .forEach(language -> findings.add(new StaffFinding(
                        file,
                        titleLines.get(path),
                        path,
                        "it is not written in '" + language + "', so its readers see English",
                        "add " + language + ": …",
                        false))));
    }

    // hours

    private QueueHours hours(Section queue) {
        Section hours = queue.section("hours");
        hours.only("zone", "opens", "closes", "days");
        ZoneId zone =
                hours.value("zone", StaffFileReader::region, "is no time zone", "write one such as Europe/Berlin");
        LocalTime opens = hours.value("opens", LocalTime::parse, "is no time of day", "write one such as 09:00");
        LocalTime closes = hours.value("closes", LocalTime::parse, "is no time of day", "write one such as 18:00");
        if ((opens == null) != (closes == null) && hours.has("opens") != hours.has("closes")) {
            hours.error("it says only one of opens and closes", "write both, or neither for the desk's hours");
        }
        if (opens != null && closes != null && !opens.isBefore(closes)) {
            hours.error("it closes before it opens", "write opens and closes of one day, such as 09:00 and 18:00");
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (Text day : hours.list("days")) {
            try {
                days.add(DayOfWeek.valueOf(day.value().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                error(
                        day.line(),
                        hours.path + ".days",
                        "'" + day.value() + "' is no day of the week",
                        "write it in English, such as monday");
            }
        }
        if (hours.has("days") && hours.list("days").isEmpty()) {
            hours.error("it names no day", "name the days of the week, or leave days out for the desk's");
        }
        Set<LocalDate> holidays = new LinkedHashSet<>();
        Set<String> countries = new LinkedHashSet<>();
        for (Text holiday : queue.list("holidays")) {
            if (COUNTRIES.contains(holiday.value())) {
                countries.add(holiday.value());
                continue;
            }
            try {
                holidays.add(LocalDate.parse(holiday.value()));
            } catch (DateTimeException e) {
                error(
                        holiday.line(),
                        queue.path + ".holidays",
                        "'" + holiday.value() + "' is neither a day nor a country",
                        "write a day such as 2026-12-25, or the two letters of a country whose public holidays are kept,"
                                + " such as DE");
            }
        }
        boolean own = zone != null || opens != null || !days.isEmpty() || !holidays.isEmpty() || !countries.isEmpty();
        return own ? new QueueHours(zone, opens, closes, days, holidays, countries) : null;
    }

    /** An offset such as +02:00 knows no summer time. */
    private static ZoneId region(String text) {
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw new DateTimeException(text);
        }
        return ZoneId.of(text);
    }

    // skills and members

    private Map<SkillKind, Map<String, Map<String, String>>> skills(Section skills) {
        skills.only(Stream.of(SkillKind.values()).map(SkillKind::key).toArray(String[]::new));
        Map<SkillKind, Map<String, Map<String, String>>> all = new EnumMap<>(SkillKind.class);
        for (SkillKind kind : SkillKind.values()) {
            if (!skills.has(kind.key())) {
                continue;
            }
            Section section = skills.section(kind.key());
            Map<String, Map<String, String>> ofKind = new LinkedHashMap<>();
            for (String id : section.keys()) {
                Section skill = section.section(id);
                skill.only("title");
                if (!SKILL.matcher(id).matches() || id.length() > LONGEST_ID) {
                    skill.error("'" + id + "' is no id of a skill", "write it in letters, digits and single hyphens");
                }
                ofKind.put(id, titles(skill));
            }
            all.put(kind, ofKind);
        }
        return all;
    }

    private StaffPerson person(Section member, Map<SkillKind, Map<String, Map<String, String>>> known) {
        member.only("first-name", "last-name", "email", "locale", "groups", "deputy", "capacity", "skills");
        if (!LOGIN.matcher(member.name()).matches() || member.name().length() > LONGEST_ID) {
            member.error(
                    "'" + member.name() + "' is no login", "write it in letters, digits, and the characters . @ -");
        }
        String locale = member.text("locale");
        if (locale != null && !isLanguage(locale)) {
            member.error("locale: '" + locale + "' is no language", "write its code, such as en or zh");
        }
        String email = member.text("email");
        if (email != null && !ADDRESS.matcher(email).matches()) {
            member.error("email is no address", "write it as name@company.example");
        }
        Section skills = member.section("skills");
        skills.only(Stream.of(SkillKind.values()).map(SkillKind::key).toArray(String[]::new));
        Map<SkillKind, List<String>> has = new EnumMap<>(SkillKind.class);
        for (SkillKind kind : SkillKind.values()) {
            List<Text> named = skills.list(kind.key());
            for (Text skill : named) {
                if (!known.getOrDefault(kind, Map.of()).containsKey(skill.value())) {
                    error(
                            skill.line(),
                            skills.path + "." + kind.key(),
                            "there is no skill '" + skill.value() + "' of this kind",
                            "add it beneath skills." + kind.key() + ", or choose one of there");
                }
            }
            if (!named.isEmpty()) {
                has.put(kind, named.stream().map(Text::value).toList());
            }
        }
        return new StaffPerson(
                member.name(),
                member.text("first-name"),
                member.text("last-name"),
                email,
                locale == null ? null : Locale.forLanguageTag(locale),
                member.list("groups").stream().map(Text::value).collect(Collectors.toCollection(LinkedHashSet::new)),
                member.text("deputy"),
                member.has("capacity") ? member.number("capacity", 1, 1000, 1) : null,
                has);
    }

    // what names something else of the file

    private void references(Section all, StaffFile staff) {
        Set<String> groups = new TreeSet<>(staff.queues().keySet());
        groups.addAll(staff.groups().keySet());
        groups.removeIf(id -> RESERVED.contains(id) || !ID.matcher(id).matches());
        staff.groups().keySet().stream().filter(staff.queues()::containsKey).forEach(id -> all.section("groups")
                .section(id)
                .error("'" + id + "' is also a queue", "leave it to the queue, which is a group itself"));
        Section queues = all.section("queues");
        staff.queues().forEach((id, queue) -> {
            if (queue.lead() != null && !groups.contains(queue.lead())) {
                queues.section(id)
                        .error(
                                "the lead '" + queue.lead() + "' is neither a queue nor a group of this file",
                                "name one of " + String.join(", ", groups)
                                        + ", or add a group with the members who lead it");
            }
        });
        if (staff.fallback() != null && !staff.queues().containsKey(staff.fallback())) {
            error(
                    all.lineOf("fallback"),
                    "fallback",
                    "there is no queue '" + staff.fallback() + "' in this file",
                    "name one of " + String.join(", ", staff.queues().keySet())
                            + ", which then gets the tasks that cannot be routed; or leave it out for the first of them");
        }
        circles(queues, staff.queues().keySet(), id -> staff.queues().get(id).lead())
                .forEach((queue, circle) -> queue.warning(
                        "the leads go round in a circle: " + circle,
                        "let one of these queues be led by a group of its own"));
        Section members = all.section("members");
        circles(members, staff.members().keySet(), login -> staff.members()
                        .get(login)
                        .deputy())
                .forEach((member, circle) -> member.warning(
                        "the deputies go round in a circle: " + circle,
                        "name somebody outside of it for one of them, so that somebody is there when all of these are"
                                + " away"));
        Map<String, String> logins = new LinkedHashMap<>();
        staff.members().forEach((login, person) -> {
            Section member = members.section(login);
            String same = logins.putIfAbsent(login.toLowerCase(Locale.ROOT), login);
            if (same != null) {
                member.error("'" + login + "' and '" + same + "' differ in capitals alone", "keep one of them");
            }
            if (person.locale() != null && !isWritten(person.locale())) {
                member.warning(
                        "no title of this file is written in '"
                                + person.locale().toLanguageTag() + "', so they read English",
                        "choose a language that the titles have, or add it to them");
            }
            if (person.firstName() == null && person.lastName() == null) {
                member.warning(
                        "the member has no name, so colleagues and mails see the login",
                        "add first-name and last-name");
            }
            person.groups().stream()
                    .filter(group -> !groups.contains(group))
                    .forEach(group -> member.error(
                            RESERVED.contains(group)
                                    ? "the group '" + group + "' carries rights of its own"
                                    : "'" + group + "' is neither a queue nor a group of this file",
                            RESERVED.contains(group)
                                    ? "let an administrator add the member in Admin"
                                    : "name some of " + String.join(", ", groups)));
            String deputy = person.deputy();
            if (deputy != null && (deputy.equals(login) || !staff.members().containsKey(deputy))) {
                member.error(
                        "the deputy '" + deputy + "' is "
                                + (deputy.equals(login) ? "the member" : "no member of this file"),
                        "name another member of this file");
            }
        });
    }

    /**
     * Follows what each names until it comes back to where it began, or ends.
     *
     * @param next what one names of the same kind; null for nothing
     * @return each circle of two or more once, at the first that the file has of it
     */
    private static Map<Section, String> circles(Section all, Set<String> ids, UnaryOperator<String> next) {
        Map<Section, String> found = new LinkedHashMap<>();
        Set<String> seen = new TreeSet<>();
        for (String id : ids) {
            Set<String> path = new LinkedHashSet<>();
            String at = id;
            while (at != null && ids.contains(at) && !seen.contains(at) && path.add(at)) {
                at = next.apply(at);
            }
            if (at != null && path.contains(at)) {
                List<String> way = new ArrayList<>(path);
                List<String> circle = way.subList(way.indexOf(at), way.size());
                if (circle.size() > 1) {
                    String first =
                            ids.stream().filter(circle::contains).findFirst().orElse(at);
                    found.put(all.section(first), String.join(", ", circle) + ", " + at);
                }
            }
            seen.addAll(path);
        }
        return found;
    }

    private boolean isWritten(Locale reader) {
        return reader.getLanguage().equals(StaffQueue.ENGLISH)
                || titleLanguages.values().stream().flatMap(Set::stream).anyMatch(tag -> Locale.forLanguageTag(tag)
                        .getLanguage()
                        .equals(reader.getLanguage()));
    }

    private void error(int line, String place, String problem, String fix) {
        StaffFinding finding = new StaffFinding(file, line, place, problem, fix, true);
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    private record Text(String value, int line) {}

    /** A mapping of the file: its values by key. One that is not there is an empty one. */
    private final class Section {

        private final String path;
        private final String name;
        private final int line;
        private final boolean isWellFormed;
        private final Map<String, Node> values = new LinkedHashMap<>();
        private final Map<String, Integer> lines = new LinkedHashMap<>();

        /**
         * @param line of its key
         * @param node null for nothing
         */
        Section(String path, String name, int line, Node node) {
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
                StaffFileReader.this.error(at, path, "a key is no text", "write a plain word before the colon");
            } else if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
                StaffFileReader.this.error(
                        at, path, "the key '" + key.getValue() + "' stands twice", "keep one of them");
            } else {
                lines.put(key.getValue(), at);
            }
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
                    .forEach(key ->
                            error("there is no key '" + key + "' here", "use one of " + String.join(", ", known)));
        }

        Section section(String key) {
            return new Section(
                    path.isEmpty() ? key : path + "." + key, key, lines.getOrDefault(key, line), values.get(key));
        }

        /** @return null if it is not there, or nothing */
        String text(String key) {
            Node node = values.get(key);
            if (isNothing(node)) {
                return null;
            }
            if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
                error(key + " is no text", "write one value behind the colon");
                return null;
            }
            if (scalar.getValue().length() > LONGEST_TEXT) {
                error(key + " has " + scalar.getValue().length() + " characters", "shorten it to " + LONGEST_TEXT);
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
            error(key + " is '" + text + "'", "write a whole number from " + least + " to " + most);
            return otherwise;
        }

        <T> T value(String key, Function<String, T> read, String problem, String fix) {
            String text = text(key);
            try {
                return text == null ? null : read.apply(text);
            } catch (DateTimeException e) {
                error(key + ": '" + text + "' " + problem, fix);
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
                error(key + " is no list", "write it as [one, another]");
                return texts;
            }
            for (Node element : sequence.getValue()) {
                if (element instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                    texts.add(new Text(
                            scalar.getValue().strip(), scalar.getStartMark().getLine() + 1));
                } else {
                    error(key + " has an element that is no text", "write it as [one, another]");
                }
            }
            return texts;
        }

        int lineOf(String key) {
            return lines.getOrDefault(key, line);
        }

        void error(String problem, String fix) {
            StaffFileReader.this.error(line, path, problem, fix);
        }

        void warning(String problem, String fix) {
            findings.add(new StaffFinding(file, line, path, problem, fix, false));
        }

        private static boolean isNothing(Node node) {
            return node == null
                    || node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
        }
    }
}

package io.rapport.desk;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

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
            StaffDirectory.CUSTOMER_EDITORS,
            StaffDirectory.MANAGERS);

    private static final int MOST_BYTES = 1024 * 1024;
    private static final int LONGEST_PURPOSE = 200;
    private static final int LONGEST_ID = 60;

    static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern LOGIN = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9.@-]*");
    private static final Pattern ALIAS = Pattern.compile("(?:^|[\\s:,\\[{-])\\*\\w");
    private static final Pattern SKILL = Pattern.compile("[A-Za-z0-9]+(-[A-Za-z0-9]+)*");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]+@[^\\s@]+");

    private final StaffFindings findings;
    private final StaffTexts texts;
    private final StaffHours hours;

    private StaffFileReader(String file) {
        this.findings = new StaffFindings(file);
        this.texts = new StaffTexts(findings);
        this.hours = new StaffHours(findings);
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
        return new Read(staff, reader.findings.all());
    }

    private StaffFile staff(byte[] content) {
        if (content.length > MOST_BYTES) {
            findings.error(0, "", "it is larger than 1 MB", "leave out what is no queue, group, skill or member");
            return null;
        }
        Node root;
        try {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(0);
            root = new Yaml(options).compose(new StringReader(new String(content, StandardCharsets.UTF_8)));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            findings.error(
                    line, "", "it is no YAML: " + e.getProblem(), "fix the line; keys are indented by two spaces");
            return null;
        } catch (YAMLException e) {
            int alias = aliasLine(content);
            if (alias > 0) {
                findings.error(alias, "", "an alias (*…) repeats a section", "write the section out in each place");
            } else {
                findings.error(0, "", "it is no YAML", "save it as text in UTF-8, without control characters");
            }
            return null;
        }
        if (root == null) {
            findings.error(0, "", "it is empty", "write the queues beneath the key queues");
            return null;
        }
        StaffSection all = new StaffSection(findings, "", "", 0, root);
        if (!(root instanceof MappingNode)) {
            return null;
        }
        all.only("fallback", "queues", "groups", "skills", "members");
        Map<SkillKind, Map<String, Map<String, String>>> skills = skills(all.section("skills"));
        Map<String, StaffQueue> queues = each(all.section("queues"), this::queue);
        Map<String, StaffGroup> groups = each(all.section("groups"), this::group);
        Map<String, StaffPerson> members = each(all.section("members"), section -> person(section, skills));
        StaffFile staff = new StaffFile(all.text("fallback"), queues, groups, skills, members);
        new StaffReferences(findings, texts).check(all, staff);
        texts.missingLanguages();
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

    private static <T> Map<String, T> each(StaffSection section, Function<StaffSection, T> read) {
        Map<String, T> all = new LinkedHashMap<>();
        section.keys().forEach(key -> all.put(key, read.apply(section.section(key))));
        return all;
    }

    private StaffQueue queue(StaffSection queue) {
        queue.only("title", "for", "hours", "holidays", "lead", "least-members", "notices");
        checkGroupId(queue);
        return new StaffQueue(
                queue.name(),
                texts.titles(queue),
                texts.texts(queue.section("for"), LONGEST_PURPOSE),
                hours.of(queue),
                queue.text("lead"),
                queue.number("least-members", 1, 100, 1),
                queue.list("notices").stream().map(StaffSection.Text::value).toList());
    }

    private StaffGroup group(StaffSection group) {
        group.only("title");
        checkGroupId(group);
        return new StaffGroup(group.name(), texts.titles(group));
    }

    private void checkGroupId(StaffSection group) {
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

    private Map<SkillKind, Map<String, Map<String, String>>> skills(StaffSection skills) {
        skills.only(Stream.of(SkillKind.values()).map(SkillKind::key).toArray(String[]::new));
        Map<SkillKind, Map<String, Map<String, String>>> all = new EnumMap<>(SkillKind.class);
        for (SkillKind kind : SkillKind.values()) {
            if (!skills.has(kind.key())) {
                continue;
            }
            StaffSection section = skills.section(kind.key());
            Map<String, Map<String, String>> ofKind = new LinkedHashMap<>();
            for (String id : section.keys()) {
                StaffSection skill = section.section(id);
                skill.only("title");
                if (!SKILL.matcher(id).matches() || id.length() > LONGEST_ID) {
                    skill.error("'" + id + "' is no id of a skill", "write it in letters, digits and single hyphens");
                }
                ofKind.put(id, texts.titles(skill));
            }
            all.put(kind, ofKind);
        }
        return all;
    }

    private StaffPerson person(StaffSection member, Map<SkillKind, Map<String, Map<String, String>>> known) {
        member.only("first-name", "last-name", "email", "locale", "groups", "deputy", "capacity", "skills");
        if (!LOGIN.matcher(member.name()).matches() || member.name().length() > LONGEST_ID) {
            member.error(
                    "'" + member.name() + "' is no login", "write it in letters, digits, and the characters . @ -");
        }
        String locale = member.text("locale");
        if (locale != null && !StaffTexts.isLanguage(locale)) {
            member.errorAt("locale", "locale: '" + locale + "' is no language", "write its code, such as en or zh");
        }
        String email = member.text("email");
        if (email != null && !ADDRESS.matcher(email).matches()) {
            member.errorAt("email", "email is no address", "write it as name@company.example");
        }
        StaffSection skills = member.section("skills");
        skills.only(Stream.of(SkillKind.values()).map(SkillKind::key).toArray(String[]::new));
        Map<SkillKind, List<String>> has = new EnumMap<>(SkillKind.class);
        for (SkillKind kind : SkillKind.values()) {
            List<StaffSection.Text> named = skills.list(kind.key());
            for (StaffSection.Text skill : named) {
                if (!known.getOrDefault(kind, Map.of()).containsKey(skill.value())) {
                    findings.error(
                            skill.line(),
                            skills.path() + "." + kind.key(),
                            "there is no skill '" + skill.value() + "' of this kind",
                            "add it beneath skills." + kind.key() + ", or choose one of there");
                }
            }
            if (!named.isEmpty()) {
                has.put(kind, named.stream().map(StaffSection.Text::value).toList());
            }
        }
        return new StaffPerson(
                member.name(),
                member.text("first-name"),
                member.text("last-name"),
                email,
                locale == null ? null : Locale.forLanguageTag(locale),
                member.list("groups").stream()
                        .map(StaffSection.Text::value)
                        .collect(Collectors.toCollection(LinkedHashSet::new)),
                member.text("deputy"),
                member.has("capacity") ? member.number("capacity", 1, 1000, 1) : null,
                has);
    }
}

package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.calendar.WorkingTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("processes/staff.yaml")
class StaffFileReaderTest {

    private static final String WHOLE =
            """
            queues:
              vip:
                title: {en: Important customers, zh-CN: 重要客户}
                for: {en: Calls to important customers}
                hours: {zone: Europe/Berlin, opens: 08:00, closes: 20:00, days: [monday, Saturday]}
                holidays: [DE, 2026-12-24]
                lead: leads
                least-members: 3
                notices: [complaint-refused]
              back-office:
                title: {en: Back office, zh-CN: 后台}
            groups:
              leads:
                title: {en: Leads, zh-CN: 主管}
            skills:
              language:
                no: {title: {en: Norwegian, zh-CN: 挪威语}}
              product:
                kettles: {title: {en: Kettles, zh-CN: 水壶}}
            members:
              ada.berg:
                first-name: Ada
                last-name: Berg
                email: ada@example.org
                locale: zh-CN
                groups: [vip, leads]
                deputy: bo
                capacity: 12
                skills: {language: [no], product: [kettles]}
              bo:
                first-name: Bo
                groups: [vip]
            """;

    @Test
    @DisplayName("says which queues, groups, skills and people there are")
    void whole() {
        StaffFileReader.Read read = read(WHOLE);

        assertThat(read.findings()).isEmpty();
        StaffQueue vip = read.staff().queues().get("vip");
        assertThat(vip.title(Locale.SIMPLIFIED_CHINESE)).isEqualTo("重要客户");
        assertThat(vip.title(Locale.FRENCH)).isEqualTo("Important customers");
        assertThat(vip.purpose(Locale.ENGLISH)).contains("Calls to important customers");
        assertThat(vip.lead()).isEqualTo("leads");
        assertThat(vip.leastMembers()).isEqualTo(3);
        assertThat(vip.notices()).containsExactly("complaint-refused");
        assertThat(read.staff().queues().keySet()).containsExactly("vip", "back-office");
        assertThat(read.staff().queues().get("back-office").hours()).isNull();
        assertThat(read.staff().groups()).containsOnlyKeys("leads");
        assertThat(read.staff().skills().get(SkillKind.LANGUAGE)).containsOnlyKeys("no");
        assertThat(read.staff().members().get("ada.berg"))
                .isEqualTo(new StaffPerson(
                        "ada.berg",
                        "Ada",
                        "Berg",
                        "ada@example.org",
                        Locale.SIMPLIFIED_CHINESE,
                        Set.of("vip", "leads"),
                        "bo",
                        12,
                        Map.of(SkillKind.LANGUAGE, List.of("no"), SkillKind.PRODUCT, List.of("kettles"))));
    }

    @Test
    @DisplayName("gives a queue hours and holidays of its own; what it leaves out is as the desk has it")
    void hours() {
        WorkingTime desk = new WorkingTime(
                ZoneId.of("UTC"), LocalTime.of(9, 0), LocalTime.of(17, 0), Set.of(DayOfWeek.MONDAY), Set.of());

        WorkingTime vip = read(WHOLE).staff().queues().get("vip").hours().over(desk);
        // a Monday evening in Berlin: the next open days are Saturdays and Mondays, and the 26th of December is a
        // holiday
        assertThat(vip.plus(Instant.parse("2026-12-21T18:30:00Z"), Duration.ofHours(1)))
                .isEqualTo("2026-12-28T07:30:00Z");
        WorkingTime shorter =
                read("""
                        queues:
                          a: {title: {en: A}, holidays: [2026-03-02]}
                        """)
                        .staff()
                        .queues()
                        .get("a")
                        .hours()
                        .over(desk);
        assertThat(shorter.plus(Instant.parse("2026-03-02T10:00:00Z"), Duration.ofHours(1)))
                .isEqualTo("2026-03-09T10:00:00Z");
        WorkingTime both = read(WHOLE).staff().queues().get("vip").hours().over(desk.closedOnHolidaysOf(Set.of("FR")));
        assertThat(both.isOpenOn(LocalDate.of(2027, 11, 1)))
                .as("the holidays of the desk's country are kept beside those of the queue's")
                .isFalse();
        assertThat(both.isOpenOn(LocalDate.of(2026, 12, 26))).isFalse();
    }

    @Test
    @DisplayName("that comes along has the queues that the table staff-routing names, and no people")
    void shipped() throws IOException {
        StaffFileReader.Read read =
                StaffFileReader.read(StaffFile.PATH, Files.readAllBytes(Path.of("processes/staff.yaml")));

        assertThat(read.findings()).isEmpty();
        assertThat(read.staff().queues().keySet())
                .containsExactly("care", "complaints", "complaints-lead", "fulfilment", "retention");
        assertThat(read.staff().members()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a lead that is nobody           | lead: leads            | lead: chiefs           | queues.vip | the lead 'chiefs' is neither a queue nor a group
            a misspelt key                  | least-members          | least-member           | queues.vip | there is no key 'least-member' here
            a queue by a group with rights  | '  back-office:'       | '  designers:'         | queues.designers | carries rights of its own
            the administrators as a queue   | '  back-office:'       | '  camunda-admin:'     | queues.camunda-admin | carries rights of its own
            the systems as a group          | '  leads:'             | '  systems:'           | groups.systems | carries rights of its own
            the preview as a group          | '  leads:'             | '  customer-preview:'  | groups.customer-preview | carries rights of its own
            an id that no group can have    | '  back-office:'       | '  Back Office:'       | queues.Back Office | no id of a group
            a group that is a queue         | '  leads:'             | '  back-office:'       | groups.back-office | is also a queue
            a member of administrators      | [vip, leads]           | [vip, camunda-admin]   | members.ada.berg | carries rights of its own
            a member of nothing             | [vip, leads]           | [vip, nobody]          | members.ada.berg | 'nobody' is neither a queue nor a group
            one who is his own deputy       | deputy: bo             | deputy: ada.berg       | members.ada.berg | the deputy 'ada.berg' is the member
            a deputy who is not there       | deputy: bo             | deputy: cy             | members.ada.berg | no member of this file
            a skill that is not there       | language: [no]         | language: [fr]         | members.ada.berg.skills.language | no skill 'fr'
            a kind of skill                 | '  product:'           | '  hobby:'             | skills | there is no key 'hobby'
            no capacity                     | capacity: 12           | capacity: 0            | members.ada.berg | capacity is '0'
            an address                      | ada@example.org        | ada                    | members.ada.berg | email is no address
            a language of staff             | locale: zh-CN          | locale: klingon        | members.ada.berg | no language
            a language of a title           | '{en: Back office,'    | '{en: Back office, xx: B,' | queues.back-office.title | 'xx' is no language
            no English title                | '{en: Back office,'    | '{de: Backoffice,'     | queues.back-office | no English title
            a title without languages       | '{en: Leads, zh-CN: 主管}' | Leads              | groups.leads.title | no keys beneath it
            a time zone                     | Europe/Berlin          | Europe/Bonn            | queues.vip.hours | no time zone
            a time of day                   | opens: 08:00           | opens: 8               | queues.vip.hours | no time of day
            hours that end before they begin | closes: 20:00         | closes: 07:00          | queues.vip.hours | closes before it opens
            half of the hours               | 'opens: 08:00, '       | ''                     | queues.vip.hours | only one of opens and closes
            a day of the week               | Saturday               | Caturday               | queues.vip.hours.days | no day of the week
            a holiday                       | 2026-12-24             | 2026-13-24             | queues.vip.holidays | neither a day nor a country
            a country                       | '[DE,'                 | '[XX,'                 | queues.vip.holidays | neither a day nor a country
            an offset for a time zone       | Europe/Berlin          | '+02:00'               | queues.vip.hours | no time zone
            no day of the week              | '[monday, Saturday]'   | '[]'                   | queues.vip.hours | names no day
            a login in capitals             | '  bo:'                | '  ADA.berg:'          | members.ADA.berg | differ in capitals alone
            a key that stands twice         | '  bo:'                | '  ada.berg:'          | members | stands twice
            an unknown part                 | 'skills:'              | 'talents:'             | '' | there is no key 'talents'
            """)
    @DisplayName("is refused with place and fix where it is wrong")
    void faults(String why, String right, String wrong, String place, String problem) {
        // the first one only: a word may stand elsewhere, too
        int at = WHOLE.indexOf(right);
        assertThat(at).as(right).isNotNegative();
        String changed = WHOLE.substring(0, at) + wrong + WHOLE.substring(at + right.length());

        StaffFileReader.Read read = read(changed);

        assertThatThrownBy(read::orThrow).as(why).isInstanceOf(StaffFileRefused.class);
        assertThat(read.findings()).as(why).anySatisfy(finding -> {
            assertThat(finding.isError()).isTrue();
            assertThat(finding.place()).isEqualTo(place == null ? "" : place);
            assertThat(finding.problem()).contains(problem);
            assertThat(finding.fix()).isNotBlank();
        });
    }

    @Test
    @DisplayName("names the line of a fault")
    void line() {
        assertThat(read("queues:\n  a:\n    title: {en: A}\n    lead: b\n").findings())
                .extracting(StaffFinding::text)
                .containsExactly(
                        "processes/staff.yaml, line 2, queues.a: the lead 'b' is neither a queue nor a group of"
                                + " this file. Name one of a, or add a group with the members who lead it.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                                   | it is empty
            '# nothing'                          | it is empty
            '- a list'                           | no keys beneath it
            'queues: [care]'                     | no keys beneath it
            'queues: {care: {title: {en: a}'     | it is no YAML
            'queues: &x {a: *x}'                 | an alias (*…) repeats a section
            """)
    @DisplayName("is refused where it cannot be read at all")
    void unreadable(String content, String problem) {
        StaffFileReader.Read read = read(content == null ? "" : content);

        assertThatThrownBy(read::orThrow).isInstanceOf(StaffFileRefused.class).hasMessageContaining(problem);
    }

    @Test
    @DisplayName("is taken with a warning where a title is missing in a language that others have")
    void missingLanguage() {
        StaffFileReader.Read read = read("queues:\n  a:\n    title: {en: A, zh-CN: 甲}\n  b:\n    title: {en: B}\n");

        assertThat(read.staff()).isNotNull();
        assertThat(read.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isFalse();
            assertThat(finding.text())
                    .isEqualTo(
                            "processes/staff.yaml, line 5, queues.b.title: it is not written in 'zh-CN', so its readers"
                                    + " see English. Add zh-CN: ….");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            who leads a queue      | lead: leads            | lead: vip              | queues.vip.lead
            that nobody does       | lead: leads            | ''                     | queues.vip.lead
            a membership           | [vip]                  | [vip, leads]           | members.bo
            a deputy               | deputy: bo             | ''                     | members.ada.berg
            a new member           | '  bo:'                | '  cy: {groups: [leads]}\\n  bo:' | members.cy
            a group's title        | Leads                  | Chiefs                 | groups.leads
            a new queue's lead     | '{en: Back office, zh-CN: 后台}' | "{en: Back office, zh-CN: 后台}\\n    lead: vip" | queues.back-office.lead
            """)
    @DisplayName("changes who is who only where an administrator releases it")
    void reserved(String what, String before, String after, String place) {
        StaffFile live = read(WHOLE).staff();
        int at = WHOLE.lastIndexOf(before);
        String text = after == null ? "" : after.replace("\\n", "\n").replaceAll("^\"|\"$", "");
        StaffFile changed = read(WHOLE.substring(0, at) + text + WHOLE.substring(at + before.length()))
                .staff();

        assertThat(changed).as(what).isNotNull();
        assertThat(changed.reservedChanges(live)).as(what).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.place()).isEqualTo(place);
            assertThat(finding.isError()).isTrue();
            assertThat(finding.text()).contains("only an administrator", "Let an administrator release this change");
        });
    }

    @Test
    @DisplayName("says what leaves with it: queues, groups, members, memberships and leads, each once")
    void departures() {
        StaffFile live = read(WHOLE).staff();
        StaffFile fewer =
                read("""
                queues:
                  vip:
                    title: {en: Important customers, zh-CN: 重要客户}
                members:
                  ada.berg:
                    first-name: Ada
                """)
                        .staff();

        assertThat(fewer.departures(live, queue -> OptionalInt.empty()))
                .extracting(StaffFinding::place, StaffFinding::problem, StaffFinding::isError)
                .containsExactly(
                        tuple(
                                "queues.back-office",
                                "the queue leaves, with its group and its filter in Tasklist",
                                false),
                        tuple("groups.leads", "the group leaves", false),
                        tuple("members.ada.berg", "'ada.berg' leaves vip", false),
                        tuple("members.bo", "'bo' is a member no longer, and leaves vip", false),
                        tuple("queues.vip.lead", "'leads' leads it no longer", false));
        assertThat(fewer.departures(live, queue -> OptionalInt.of(3)).get(0).problem())
                .isEqualTo("the queue is retired, with 3 open tasks: its members finish them, and no new one comes");
        assertThat(fewer.departures(live, queue -> OptionalInt.of(0)).get(0).problem())
                .isEqualTo("the queue is retired, with no open task: an instance under way may still need it");
        assertThat(live.departures(fewer, queue -> OptionalInt.empty())).isEmpty();
        assertThat(live.departures(live, queue -> OptionalInt.empty())).isEmpty();
    }

    @Test
    @DisplayName("changes queues, their titles, hours and notices, and skills where a designer releases it")
    void designers() {
        StaffFile live = read(WHOLE).staff();
        StaffFile changed = read(WHOLE.replace("Important customers", "Best customers")
                        .replace("opens: 08:00", "opens: 07:00")
                        .replace("notices: [complaint-refused]", "notices: []")
                        .replace(
                                "kettles: {title: {en: Kettles, zh-CN: 水壶}}",
                                "kettles: {title: {en: Kettles and pots, zh-CN: 水壶}}")
                        .replace("groups:\n  leads:", "  new:\n    title: {en: New, zh-CN: 新}\ngroups:\n  leads:"))
                .staff();

        assertThat(changed).isNotNull().isNotEqualTo(live);
        assertThat(changed.reservedChanges(live)).isEmpty();
    }

    @Test
    @DisplayName("says a fault once, and offers no id that it refuses")
    void once() {
        assertThat(read("queues:\n  a:\n    title: A\n").findings()).hasSize(1);
        assertThat(read("queues:\n  designers:\n    title: {en: D}\n  a:\n    title: {en: A}\n    lead: b\n")
                        .findings())
                .extracting(StaffFinding::fix)
                .contains("name one of a, or add a group with the members who lead it");
    }

    @Test
    @DisplayName("is taken with a warning where a member reads a language that no title has")
    void unwrittenLocale() {
        StaffFileReader.Read read =
                read("queues:\n  a:\n    title: {en: A, zh: 甲}\nmembers:\n  bo: {first-name: Bo, locale: fr}\n"
                        + "  cy: {first-name: Cy, locale: zh-CN}\n");

        assertThat(read.findings())
                .extracting(StaffFinding::place, StaffFinding::isError)
                .containsExactly(tuple("members.bo", false));
    }

    @Test
    @DisplayName(
            "is taken with a warning where leads or deputies go round in a circle, a deputy is in other queues, or a member has no name")
    void doubtful() {
        StaffFileReader.Read read = read(
                """
                queues:
                  a: {title: {en: A}, lead: b}
                  b: {title: {en: B}, lead: c}
                  c: {title: {en: C}, lead: b}
                  d: {title: {en: D}, lead: d}
                members:
                  ada: {first-name: Ada, deputy: bo}
                  bo: {last-name: Berg, deputy: cy}
                  cy: {first-name: Cy, deputy: ada}
                  dee: {first-name: Dee, deputy: ada}
                  eve: {groups: [a]}
                  fay: {first-name: Fay, groups: [a, b, d], deputy: eve}
                  gus: {first-name: Gus, groups: [a], deputy: hal}
                  hal: {first-name: Hal, groups: [b]}
                """);

        assertThat(read.findings())
                .extracting(StaffFinding::line, StaffFinding::place, StaffFinding::problem, StaffFinding::isError)
                .containsExactlyInAnyOrder(
                        tuple(3, "queues.b", "the leads go round in a circle: b, c, b", false),
                        tuple(12, "members.fay", "the deputy 'eve' does not see the tasks of b, d", false),
                        tuple(7, "members.ada", "the deputies go round in a circle: ada, bo, cy, ada", false),
                        tuple(
                                11,
                                "members.eve",
                                "the member has no name, so colleagues and mails see the login",
                                false));
    }

    @Test
    @DisplayName("names the queue of tasks that cannot be routed; the first one where it does not say")
    void fallback() {
        assertThat(read("queues:\n  a: {title: {en: A}}\n  b: {title: {en: B}}\n")
                        .staff()
                        .fallbackQueue()
                        .map(StaffQueue::id))
                .contains("a");
        assertThat(read("fallback: b\nqueues:\n  a: {title: {en: A}}\n  b: {title: {en: B}}\n")
                        .staff()
                        .fallbackQueue()
                        .map(StaffQueue::id))
                .contains("b");
        assertThat(read("queues:\n  a: {title: {en: A}}\nfallback: c\n").findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.text())
                        .contains("line 3, fallback: there is no queue 'c' in this file", "Name one of a"));
    }

    @Test
    @DisplayName("is understood as far as it can be where it is live already and a newer rule finds fault with it")
    void liveAlready() {
        StaffFileReader.Read read = read(
                "queues:\n  a:\n    title: {zh: 甲}\n    hours: {zone: Mars}\n  b:\n    lead: nobody\n  c:\n    title: {en: C}\n");

        assertThat(read.findings()).filteredOn(StaffFinding::isError).hasSize(4);
        assertThat(read.staff().queues().keySet()).containsExactly("a", "b", "c");
        assertThat(read.staff().queues().get("a").hours()).isNull();
        assertThat(read.staff().queues().get("b").label()).isEqualTo("b");
    }

    private static StaffFileReader.Read read(String content) {
        return StaffFileReader.read(StaffFile.PATH, content.getBytes(StandardCharsets.UTF_8));
    }
}

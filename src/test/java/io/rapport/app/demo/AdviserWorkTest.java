package io.rapport.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.app.demo.AdviserWork.Task;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.Customer;
import io.rapport.feedback.Complaint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the demo's advisers do")
class AdviserWorkTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final WorkingTime DESK = new WorkingTime(
            BERLIN,
            LocalTime.of(9, 0),
            LocalTime.of(17, 0),
            EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
            Set.of());
    private static final Instant MONDAY = Instant.parse("2026-06-15T06:00:00Z");
    private static final int MANY = 1_000;

    private final AdviserWork work;

    /** What the task at hand is about. */
    private String promised;

    /** What the complaint at hand says. */
    private Complaint complaint;

    AdviserWorkTest() throws IOException {
        work = new AdviserWork(
                id -> Optional.ofNullable(promised),
                id -> Optional.of(id),
                new ComplaintWork(id -> Optional.ofNullable(complaint)),
                DESK);
    }

    private static List<Task> tasks(String key, Instant due) {
        return IntStream.range(0, MANY)
                .mapToObj(n -> new Task(
                        key, Integer.toString(2_001 + n % 400), "p", MONDAY.plus(n / 400, ChronoUnit.HOURS), due))
                .toList();
    }

    private static Customer customer(String locale, String zone) {
        return new Customer(
                "2001",
                "A",
                "B",
                null,
                null,
                null,
                Locale.forLanguageTag(locale),
                ZoneId.of(zone),
                Map.of(),
                null,
                null,
                null,
                false);
    }

    private static double share(List<Task> tasks, Predicate<Task> of) {
        return tasks.stream().filter(of).count() / (double) tasks.size();
    }

    @Test
    @DisplayName(
            "is done at moments of people: within the hours of the desk, while the customer is awake, most in time")
    void moments() {
        List<Task> tasks = tasks("call-or-visit", DESK.plus(MONDAY, Duration.ofHours(16)));
        for (String zone : List.of("Europe/Berlin", "Asia/Shanghai", "America/New_York")) {
            ZoneId there = ZoneId.of(zone);
            Set<LocalTime> times = new HashSet<>();
            for (Task task : tasks) {
                Instant moment = work.moment(task, there);
                assertThat(DESK.plus(moment, Duration.ZERO)).isEqualTo(moment);
                assertThat(LocalTime.ofInstant(moment, there)).isBetween(LocalTime.of(8, 0), LocalTime.of(21, 0));
                times.add(LocalTime.ofInstant(moment, BERLIN));
            }
            assertThat(times).as("times of day").hasSizeGreaterThan(MANY / 2);
            assertThat(share(tasks, task -> work.moment(task, there).isBefore(MONDAY.plus(Duration.ofDays(7)))))
                    .as("within the week")
                    .isGreaterThan(.97);
        }
        assertThat(share(tasks, task -> work.moment(task, BERLIN).isAfter(task.due())))
                .as("late")
                .isBetween(.1, .3);
    }

    @Test
    @DisplayName("keeps nine of ten promises, one of them late, and says of the others that they cannot be kept")
    void promises() throws IOException {
        Instant due = Instant.parse("2026-06-18T15:00:00Z");
        LocalDate day = LocalDate.ofInstant(due, BERLIN);
        int givenUp = 0;
        int late = 0;
        List<Map<String, String>> made = CsvText.rows(CsvText.resource("conversations.csv")).stream()
                .filter(row -> !row.get("promise").isEmpty())
                .toList();
        for (Map<String, String> row : made) {
            promised = row.get("promise");
            for (Task task : tasks("keep-promise", due).subList(0, 40)) {
                Instant moment = work.moment(task, BERLIN);
                ObjectNode answers = work.answers(task, customer("en-GB", "Europe/London"), moment);
                assertThat(moment).isBetween(task.created().plus(Duration.ofHours(1)), due.plus(Duration.ofDays(5)));
                boolean isGivenUp = row.get("ending").equals("given-up");
                assertThat(answers.path(isGivenUp ? "explanation" : "notes").asText())
                        .isEqualTo(row.get("said"))
                        .isNotEmpty();
                assertThat(LocalDate.ofInstant(moment, BERLIN).isAfter(day))
                        .as(promised)
                        .isEqualTo(row.get("ending").equals("late"));
                assertThat(answers.path("promiseOutcome").asText()).isEqualTo(isGivenUp ? "given-up" : "kept");
            }
            givenUp += row.get("ending").equals("given-up") ? 1 : 0;
            late += row.get("ending").equals("late") ? 1 : 0;
        }
        assertThat(givenUp / (double) made.size()).as("given up").isBetween(.05, .1);
        assertThat(late / (double) made.size()).as("late").isBetween(.05, .15);
    }

    @Test
    @DisplayName("speaks the language of the customer, in many words, and promises little")
    void words() {
        List<Task> tasks = tasks("call-or-visit", null);
        List<ObjectNode> english = tasks.stream()
                .map(task -> work.answers(task, customer("de-DE", "Europe/Berlin"), MONDAY))
                .toList();
        assertThat(english).extracting(answer -> answer.path("note").asText()).noneMatch(AdviserWorkTest::isChinese);
        assertThat(english.stream().map(answer -> answer.path("note")).distinct())
                .hasSizeGreaterThan(25);
        List<ObjectNode> promised =
                english.stream().filter(answer -> answer.has("promise")).toList();
        assertThat(promised.size() / (double) MANY).isBetween(.13, .25);
        assertThat(promised.stream().limit(12).map(answer -> answer.path("promise")))
                .as("one after the other")
                .doesNotHaveDuplicates();
        assertThat(promised).allSatisfy(answer -> assertThat(
                        LocalDate.parse(answer.path("promisedBy").asText()))
                .isBetween(LocalDate.of(2026, 6, 17), LocalDate.of(2026, 6, 29)));
        assertThat(tasks.stream().map(task -> work.answers(task, customer("zh-CN", "Asia/Shanghai"), MONDAY)
                        .path("note")
                        .asText()))
                .allMatch(AdviserWorkTest::isChinese);
    }

    @Test
    @DisplayName("waits until the customer is awake, where somebody comes to it in the customer's night")
    void nightOfTheCustomer() {
        Instant opening = Instant.parse("2026-06-15T09:05:00Z");
        ZoneId newYork = ZoneId.of("America/New_York");
        for (String key : List.of("call-or-visit", "call-dissatisfied", "win-back-call", "contact-customer")) {
            for (Task task : tasks(key, null).subList(0, 50)) {
                Instant called = work.awake(task, opening, newYork);
                assertThat(LocalTime.ofInstant(called, newYork)).isBetween(LocalTime.of(8, 30), LocalTime.of(20, 30));
                assertThat(work.awake(task, called, newYork)).isEqualTo(called);
                assertThat(work.awake(task, opening, BERLIN)).isEqualTo(opening);
            }
        }
        assertThat(work.awake(tasks("send-present", null).get(0), opening, newYork))
                .as("nobody is called for it")
                .isEqualTo(opening);
    }

    @Test
    @DisplayName(
            "comes one after the other: somebody who has just talked is free minutes later, and others are free at once")
    void oneAfterTheOther() {
        assertThat(work.free("clara", MONDAY)).isEqualTo(MONDAY);
        Set<Instant> free = new HashSet<>();
        for (Task task : tasks("call-or-visit", null).subList(0, 100)) {
            work.does("clara", task, MONDAY);
            Instant next = work.free("clara", MONDAY.plusSeconds(1));
            assertThat(next).isBetween(MONDAY.plus(6, ChronoUnit.MINUTES), MONDAY.plus(20, ChronoUnit.MINUTES));
            assertThat(work.free("clara", next)).isEqualTo(next);
            free.add(next);
        }
        assertThat(free).as("not always as long").hasSizeGreaterThan(10);
        assertThat(work.free("nora", MONDAY)).isEqualTo(MONDAY);
    }

    @Test
    @DisplayName("is noted of calls in vain in many words, none of which names a day that nobody keeps")
    void inVain() {
        for (String locale : List.of("en-GB", "zh-CN")) {
            List<ObjectNode> missed = tasks("call-or-visit", null).stream()
                    .map(task -> work.answers(task, customer(locale, "Europe/London"), MONDAY))
                    .filter(answer -> !answer.path("visitOutcome").asText().equals("reached"))
                    .toList();
            assertThat(missed.stream()
                            .map(answer -> answer.path("note").asText())
                            .distinct())
                    .hasSizeGreaterThan(12)
                    .noneMatch(note -> note.contains("two days") || note.contains("两天"))
                    .allMatch(note -> isChinese(note) == locale.startsWith("zh"));
            assertThat(missed)
                    .filteredOn(answer -> answer.path("visitOutcome").asText().equals("call-back"))
                    .isNotEmpty()
                    .allMatch(answer -> answer.has("nextOn"));
        }
    }

    @Test
    @DisplayName("investigates each complaint in time, and answers what was written, in the customer's language")
    void complaints() throws IOException {
        Instant due = DESK.plus(MONDAY, Duration.ofHours(4));
        for (Task task : tasks("investigate", due)) {
            assertThat(work.moment(task, BERLIN)).isBetween(MONDAY, due);
        }
        Customer chinese = customer("zh-CN", "Asia/Shanghai");
        Set<String> reasons = new HashSet<>();
        for (Map<String, String> row : ComplaintWork.heard()) {
            complaint = complaint(row.get("text"));
            ObjectNode answers = work.answers(new Task("investigate", "2001", "C-1", MONDAY, due), chinese, MONDAY);
            assertThat(answers.path("reasons").asText()).isEqualTo(row.get("reasons"));
            assertThat(isChinese(row.get("text"))).isEqualTo(row.get("language").equals("zh"));
            assertThat(answers.path("findings").asText()).isNotEmpty();
            assertThat(answers.path("rootCause").asText()).isNotEmpty();
            assertThat(answers.path("reasons").asText().length()).isGreaterThanOrEqualTo(20);
            reasons.add(answers.path("reasons").asText());
        }
        assertThat(reasons).hasSizeGreaterThan(15);
        complaint = complaint("Somebody who tries the demo wrote this.");
        assertThat(work.answers(new Task("investigate", "2001", "mine", MONDAY, due), chinese, MONDAY)
                        .path("reasons")
                        .asText())
                .matches(AdviserWorkTest::isChinese);
        assertThat(work.answers(new Task("investigate", "1018", "C107", MONDAY, due), chinese, MONDAY)
                        .path("remedy")
                        .asText())
                .as("the recording's own")
                .isEqualTo("refund");
    }

    private static Complaint complaint(String text) {
        return new Complaint(
                "C-1", null, "2001", null, "email", text, null, MONDAY, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null);
    }

    @Test
    @DisplayName("is filled in as its form asks, whatever it is")
    void forms() throws IOException {
        ObjectMapper json = new ObjectMapper();
        complaint = complaint("The lid does not close.");
        Map<String, String> forms =
                Map.of("handle-request", "handle-data-request", "deliver-answer", "deliver-data-request-answer");
        for (String key : AdviserWork.TASKS) {
            JsonNode form = json.readTree(Files.readString(Path.of("forms", forms.getOrDefault(key, key) + ".form")));
            Map<String, JsonNode> fields = new HashMap<>();
            form.findParents("key")
                    .forEach(field -> fields.put(field.path("key").asText(), field));
            for (String about : List.of("correction", "restriction", "objection")) {
                ObjectNode answers = work.answers(
                        new Task(key, "2001", about, MONDAY, null), customer("en-GB", "Europe/London"), MONDAY);
                answers.properties().forEach(answer -> {
                    assertThat(fields).as(key).containsKey(answer.getKey());
                    JsonNode values = fields.get(answer.getKey()).path("values");
                    if (!values.isEmpty()) {
                        assertThat(values.findValuesAsText("value"))
                                .as(key + " " + answer.getKey())
                                .contains(answer.getValue().asText());
                    }
                });
                assertThat(fields.values())
                        .filteredOn(field -> field.at("/validate/required").asBoolean() && !field.has("conditional"))
                        .extracting(field -> field.path("key").asText())
                        .as(key)
                        .allMatch(answers::has);
            }
        }
    }

    private static boolean isChinese(String text) {
        return text.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
    }
}

package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The engine holds ids and small values; no name, address or word of a customer")
@Tag("slow")
class PersonalDataTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Words of four letters and more; three Chinese characters in a row. Shorter ones say nothing about anybody. */
    private static final Pattern WORD = Pattern.compile("[\\p{IsLatin}\\p{M}’']{4,}|(?=(\\p{IsHan}{3}))");

    /** What staff write in the test: words that stand nowhere else. */
    private static final Map<String, Object> FINDINGS = Map.of(
            "findings",
            "Xylograph says the zeppelin dented it",
            "rootCause",
            "Quagmire in warehouse Thessaloniki",
            "remedy",
            "apology",
            "amount",
            0,
            "reasons",
            "Our pelican handling was imperfect");

    private static final Map<String, Object> CALL = Map.of(
            "callOutcome",
            "reached",
            "complaintWanted",
            true,
            "complaintText",
            "The rhododendron pattern has flaked off",
            "notes",
            "Prefers yodelling at breakfast");

    @Autowired
    private Inbox inbox;

    @Autowired
    private Journeys journeys;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private TaskService tasks;

    @Autowired
    private JdbcClient jdbc;

    private static final String SURVEY = "$survey:";

    private final Set<String> customers = new TreeSet<>();
    private final Set<String> personal = new TreeSet<>();
    private final Set<String> words = new TreeSet<>();

    @BeforeEach
    void theDemoHappens() throws IOException {
        Instant start = Instant.now();
        journeys.moveTo(start.minus(Duration.ofDays(45)));
        try (InputStream in = getClass().getResourceAsStream("/demo/events.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                happens(JSON.readTree(line), start);
            }
        }
        journeys.now();
        journeys.settle();
        staffWork();
        words.removeAll(ourOwnWords());
    }

    private void happens(JsonNode line, Instant start) {
        Instant moment = start.plus(Duration.parse(line.path("at").asText()));
        if (moment.isAfter(clock.instant())) {
            journeys.pass(Duration.between(clock.instant(), moment));
        }
        JsonNode event = line.path("event");
        String customer = event.path("subject").asText().substring("customer:".length());
        ObjectNode data = event.path("data").deepCopy();
        if (isAnswerToNothing(data, customer)) {
            return;
        }
        fillIn(data, start, customer);
        remember(data);
        customers.add(customer);
        inbox.accept(new NewEvent(
                event.path("source").asText(),
                event.path("id").asText(),
                event.path("type").asText(),
                customer,
                moment,
                data));
        journeys.settle();
    }

    /** Who was asked about another order lately is not asked again. */
    private boolean isAnswerToNothing(ObjectNode data, String customer) {
        String about = data.path("surveyId").asText();
        return about.startsWith(SURVEY)
                && survey(about.substring(SURVEY.length()), customer).isEmpty();
    }

    private Optional<String> survey(String about, String customer) {
        return jdbc.sql("select id from rapport.survey where about = :about and customer_id = :customer")
                .param("about", about)
                .param("customer", customer)
                .query(String.class)
                .optional();
    }

    private void fillIn(ObjectNode data, Instant start, String customer) {
        data.properties().forEach(field -> {
            String text = field.getValue().asText();
            if (text.startsWith("$time:")) {
                data.put(
                        field.getKey(),
                        start.plus(Duration.parse(text.substring("$time:".length())))
                                .toString());
            } else if (text.startsWith("$day:")) {
                Instant moment = start.plus(Duration.parse(text.substring("$day:".length())));
                data.put(field.getKey(), moment.toString().substring(0, 10));
            } else if (text.startsWith(SURVEY)) {
                data.put(
                        field.getKey(),
                        survey(text.substring(SURVEY.length()), customer).orElseThrow());
            }
        });
    }

    /** Everything in the stream that is about a person: who they are, how to reach them, what they said. */
    private void remember(JsonNode data) {
        for (String field : List.of("firstName", "lastName", "email", "phone", "birthday")) {
            if (data.has(field)) {
                personal.add(data.path(field).asText());
            }
        }
        for (String field : List.of("text", "comment", "remedySought", "reason", "wording")) {
            if (data.has(field)) {
                personal.add(data.path(field).asText());
                addWords(data.path(field).asText());
            }
        }
    }

    private void addWords(String text) {
        words.addAll(wordsOf(text));
    }

    private static Set<String> wordsOf(String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            found.add((matcher.group(1) == null ? matcher.group() : matcher.group(1)).toLowerCase(Locale.ROOT));
        }
        return found;
    }

    private void staffWork() {
        for (String task : List.of("investigate", "call-dissatisfied")) {
            Task open = tasks.createTaskQuery().taskDefinitionKey(task).list().stream()
                    .filter(one -> customers.contains(tasks.getVariable(one.getId(), "customerId")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the demo leaves a task '" + task + "' for this test"));
            Map<String, Object> answers = new HashMap<>(task.equals("investigate") ? FINDINGS : CALL);
            journeys.complete(open, answers);
            answers.values().stream()
                    .map(Object::toString)
                    .filter(text -> text.contains(" "))
                    .forEach(text -> {
                        personal.add(text);
                        addWords(text);
                    });
        }
    }

    /** Words that models, forms and tables use anyway say nothing about a customer. */
    private static Set<String> ourOwnWords() throws IOException {
        Set<String> own = new TreeSet<>();
        for (String folder : List.of("processes", "forms")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                for (Path file : files.toList()) {
                    own.addAll(wordsOf(Files.readString(file)));
                }
            }
        }
        return own;
    }

    @Test
    @DisplayName("no table of the engine holds any of it after the demo")
    void nothingPersonalInTheEngine() {
        assertThat(jdbc.sql("select distinct journey from rapport.journey where customer_id in (:customers)")
                        .param("customers", customers)
                        .query(String.class)
                        .list())
                .as("the demo went through all journeys")
                .contains("onboarding", "post-purchase", "complaint", "win-back", "satisfaction", "answer-follow-up");
        assertThat(jdbc.sql(
                                """
                        select task from rapport.task_submission
                        where customer_id in (:customers) and answers::text like '%rhododendron%'""")
                        .param("customers", customers)
                        .query(String.class)
                        .list())
                .as("what staff wrote is in our table")
                .containsExactly("call-dissatisfied");
        assertThat(personal).hasSizeGreaterThan(150);
        assertThat(words).contains("rhododendron", "thessaloniki").hasSizeGreaterThan(100);

        Map<String, Set<String>> engine = engineTexts();
        assertThat(engine.get("act_ru_execution.business_key_"))
                .as("the scan sees what is there")
                .contains("customer:1021", "order:4701");

        assertThat(leaks("call Hannah back"))
                .as("the scan knows what it looks for")
                .hasValue("Hannah");
        assertThat(leaks("a rhododendron, they said")).hasValue("rhododendron");

        List<String> found = new ArrayList<>();
        // an id stands in many columns
        Set<String> harmless = new HashSet<>();
        engine.forEach((column, texts) -> texts.stream()
                .filter(text -> !harmless.contains(text))
                .forEach(text -> leaks(text)
                        .ifPresentOrElse(
                                leak -> found.add(column + " holds '" + leak + "'"), () -> harmless.add(text))));
        assertThat(found).isEmpty();
    }

    private Optional<String> leaks(String text) {
        for (String one : personal) {
            if (holds(text, one)) {
                return Optional.of(one);
            }
        }
        return wordsOf(text).stream().filter(words::contains).findFirst();
    }

    /** A short Latin name must stand alone: a customer called Li is not in every 'delivery'. */
    private static boolean holds(String text, String personal) {
        int at = text.indexOf(personal);
        while (at >= 0) {
            boolean within = at > 0 && isLetter(text.charAt(at - 1)) && isLetter(personal.charAt(0))
                    || at + personal.length() < text.length()
                            && isLetter(text.charAt(at + personal.length()))
                            && isLetter(personal.charAt(personal.length() - 1));
            if (!within) {
                return true;
            }
            at = text.indexOf(personal, at + 1);
        }
        return false;
    }

    private static boolean isLetter(char character) {
        return Character.isLetter(character) && Character.UnicodeScript.of(character) == Character.UnicodeScript.LATIN;
    }

    /** Every text of the engine's tables by column, and what its byte arrays hold, but for the files deployed. */
    private Map<String, Set<String>> engineTexts() {
        record Column(String table, String name) {}
        Map<String, Set<String>> texts = new TreeMap<>();
        jdbc.sql(
                        """
                select table_name, column_name from information_schema.columns
                where table_schema = 'rapport' and table_name like 'act\\_%' and data_type in ('character varying', 'character', 'text')""")
                .query((rs, n) -> new Column(rs.getString(1), rs.getString(2)))
                .list()
                .forEach(column -> texts.put(
                        column.table() + "." + column.name(),
                        jdbc.sql("select distinct \"" + column.name() + "\" from rapport.\"" + column.table()
                                        + "\" where \"" + column.name() + "\" is not null")
                                .query(String.class)
                                .set()));
        assertThat(texts).as("the engine's text columns").hasSizeGreaterThan(200);
        texts.put("act_ge_bytearray.bytes_", new TreeSet<>());
        jdbc.sql(
                        "select name_, bytes_ from rapport.act_ge_bytearray where deployment_id_ is null and bytes_ is not null")
                .query((rs, n) -> new String(rs.getBytes(2), StandardCharsets.UTF_8))
                .list()
                .forEach(texts.get("act_ge_bytearray.bytes_")::add);
        assertDeployedFilesAreOurs();
        return texts;
    }

    private void assertDeployedFilesAreOurs() {
        assertThat(jdbc.sql("select distinct name_ from rapport.act_ge_bytearray where deployment_id_ is not null")
                        .query(String.class)
                        .list())
                .allMatch(name ->
                        name.matches(".*\\.(bpmn|dmn|form|png|svg)|(forms|processes)/[a-z-]+\\.[a-z]{2}\\.yaml"));
    }
}

package io.rapport.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.ShopCalendar;
import io.rapport.contactpolicy.PolicyFacts;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChange;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.customer.CustomerChanges;
import io.rapport.customer.QuietImports;
import io.rapport.database.RoundTrip;
import io.rapport.desk.CardSection;
import io.rapport.desk.CardSection.CardRequest;
import io.rapport.feedback.Complaints;
import io.rapport.journey.step.CustomerFacts;
import io.rapport.language.Sentences;
import io.rapport.release.Author;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseOutcome;
import io.rapport.release.Releases;
import io.rapport.testing.AskedFacts;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@RapportTest
@DisplayName("Tier and stage follow what is known of a customer, and what has changed is said once")
@Tag("slow")
class RelationshipsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    private RelationshipListener listener;

    @Autowired
    private RelationshipDays days;

    @Autowired
    private RelationshipRebuild rebuild;

    @Autowired
    private RelationshipEvaluation evaluation;

    @Autowired
    private RelationshipPreviews previews;

    @Autowired
    private RelationshipTables tables;

    @Autowired
    private RelationshipFigures figures;

    @Autowired
    private RelationshipNews news;

    @Autowired
    private ShopCalendar calendar;

    @Autowired
    private Relationships relationships;

    @Autowired
    private Complaints complaints;

    @Autowired
    private Releases releases;

    @Autowired
    private CustomerFacts facts;

    @Autowired
    private PolicyFacts policyFacts;

    @Autowired
    private RoundTrip roundTrip;

    @Autowired
    private ChangedCustomers changed;

    @Autowired
    private CustomerChanges changes;

    @Autowired
    private List<CardSection> sections;

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = Journeys.newId("rel");
        known(customer);
    }

    /** No other test is to start journeys by them. */
    @AfterEach
    void forgetEvents() {
        clock.moveBy(Duration.ZERO);
        jdbc.sql("delete from rapport.inbox_event where source = :source and state = 'waiting'")
                .param("source", RelationshipNews.SOURCE)
                .update();
    }

    private void known(String id) {
        jdbc.sql("insert into rapport.customer (id, registered_at) values (:id, :now)")
                .param("id", id)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** What the room of values would write. */
    private void worth(String id, int orders, int firstDaysAgo, int lastDaysAgo, double alive, int valueClass) {
        jdbc.sql(
                        """
                insert into rapport.customer_value
                    (customer_id, first_day, last_day, order_days, spend_minor, repeat_minor, repeat_paid_days,
                     recency_quintile, frequency_quintile, monetary_quintile, alive, expected_90, expected_365,
                     lifetime_minor, value_class, method, computed_at)
                values (:id, :first, :last, :orders, 100, 0, 0, 1, 1, 1, :alive, 0, 0, 0, :class, 'days', :now)
                on conflict (customer_id) do update set
                    first_day = excluded.first_day, last_day = excluded.last_day, order_days = excluded.order_days,
                    alive = excluded.alive, value_class = excluded.value_class""")
                .param("id", id)
                .param("first", today().minusDays(firstDaysAgo))
                .param("last", today().minusDays(lastDaysAgo))
                .param("orders", orders)
                .param("alive", alive)
                .param("class", valueClass)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    private void contact(String id, Duration ago) {
        jdbc.sql(
                        """
                insert into rapport.staff_contact (event_seq, customer_id, at, channel, direction, outcome, note)
                values (nextval('rapport.inbox_seq'), :id, :at, 'phone', 'outbound', 'reached', 'said hello')""")
                .param("id", id)
                .param("at", Timestamp.from(clock.instant().minus(ago)))
                .update();
    }

    private void survey(String id, int score) {
        jdbc.sql(
                        """
                insert into rapport.survey (id, kind, customer_id, about, opened_at, answered_at, score)
                values (:survey, 'satisfaction', :id, :about, :now, :now, :score)""")
                .param("survey", Journeys.newId("s"))
                .param("about", "order:" + Journeys.newId("o"))
                .param("id", id)
                .param("now", Timestamp.from(clock.instant()))
                .param("score", score)
                .update();
    }

    private String complaint(String id) {
        String complaint = Journeys.newId("k");
        jdbc.sql(
                        """
                insert into rapport.complaint (id, customer_id, channel, text, opened_at)
                values (:complaint, :id, 'email', 'broken', :now)""")
                .param("complaint", complaint)
                .param("id", id)
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return complaint;
    }

    private void evaluate(ChangeKind kind, String... ids) {
        transaction.executeWithoutResult(status -> listener.changed(Arrays.stream(ids)
                .sorted()
                .map(id -> new CustomerChange(id, kind))
                .toList()));
    }

    /** @return the events of the room about a customer, as "type from to" */
    private List<String> told(String id) {
        return jdbc.sql(
                        """
                select type, data::text as data from rapport.inbox_event
                where source = :source and customer_id = :id order by seq""")
                .param("source", RelationshipNews.SOURCE)
                .param("id", id)
                .query((row, n) -> said(row.getString("type"), row.getString("data")))
                .list();
    }

    private static String said(String type, String data) {
        try {
            JsonNode read = JSON.readTree(data);
            return type
                    + (read.has("from")
                            ? " " + read.get("from").asText() + " "
                                    + read.get("to").asText()
                            : "");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String standing(String id) {
        return relationships
                .find(id)
                .map(known -> known.tier() + ", " + known.stage())
                .orElse("unknown");
    }

    @Test
    @DisplayName("What is found first is recorded and no news; later changes are, each once, with from, to and why")
    void firstAndLater() {
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer)).isEqualTo("distant, prospect");
        assertThat(told(customer)).isEmpty();

        worth(customer, 1, 0, 0, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);
        evaluate(ChangeKind.LIVE, customer);

        assertThat(standing(customer)).isEqualTo("brand, new");
        assertThat(told(customer))
                .containsExactlyInAnyOrder(
                        "customer.tier-changed distant brand", "customer.stage-changed prospect new");
        Relationship known = relationships.find(customer).orElseThrow();
        assertThat(known.tierWhy()).isEqualTo("buys-regularly");
        assertThat(known.stageWhy()).isEqualTo("first-order");
        assertThat(figures.moves(today().withDayOfMonth(1)))
                .anyMatch(moves -> moves.kind().equals("stage")
                        && moves.old().equals("prospect")
                        && moves.now().equals("new")
                        && moves.moves() > 0);
    }

    @Test
    @DisplayName(
            "Why a tier holds is what the last evaluation answered; since when, and why it came to be, stay; what is unchanged is not written")
    void whyNow() {
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 1, 0, 0, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);
        Relationship came = relationships.find(customer).orElseThrow();
        assertThat(came.tierWhy()).isEqualTo("buys-regularly");

        clock.moveBy(Duration.ofDays(40));
        worth(customer, 1, 40, 40, 0.8, 2);
        evaluate(ChangeKind.LIVE, customer);
        Relationship holds = relationships.find(customer).orElseThrow();
        assertThat(holds.tier()).isEqualTo("brand");
        assertThat(holds.tierWhy()).isEqualTo("still-buys");
        assertThat(holds.tierSince()).isEqualTo(came.tierSince());
        assertThat(told(customer)).containsOnlyOnce("customer.tier-changed distant brand");
        assertThat(jdbc.sql("select why from rapport.relationship_change where customer_id = ? and kind = 'tier'")
                        .param(customer)
                        .query(String.class)
                        .list())
                .containsExactly("buys-regularly");
        assertThat(closeness(Locale.ENGLISH))
                .startsWith("brand since ")
                .endsWith("why now: a customer for longer, ordered within a year and a half");
        assertThat(closeness(Locale.SIMPLIFIED_CHINESE)).startsWith("品牌，自").endsWith("当前依据：老客户，一年半内下过单");

        String written = row();
        evaluate(ChangeKind.LIVE, customer);
        assertThat(row()).as("nothing is written for the same answers").isEqualTo(written);
    }

    @Test
    @DisplayName(
            "Each reason of the shipped tables has the same words on the customer's page and on the card, in both languages")
    void whysInWords() {
        CurrentTables current = tables.current().orElseThrow();
        Sentences page = new Sentences("customers/texts");
        Sentences card = new Sentences("journey/texts");
        assertThat(Stream.of(current.tier(), current.stage())
                        .flatMap(table -> table.whys().stream())
                        .distinct())
                .isNotEmpty()
                .allSatisfy(why -> {
                    for (Locale reader : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
                        assertThat(page.find("word.standing-why." + why, reader))
                                .as(why)
                                .isPresent()
                                .isEqualTo(card.find("standing-why." + why, reader));
                    }
                });
    }

    /** @return the line of the customer card in the Tasklist */
    private String closeness(Locale reader) {
        return sections.stream()
                .flatMap(section -> section.contribute(new CardRequest(customer, null, null, null, reader)).stream())
                .flatMap(section -> section.lines().stream())
                .filter(line -> line.label().equals(reader.equals(Locale.ENGLISH) ? "Closeness" : "亲近程度"))
                .map(CardSection.Line::text)
                .findFirst()
                .orElseThrow();
    }

    private String row() {
        return jdbc.sql(
                        "select xmin::text || ' ' || ctid::text from rapport.customer_relationship where customer_id = ?")
                .param(customer)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("Contacts, answers and complaints count, the newest answer and contacts of a year alone")
    void inputs() {
        worth(customer, 5, 100, 10, 0.9, 5);
        contact(customer, Duration.ofDays(400));
        for (int month = 1; month <= 4; month++) {
            contact(customer, Duration.ofDays(30L * month));
        }
        survey(customer, 5);
        String complaint = complaint(customer);
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer))
                .as("nobody comes closer while a complaint is open")
                .isEqualTo("brand, active");

        complaints.close(complaint, "accepted");
        assertThat(noted(List.of(customer)))
                .as("closing a complaint is noticed")
                .containsExactly(customer);
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer)).isEqualTo("intimate, active");

        survey(customer, 1);
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer)).isEqualTo("distant, active");
    }

    @Test
    @DisplayName("What waits may wait: of many at once the events are bulk, and of state there are none")
    void kinds() {
        String other = Journeys.newId("rel");
        known(other);
        evaluate(ChangeKind.FIRST, customer, other);
        worth(customer, 1, 0, 0, 0.8, 3);
        worth(other, 1, 0, 0, 0.8, 3);

        evaluate(ChangeKind.FIRST, customer);
        evaluate(ChangeKind.BULK, other);

        assertThat(standing(customer)).isEqualTo("brand, new");
        assertThat(told(customer)).isEmpty();
        assertThat(told(other)).hasSize(2);
        assertThat(jdbc.sql("select distinct priority from rapport.inbox_event where customer_id = :id")
                        .param("id", other)
                        .query(Integer.class)
                        .list())
                .containsExactly(1);
    }

    private void bought(String id, int daysAgo, String... skus) {
        String order = Journeys.newId("o");
        jdbc.sql(
                        """
                insert into rapport.customer_order (id, customer_id, placed_at, total, currency)
                values (:order, :id, :at, 10, 'EUR')""")
                .param("order", order)
                .param("id", id)
                .param("at", Timestamp.from(clock.instant().minus(Duration.ofDays(daysAgo))))
                .update();
        for (int line = 0; line < skus.length; line++) {
            jdbc.sql(
                            """
                    insert into rapport.customer_order_item (order_id, line, sku, name, quantity, price, amount_minor)
                    values (:order, :line, :sku, :sku, 1, 5, 500)""")
                    .param("order", order)
                    .param("line", line)
                    .param("sku", skus[line])
                    .update();
        }
    }

    @Test
    @DisplayName("Who ordered once has the rhythm of the product: early for tea that is soon drunk, late for a kettle")
    void rhythmOfTheProduct() {
        String tea = Journeys.newId("tea");
        String kettle = Journeys.newId("kettle");
        jdbc.sql(
                        "insert into rapport.replenishment (sku, days, repeats, customers) values (:tea, 20, 9, 9), (:kettle, 150, 9, 9)")
                .param("tea", tea)
                .param("kettle", kettle)
                .update();
        try {
            Map<String, String> expected = new TreeMap<>();
            expected.put(oneOrder(45, tea), "at-risk");
            expected.put(oneOrder(45, kettle, tea), "at-risk");
            expected.put(oneOrder(35, tea), "new");
            expected.put(oneOrder(200, kettle), "new");
            expected.put(oneOrder(45, "unknown"), "new");
            expected.put(oneOrder(200, "unknown"), "at-risk");
            evaluate(ChangeKind.FIRST, expected.keySet().toArray(String[]::new));
            expected.forEach((id, stage) -> assertThat(standing(id)).as(id).endsWith(", " + stage));

            String often = oneOrder(100, tea);
            worth(often, 2, 220, 100, 0.9, 3);
            evaluate(ChangeKind.FIRST, often);
            assertThat(standing(often)).as("a rhythm of one's own counts").endsWith(", active");
        } finally {
            jdbc.sql("delete from rapport.replenishment where sku in (:tea, :kettle)")
                    .param("tea", tea)
                    .param("kettle", kettle)
                    .update();
        }
    }

    /** A customer who ordered once, so many days ago, and probably still buys. */
    private String oneOrder(int daysAgo, String... skus) {
        String id = Journeys.newId("rel");
        known(id);
        bought(id, daysAgo, skus);
        worth(id, 1, daysAgo, daysAgo, 0.9, 3);
        return id;
    }

    @Test
    @DisplayName(
            "A lapse is said once, whatever is evaluated again; a return ends it, and the next lapse is said again")
    void lapse() {
        worth(customer, 4, 500, 100, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 4, 500, 100, 0.1, 3);
        evaluate(ChangeKind.BULK, customer);
        worth(customer, 4, 500, 100, 0.9, 3);
        evaluate(ChangeKind.BULK, customer);
        assertThat(standing(customer)).as("figures alone bring nobody back").endsWith("lapsed");
        assertThat(told(customer)).containsExactly("customer.stage-changed active lapsed", "customer.lapsed");

        worth(customer, 5, 500, 1, 0.9, 3);
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 6, 500, 0, 0.9, 3);
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer)).endsWith("active");
        worth(customer, 6, 500, 400, 0.05, 3);
        evaluate(ChangeKind.BULK, customer);

        assertThat(told(customer).stream().filter(event -> event.startsWith("customer.stage")))
                .containsExactly(
                        "customer.stage-changed active lapsed",
                        "customer.stage-changed lapsed won-back",
                        "customer.stage-changed won-back active",
                        "customer.stage-changed active lapsed");
    }

    @Test
    @DisplayName("Who was brought in with a day from which news begins lapses in silence before it, and once")
    void quietImport() {
        long number = -jdbc.sql("select nextval('rapport.inbox_seq')")
                .query(Long.class)
                .single();
        new QuietImports(jdbc).add(number, today().plusDays(3));
        jdbc.sql("update rapport.customer set import_id = :import where id = :id")
                .param("import", number)
                .param("id", customer)
                .update();
        worth(customer, 4, 500, 100, 0.8, 3);
        evaluate(ChangeKind.FIRST, customer);
        worth(customer, 4, 500, 100, 0.1, 3);
        passed(customer);
        assertThat(standing(customer)).endsWith("lapsed");

        clock.moveBy(Duration.ofDays(3));
        passed(customer);
        assertThat(told(customer))
                .as("what was recorded before is no news later")
                .isEmpty();

        worth(customer, 5, 503, 0, 0.9, 3);
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 5, 503, 102, 0.1, 3);
        passed(customer);
        assertThat(told(customer)).endsWith("customer.stage-changed won-back lapsed", "customer.lapsed");
    }

    @Test
    @DisplayName(
            "Given a number a day, then who had lapsed before is raised after all, who ordered most often first, each lapse once")
    void alreadyLapsed() {
        String best = lapsedBefore(30, 200);
        String next = lapsedBefore(29, 200);
        String last = lapsedBefore(28, 100);
        String longAgo = lapsedBefore(40, 731);
        assertThat(told(best)).as("found lapsed, which is no news").isEmpty();
        AlreadyLapsed two = someADay(2);
        two.raise();
        assertThat(told(best)).as("what was raised as news may be under way").isEmpty();

        clock.moveBy(Duration.ofDays(2));
        two.raise();
        two.raise();
        assertThat(told(best)).containsExactly("customer.lapsed");
        assertThat(told(next)).containsExactly("customer.lapsed");
        assertThat(told(last)).isEmpty();
        lapseIsKnown(best);
        someADay(2).raise();
        assertThat(told(last)).as("another node, on the same day").isEmpty();

        lapseIsKnown(next);
        clock.moveBy(Duration.ofDays(3));
        two.raise();
        assertThat(told(last)).containsExactly("customer.lapsed");
        assertThat(told(best)).hasSize(1);
        assertThat(told(longAgo)).as("two years are long").isEmpty();

        lapseIsKnown(last);
        String never = lapsedBefore(27, 100);
        clock.moveBy(Duration.ofDays(9));
        someADay(0).raise();
        assertThat(told(never)).isEmpty();
    }

    private AlreadyLapsed someADay(int most) {
        return new AlreadyLapsed(jdbc, news, calendar, transaction.getTransactionManager(), most);
    }

    /** As the profile learns by the event. */
    private void lapseIsKnown(String id) {
        jdbc.sql("update rapport.customer set lapsed_at = :now where id = :id")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", id)
                .update();
    }

    /** @return a customer of a file, whose orders say so */
    private String lapsedBefore(int orders, int lastDaysAgo) {
        String id = Journeys.newId("rel");
        known(id);
        worth(id, orders, 800, lastDaysAgo, 0.05, 1);
        evaluate(ChangeKind.FIRST, id);
        assertThat(standing(id)).endsWith("lapsed");
        return id;
    }

    /** As at midnight. */
    private void passed(String id) {
        changed.note(List.of(id), ChangeKind.BULK, CustomerChangeListener.LIFECYCLE);
        changes.evaluateAll();
    }

    @Test
    @DisplayName("Orders of the past that a file brings in are none of the stage in which they come")
    void pastOrders() {
        worth(customer, 2, 130, 100, 0.1, 3);
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 9, 900, 100, 0.3, 3);
        evaluate(ChangeKind.FIRST, customer);
        assertThat(standing(customer)).as("nobody came back").endsWith("lapsed");

        worth(customer, 10, 900, 0, 0.9, 3);
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 17, 1_400, 0, 0.9, 3);
        evaluate(ChangeKind.FIRST, customer);
        assertThat(standing(customer)).as("no order since the return").endsWith("won-back");
    }

    @Test
    @DisplayName("A lapse that the shop reports is the stage, not said again; the next order ends it")
    void lapseOfTheShop() {
        worth(customer, 4, 500, 100, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);
        journeys.event(
                "customer.lapsed",
                customer,
                Map.of(
                        "lastOrderAt",
                        clock.instant().minus(Duration.ofDays(100)).toString()));
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 4, 500, 100, 0.1, 3);
        evaluate(ChangeKind.BULK, customer);
        assertThat(told(customer)).containsExactly("customer.stage-changed active lapsed");
        assertThat(relationships.find(customer).orElseThrow().stageWhy()).isEqualTo("lapse-known");

        worth(customer, 5, 500, 0, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer)).endsWith("won-back");
    }

    @Test
    @DisplayName("Tier and stage stand on the customer's page in the reader's language, in the API and on the timeline")
    void shown() throws Exception {
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 1, 0, 0, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);

        OverHttp http = new OverHttp(port);
        String english = http.send(http.as("demo", "/customers/" + customer).header("Accept-Language", "en"))
                .body();
        assertThat(english)
                .contains(
                        "Closeness",
                        "brand since ",
                        "ordered within a year, of middle value or more",
                        "new since ",
                        "Closeness changed",
                        "distant");
        assertThat(http.send(http.as("demo", "/customers/" + customer).header("Accept-Language", "zh-CN"))
                        .body())
                .contains("亲近程度", "品牌，自", "一年内下过单，价值中等或以上", "新客户，自", "阶段变化");
        String api = http.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/customers/" + customer))
                                .header("Authorization", "Bearer crm-key"))
                .body();
        JsonNode read = JSON.readTree(api);
        assertThat(read.at("/relationship/tier").asText()).isEqualTo("brand");
        assertThat(read.at("/relationship/stageWhy").asText()).isEqualTo("first-order");
        assertThat(read.at("/timeline").findValuesAsText("what"))
                .contains("customer.tier-changed", "customer.stage-changed");
    }

    @Test
    @DisplayName("Journeys ask for tier and stage, and so does the contact policy, which decides anew when they change")
    void asked() {
        assertThat(facts.tier(customer)).as("nobody knows yet").isEmpty();
        worth(customer, 4, 500, 100, 0.45, 5);
        for (int month = 0; month < 4; month++) {
            contact(customer, Duration.ofDays(30L * month));
        }
        evaluate(ChangeKind.LIVE, customer);
        assertThat(facts.tier(customer)).isEqualTo("intimate");
        assertThat(facts.stage(customer)).isEqualTo("at-risk");
        assertThat(AskedFacts.of(customer, policyFacts, roundTrip).of(customer))
                .containsEntry("tier", "intimate")
                .containsEntry("stage", "at-risk")
                .containsEntry("tierIntimate", true)
                .containsEntry("stageAtRisk", true)
                .containsEntry("stageLapsed", false);
        assertThat(AskedFacts.of(customer, policyFacts, roundTrip).of("nobody"))
                .as("of whom nothing is known")
                .containsEntry("tier", "")
                .containsEntry("stage", "")
                .containsEntry("tierIntimate", false);
        assertThat(policyFacts.vocabulary().facts()).containsKeys("tier", "stage", "tierFaceToFace", "stageLapsed");

        String version = contactVersion();
        worth(customer, 4, 500, 100, 0.1, 5);
        evaluate(ChangeKind.BULK, customer);
        assertThat(AskedFacts.of(customer, policyFacts, roundTrip).of(customer)).containsEntry("stageLapsed", true);
        assertThat(contactVersion()).isNotEqualTo(version);
    }

    private String contactVersion() {
        return jdbc.sql("select version::text from rapport.contact_version where subject = 'customer:' || :id")
                .param("id", customer)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("Whoever stands as before is not written")
    void asBefore() {
        worth(customer, 4, 500, 20, 0.9, 5);
        evaluate(ChangeKind.FIRST, customer);
        String written = written();

        evaluate(ChangeKind.LIVE, customer);

        assertThat(written()).isEqualTo(written);
    }

    private String contactVersion(String id) {
        return jdbc.sql(
                        "select coalesce(max(version::text), 'none') from rapport.contact_version where subject = :subject")
                .param("subject", "customer:" + id)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("Who stands otherwise than before is decided about anew, and of the same set nobody else")
    void contactVersions() {
        String same = Journeys.newId("rel");
        String stage = Journeys.newId("rel");
        known(same);
        known(stage);
        evaluate(ChangeKind.LIVE, customer, same, stage);
        List<String> before = List.of(contactVersion(customer), contactVersion(same), contactVersion(stage));

        jdbc.sql(
                        """
                update rapport.customer_relationship
                set tier = case when customer_id = :tier then 'brand' else tier end,
                    stage = case when customer_id = :stage then 'new' else stage end,
                    due_on = '2030-01-01'
                where customer_id in (:tier, :same, :stage)""")
                .param("tier", customer)
                .param("same", same)
                .param("stage", stage)
                .update();

        assertThat(contactVersion(customer)).isNotEqualTo(before.get(0));
        assertThat(contactVersion(same)).isEqualTo(before.get(1));
        assertThat(contactVersion(stage)).isNotEqualTo(before.get(2));
    }

    private String written() {
        return jdbc.sql("select xmin || ' ' || xmax from rapport.customer_relationship where customer_id = :id")
                .param("id", customer)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("Whoever is erased while they are evaluated leaves no row")
    void erased() {
        evaluate(ChangeKind.LIVE, customer);
        jdbc.sql("update rapport.customer set erased_at = :now where id = :id")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", customer)
                .update();
        evaluate(ChangeKind.LIVE, customer);

        assertThat(standing(customer)).isEqualTo("unknown");
    }

    @Test
    @DisplayName(
            "What was said of a customer who was erased at that moment is forgotten, by the erasure's own evaluation")
    void erasedMeanwhile() {
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 1, 0, 0, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);
        assertThat(told(customer)).hasSize(2);

        // the erasure did not see what was not committed yet; it notes the customer
        jdbc.sql("update rapport.customer set erased_at = :now where id = :id")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", customer)
                .update();
        changed.note(List.of(customer), ChangeKind.LIVE);
        changes.evaluateAll();

        assertThat(jdbc.sql("select count(*) from rapport.relationship_change where customer_id = :id")
                        .param("id", customer)
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select data::text from rapport.inbox_event where customer_id = :id and state = 'done'")
                        .param("id", customer)
                        .query(String.class)
                        .list())
                .as("what no journey listens to, such as another stage")
                .isNotEmpty()
                .containsOnly("{}");
    }

    @Test
    @DisplayName(
            "By new tables everybody is evaluated page by page, also where it was interrupted, and nobody hears of it")
    void newTables() {
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 1, 0, 0, 0.8, 3);
        jdbc.sql("update rapport.customer_relationship set evaluated_by = 'other tables' where customer_id = :id")
                .param("id", customer)
                .update();
        jdbc.sql("update rapport.relationship_rebuild set evaluated_by = 'other tables'")
                .update();

        while (rebuild.advance()) {
            // the next page
        }

        assertThat(standing(customer)).isEqualTo("brand, new");
        assertThat(told(customer)).isEmpty();
        assertThat(rebuild.progress().orElseThrow().finishedAt()).isNotNull();
        assertThat(rebuild.advance()).as("done once").isFalse();
        worth(customer, 2, 10, 0, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);
        assertThat(told(customer)).containsExactly("customer.stage-changed new active");
    }

    @Test
    @DisplayName("A live change that meets new tables is recorded: what of it is news cannot be told")
    void changeMeetsNewTables() {
        evaluate(ChangeKind.LIVE, customer);
        jdbc.sql("update rapport.customer_relationship set evaluated_by = 'other tables' where customer_id = :id")
                .param("id", customer)
                .update();
        worth(customer, 1, 0, 0, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);

        assertThat(standing(customer)).isEqualTo("brand, new");
        assertThat(told(customer)).isEmpty();
    }

    @Test
    @DisplayName(
            "Whose data are restricted has neither tier nor stage, and nothing is said of it, nor when it is lifted")
    void restricted() {
        worth(customer, 3, 100, 10, 0.9, 3);
        evaluate(ChangeKind.LIVE, customer);
        journeys.event("customer.restricted", customer, Map.of());
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer)).isEqualTo("unknown");

        journeys.event("customer.restriction-lifted", customer, Map.of());
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer)).isEqualTo("brand, active");
        assertThat(told(customer)).isEmpty();
    }

    @Test
    @DisplayName("A new usual interval takes nobody's news away")
    void newInterval() {
        evaluate(ChangeKind.LIVE, customer);
        jdbc.sql("update rapport.customer_relationship set evaluated_by = :other where customer_id = :id")
                .param("other", tables.current().orElseThrow().version() + "/1")
                .param("id", customer)
                .update();
        worth(customer, 1, 0, 0, 0.8, 3);
        evaluate(ChangeKind.LIVE, customer);

        assertThat(told(customer)).hasSize(2);
    }

    @Test
    @DisplayName("A preview, also that of a release, counts who would move, and moves nobody")
    void preview() {
        worth(customer, 3, 100, 10, 0.9, 3);
        evaluate(ChangeKind.LIVE, customer);
        String changed = ShippedRelationshipTables.text(RelationshipTable.TIER)
                .replace("<text>&gt;= 3</text>", "<text>&gt;= 5</text>")
                .replace("<text>&gt;= 2</text>", "<text>&gt;= 4</text>");
        BandTable table = ShippedRelationshipTables.compile(RelationshipTable.TIER, changed)
                .table();
        RelationshipPreview preview = previews.of(table);

        assertThat(preview.customers()).isPositive();
        assertThat(preview.moves())
                .anyMatch(
                        moves -> moves.old().equals("brand") && moves.now().equals("distant") && moves.customers() > 0)
                .allMatch(moves -> moves.kind().equals("tier"));
        ReleaseOutcome asked = releases.put(
                new Releases.Wish(Author.SYSTEM, Release.COMMAND, "What if?", true),
                List.of(ReleaseFile.of("processes/relationship-tier.dmn", changed)),
                false);
        assertThat(asked.made()).isFalse();
        assertThat(asked.findings())
                .extracting(ReleaseFinding::text)
                .anyMatch(text -> text.contains("customers would move: ") && text.contains("brand → distant ("));
        assertThat(releases.put(
                        new Releases.Wish(Author.SYSTEM, Release.COMMAND, "Ask me first", false, true),
                        List.of(ReleaseFile.of("processes/relationship-tier.dmn", changed)),
                        false))
                .as("one that moves customers asks first")
                .matches(outcome -> !outcome.made())
                .matches(outcome -> outcome.findings().stream().anyMatch(ReleaseFinding::asksFirst));
        assertThat(standing(customer)).isEqualTo("brand, active");
        assertThat(told(customer)).isEmpty();
    }

    @Test
    @DisplayName("An earlier table released again says that whom the later one moved does not come back by itself")
    void earlierAgain() {
        worth(customer, 3, 100, 10, 0.9, 3);
        evaluate(ChangeKind.LIVE, customer);
        worth(customer, 3, 100, 10, 0.9, 2);
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer)).as("kept").startsWith("brand");
        long earlier = releases.latest(1).get(0).number();
        String stricter = ShippedRelationshipTables.text(RelationshipTable.TIER)
                .replace("<text>&gt;= 3</text>", "<text>&gt;= 5</text>")
                .replace("<text>&gt;= 2</text>", "<text>&gt;= 4</text>");
        Author author = new Author("dana", false);
        ReleaseOutcome later = releases.put(
                new Releases.Wish(author, Release.COMMAND, "Stricter", false),
                List.of(ReleaseFile.of("processes/relationship-tier.dmn", stricter)),
                false);
        try {
            assertThat(later.live().warnings())
                    .as("the command's release keeps what it moved")
                    .extracting(ReleaseFinding::rule)
                    .contains(ReleaseFinding.MOVES);
            evaluate(ChangeKind.LIVE, customer);
            assertThat(standing(customer)).startsWith("distant");

            ReleaseOutcome asked = releases.again(new Releases.Wish(author, Release.PAGE, "", true), earlier);
            assertThat(asked.made()).isFalse();
            assertThat(asked.findings())
                    .filteredOn(finding -> finding.place().equals("decision relationship-tier"))
                    .extracting(ReleaseFinding::text)
                    .anyMatch(text -> text.contains("customers would move")
                            && text.contains("only by the limits to come there, not by those to stay"));
        } finally {
            ReleaseOfStart.again(releases);
        }
        evaluate(ChangeKind.LIVE, customer);
        assertThat(standing(customer)).as("by the earlier table again").startsWith("distant");
    }

    @ParameterizedTest
    @EnumSource(RelationshipTable.class)
    @DisplayName("What the database answers is what the bands answer in memory, in 3,000 cases near the limits")
    void database(RelationshipTable kind) {
        BandTable table = ShippedRelationshipTables.of(kind);
        Random random = new Random(99);
        List<Map<String, Long>> cases = IntStream.range(0, 3_000)
                .mapToObj(i -> ShippedRelationshipTables.random(table, random))
                .toList();
        List<String> names = kind.inputs().stream().map(TableInput::name).toList();
        String values = cases.stream()
                .map(one -> kind.inputs().stream()
                        .map(input -> input.isWord()
                                ? "'" + input.words().get(one.get(input.name()).intValue()) + "'"
                                : one.get(input.name()).toString())
                        .collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", "));
        List<Integer> rows = jdbc.sql("select " + table.sql(name -> "v." + name) + " from (values " + values + ") v ("
                        + String.join(", ", names) + ")")
                .query(Integer.class)
                .list();
        assertThat(rows).isEqualTo(cases.stream().map(table::row).toList());
    }

    /**
     * A shop over 430 days: customers order, call, answer, complain. One half is evaluated only where something has
     * changed or the days say so, the other half each day. Both must stand alike on each day.
     */
    @Test
    @DisplayName("Evaluating who changed or is due comes to the same as evaluating everybody each day")
    void incremental() {
        Random random = new Random(2026);
        int pairs = 40;
        String mark = Journeys.newId("");
        List<String> some =
                IntStream.range(0, pairs).mapToObj(i -> "inc-" + mark + i).toList();
        List<String> all =
                IntStream.range(0, pairs).mapToObj(i -> "all-" + mark + i).toList();
        Stream.concat(some.stream(), all.stream()).forEach(this::known);
        Map<Integer, LocalDate[]> orders = new HashMap<>();
        Map<Integer, Integer> counts = new HashMap<>();
        Set<String> changed = new TreeSet<>(some);
        Instant noon = today().atTime(12, 0).toInstant(ZoneOffset.UTC);
        for (int day = 0; day < 430; day++) {
            clock.moveTo(noon.plus(Duration.ofDays(day)));
            for (int i = 0; i < pairs; i++) {
                int what = random.nextInt(120 + i * 8);
                if (what > 3) {
                    continue;
                }
                changed.add(some.get(i));
                if (what == 0 || what == 1) {
                    LocalDate[] span = orders.computeIfAbsent(i, none -> new LocalDate[] {today(), today()});
                    span[1] = today();
                    counts.merge(i, 1, Integer::sum);
                    ordered(some.get(i), span, counts.get(i), i);
                    ordered(all.get(i), span, counts.get(i), i);
                } else if (what == 2) {
                    contact(some.get(i), Duration.ZERO);
                    contact(all.get(i), Duration.ZERO);
                } else {
                    int score = 1 + random.nextInt(5);
                    survey(some.get(i), score);
                    survey(all.get(i), score);
                }
            }
            days.noteDue();
            changed.addAll(noted(some));
            evaluate(ChangeKind.BULK, changed.toArray(String[]::new));
            changed.clear();
            evaluate(ChangeKind.BULK, all.toArray(String[]::new));
            assertThat(rows(some)).as("day %d", day).isEqualTo(rows(all));
        }
        assertThat(jdbc.sql("select count(distinct new) from rapport.relationship_change where customer_id = any(:ids)")
                        .param("ids", some.toArray(String[]::new))
                        .query(Integer.class)
                        .single())
                .as("the year has seen all but prospects come back")
                .isGreaterThanOrEqualTo(7);
        assertThat(told(some)).isEqualTo(told(all));
    }

    private void ordered(String id, LocalDate[] span, int orders, int i) {
        int first = (int) (today().toEpochDay() - span[0].toEpochDay());
        worth(id, Math.min(orders, first + 1), first, 0, 0.05 + 0.9 * ((i * 7) % 10) / 10, 1 + i % 5);
    }

    private Set<String> noted(List<String> ids) {
        return Set.copyOf(
                jdbc.sql("delete from rapport.changed_customer where customer_id = any(:ids) returning customer_id")
                        .param("ids", ids.toArray(String[]::new))
                        .query(String.class)
                        .list());
    }

    private List<String> rows(List<String> ids) {
        return jdbc.sql(
                        """
                select substr(customer_id, 5) || ' ' || tier || ' ' || tier_since::date || ' ' || stage || ' ' || stage_since::date
                       || ' ' || coalesce(lapse_order_day::text, '-')
                from rapport.customer_relationship where customer_id = any(:ids) order by 1""")
                .param("ids", ids.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    private Map<String, Long> told(List<String> ids) {
        List<String> types = new ArrayList<>(
                jdbc.sql("select type from rapport.inbox_event where customer_id = any(:ids) and source = :source")
                        .param("ids", ids.toArray(String[]::new))
                        .param("source", RelationshipNews.SOURCE)
                        .query(String.class)
                        .list());
        return types.stream().collect(Collectors.groupingBy(type -> type, TreeMap::new, Collectors.counting()));
    }
}

package io.rapport.privacy;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.SuppressionDecisions;
import io.rapport.contactpolicy.SuppressionIncidents;
import io.rapport.database.OperatorDecision;
import io.rapport.database.Retention;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.privacy.ColumnRule.Handling;
import io.rapport.privacy.RegisteredTable.OnErasure;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("Whose data are erased is found nowhere any more, but for what the register of personal data says is kept")
@Tag("slow")
class ErasureTest {

    private static final PersonalDataRegister REGISTER = PersonalDataRegister.read();

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Inbox inbox;

    @Autowired
    private PersonalDataExport export;

    @Autowired
    private Retention retention;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private SuppressionDecisions suppressionDecisions;

    @Autowired
    private SuppressionIncidents suppressionIncidents;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Environment environment;

    private String customer;
    /** The id of the other record, which leads to the customer. */
    private String merged;

    private String order;
    private String complaint;

    /** Words that stand nowhere but with this customer: what goes, what is held, what stays for the books. */
    private String own;

    private String said;
    private String bought;
    private String phone;
    private LocalDate birthday;

    @BeforeEach
    void aCustomerOfWhomMuchIsKnown() {
        customer = Journeys.newId("era");
        String word = customer.substring(4)
                .chars()
                // letters alone, other ones for other ids
                .mapToObj(one -> String.valueOf((char) (Character.isDigit(one) ? one - '0' + 'g' : one)))
                .collect(Collectors.joining());
        own = "Zyx" + word;
        said = "Wov" + word;
        bought = "Kuj" + word;
        birthday = LocalDate.of(1901, 1, 1).plusDays(Math.floorMod(customer.hashCode(), 9_999));
        phone = "+44 20 79" + (100_000 + Math.floorMod(customer.hashCode(), 900_000));
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName",
                        own + "Ann",
                        "lastName",
                        own + "Lee",
                        "email",
                        own.toLowerCase(Locale.ROOT) + "@example.com",
                        "phone",
                        phone,
                        "birthday",
                        birthday.toString(),
                        "locale",
                        "en-GB",
                        "timeZone",
                        "Europe/London",
                        "attributes",
                        Map.of(
                                "street",
                                own + " Street 7",
                                "contractEnd",
                                birthday.plusYears(150).toString())));
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes, send me offers."));
        journeys.event(
                "contact.preferred", customer, Map.of("pace", "less", "source", "test", "wording", "Less often"));
        order = Journeys.newId("o");
        journeys.event(
                "order.placed",
                customer,
                Map.of(
                        "orderId",
                        order,
                        "currency",
                        "EUR",
                        "total",
                        40,
                        "items",
                        List.of(Map.of("sku", "T1", "name", bought, "quantity", 1, "price", 40))));
        journeys.event(
                "order.shipped",
                customer,
                Map.of("orderId", order, "carrier", own + " Parcel", "tracking", own + "42"));
        journeys.event(
                "order.refunded",
                customer,
                Map.of(
                        "orderId",
                        order,
                        "refundId",
                        "R1",
                        "currency",
                        "EUR",
                        "total",
                        4,
                        "reason",
                        own + " was cross",
                        "items",
                        List.of(Map.of("sku", "T1", "quantity", 1, "amount", 4))));
        journeys.event(
                "customer.lapsed",
                customer,
                Map.of(
                        "lastOrderAt",
                        clock.instant().minus(Duration.ofDays(100)).toString(),
                        "reason",
                        own + " moved"));
        surveyAnswered();
        wordsOfStaff();
    }

    private void surveyAnswered() {
        String survey = Journeys.newId("s");
        jdbc.sql(
                        """
                insert into rapport.survey (id, kind, customer_id, about, opened_at)
                values (:id, 'satisfaction', :customer, :about, :now)""")
                .param("id", survey)
                .param("customer", customer)
                .param("about", "order:" + order)
                .param("now", Timestamp.from(clock.instant()))
                .update();
        journeys.event(
                "survey.answered", customer, Map.of("surveyId", survey, "score", 4, "comment", own + " was quick"));
    }

    private void wordsOfStaff() {
        insert(
                "task_submission (task_id, task, journey, instance_id, customer_id, submitted_at, answers)",
                "(:id, 'welcome-call', 'onboarding', 'i', :customer, :now, jsonb_build_object('notes', :words))");
        insert(
                "task_comment (id, task_id, customer_id, author, written_at, message)",
                "(:id, :id, :customer, 'demo', :now, :words)");
        insert(
                "coupon (code, customer_id, state, percent, issued_at, last_day, expires_at)",
                "(:customer || 'c', :customer, 'issued', 10, :now, current_date, :now::timestamptz + interval '1 day')");
        insert(
                "coupon_redemption (id, system, idempotency_key, request_hash, code, state, held_until, created_at)",
                "(:id, 'till', :id, '', :customer || 'c', 'held', :now, :now)");
        insert("referral_code (code, customer_id, made_at)", "(:customer || 'r', :customer, :now)");
        insert(
                "referral (event_seq, customer_id, code, used_at, state, reason, due_on)",
                "(nextval('rapport.inbox_seq'), :customer, :customer || 'r', :now, 'refused', 'same-customer',"
                        + " :now::timestamptz::date)");
        insert("loyalty_account (customer_id, level, due_on)", "(:customer, 'silver', :now::timestamptz::date)");
        insert(
                "loyalty_redemption (id, system, idempotency_key, request_hash, customer_id, points, state, held_until,"
                        + " created_at)",
                "(:id, 'till', :id, '', :customer, 5, 'cancelled', :now, :now)");
        insert(
                "data_request (id, customer_id, request, details, received_at, due_at)",
                "(:id, :customer, 'correction', :words, :now, :now)");
        insert("customer_identity (system, value, customer_id, since)", "('crm', :words, :customer, :now)");
        insert(
                "segment_member (segment, customer_id, since, entered_by)",
                "('repeat-buyers', :customer, :now, 'change')");
        insert(
                "panel_round (segment, most, opened_by, opened_at, ends_at)",
                "('repeat-buyers', 1, 'demo', :now, :now::timestamptz + interval '1 day')");
        insert(
                "panel_invitation (id, round_id, customer_id, invited_at, answered_at, choice, comment)",
                "(:id, (select max(id) from rapport.panel_round), :customer, :now, :now, 1, :words)");
        insert("adviser_change (customer_id, login, at)", "(:customer, 'demo', :now)");
        insert("missed_visit (customer_id, login, at)", "(:customer, 'demo', :now)");
        insert(
                "task_escalation (task_id, task, customer_id, queue, planned_at, escalated_at)",
                "(:id, 'welcome-call', :customer, 'care', :now, :now)");
        insert("loyalty_level_change (customer_id, old, new, at)", "(:customer, 'bronze', 'silver', :now)");
        insert("segment_change (customer_id, segment, entered, at)", "(:customer, 'repeat-buyers', true, :now)");
        insert(
                "segment_exclusion (segment, customer_id, taken_out_at, taken_out_by, why)",
                "('repeat-buyers', :customer, :now, 'demo', :words)");
        insert(
                "staff_contact (event_seq, customer_id, at, channel, direction, outcome, note)",
                "(nextval('rapport.inbox_seq'), :customer, :now, 'phone', 'in', 'reached', :words)");
        insert(
                "customer_relationship (customer_id, tier, tier_since, tier_why, stage, stage_since, stage_why, stage_orders,"
                        + " evaluated_by)",
                "(:customer, 'brand', :now, 'buys-regularly', 'new', :now, 'first-order', 1, 'test')");
        insert(
                "relationship_change (customer_id, at, kind, old, new, why)",
                "(:customer, :now, 'tier', 'distant', 'brand', 'buys-regularly')");
        insert("changed_customer (kind, customer_id)", "(0, :customer)");
        insert(
                "customer_value (customer_id, first_day, last_day, order_days, spend_minor, repeat_minor, repeat_paid_days,"
                        + " recency_quintile, frequency_quintile, monetary_quintile, alive, expected_90, expected_365,"
                        + " lifetime_minor, value_class, method, computed_at)",
                "(:customer, '2026-01-01', '2026-01-01', 1, 4000, 0, 0, 3, 3, 3, 1, 0.2, 1, 4000, 3, 'days', :now)");
        insert(
                "customer_restriction (customer_id, restricted, since, reason, event_seq)",
                "(:customer, false, :now, :words, 1)");
        insert(
                "adviser (customer_id, login, since, next_visit_on)",
                "(:customer, 'clara', :now, :now::timestamptz::date)");
        insert(
                "promise (id, customer_id, promised, due_on, made_by, made_at, explanation)",
                "(:id, :customer, :words, :now::timestamptz::date, 'clara', :now, :words)");
        insert("message_preview (at, who, message, customer_id)", "(:now, 'demo', 'welcome', :customer)");
        mergedWith();
    }

    /** Another record of the same person, of whom the profile is kept for an undo; a third one is proposed. */
    private void mergedWith() {
        merged = Journeys.newId("erb");
        journeys.event(
                "customer.registered",
                merged,
                Map.of(
                        "firstName",
                        own + "Anna",
                        "lastName",
                        own + "Leigh",
                        "email",
                        own.toLowerCase(Locale.ROOT) + "2@example.com",
                        "locale",
                        "en-GB",
                        "timeZone",
                        "Europe/London",
                        "attributes",
                        Map.of("nickname", own + "y")));
        journeys.event(
                "customer.merged", customer, Map.of("mergedCustomer", merged, "reason", own + " has two accounts"));
        insert(
                "merge_proposal (customer_id, other_id, why, proposed_at, note)",
                "(:customer, :id, 'contact', :now, :words)");
    }

    private void insert(String into, String values) {
        var statement = jdbc.sql("insert into rapport." + into + " values " + values)
                .param("customer", customer)
                .param("now", Timestamp.from(clock.instant()));
        if (values.contains(":id")) {
            statement = statement.param("id", Journeys.newId("w"));
        }
        if (values.contains(":words")) {
            statement = statement.param("words", own + " prefers tea");
        }
        statement.update();
    }

    /** A complaint with all that may be said about one: sent twice, investigated, answered. */
    private void complains() {
        complaint = Journeys.newId("k");
        for (String words : List.of(said + " lid broken", said + " lid still broken")) {
            journeys.event(
                    "complaint.opened",
                    customer,
                    Map.of(
                            "complaintId", complaint,
                            "channel", "email",
                            "text", words,
                            "remedySought", said + " refund",
                            "orderId", order));
        }
        journeys.complete(
                journeys.task("complaint:" + complaint, "investigate"),
                Map.of(
                        "findings", said + " lid",
                        "rootCause", said + " packing",
                        "remedy", "apology",
                        "amount", 0,
                        "reasons", said + " not padded"));
    }

    private void erase() {
        journeys.event("customer.erased", customer, Map.of());
    }

    /** @return table and column of each place in the database that holds one of these texts, with how often */
    private Map<String, Integer> found(String... texts) {
        String[] patterns = Stream.of(texts)
                // what is written in a bytea stands there in hexadecimal digits
                .flatMap(text -> Stream.of(text, text.toLowerCase(Locale.ROOT), hex(text)))
                .map(text -> "%" + text + "%")
                .toArray(String[]::new);
        Map<String, List<String>> columns = new TreeMap<>();
        jdbc.sql(
                        """
                select c.relname, a.attname from pg_class c
                join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'rapport'
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where c.relkind = 'r'""")
                .query(row -> {
                    columns.computeIfAbsent(row.getString(1), any -> new ArrayList<>())
                            .add(row.getString(2));
                });
        Map<String, Integer> found = new TreeMap<>();
        columns.forEach((table, names) -> {
            boolean somewhere = jdbc.sql(
                            "select exists (select from rapport.\"" + table + "\" t where t::text like any(:patterns))")
                    .param("patterns", patterns)
                    .query(Boolean.class)
                    .single();
            if (!somewhere) {
                return;
            }
            String counts = names.stream()
                    .map(name -> "count(*) filter (where t.\"" + name + "\"::text like any(:patterns))")
                    .collect(Collectors.joining(", "));
            jdbc.sql("select " + counts + " from rapport.\"" + table + "\" t")
                    .param("patterns", patterns)
                    .query(row -> {
                        for (int i = 0; i < names.size(); i++) {
                            if (row.getInt(i + 1) > 0) {
                                found.put(table + "." + names.get(i), row.getInt(i + 1));
                            }
                        }
                    });
        });
        return found;
    }

    private static String hex(String text) {
        return text.chars().mapToObj(one -> String.format("%02x", one)).collect(Collectors.joining());
    }

    private Map<String, Integer> personal() {
        return found(own, phone, birthday.toString(), birthday.plusYears(150).toString());
    }

    @Test
    @DisplayName("A customer without a complaint: no word of theirs anywhere, and what they bought in the books alone")
    void nothing() throws IOException {
        assertThat(personal())
                .as("the scan sees what is there")
                .containsKeys(
                        "customer.first_name",
                        "customer.phone",
                        "customer.birthday",
                        "customer.attributes",
                        "customer.lapse_reason",
                        "customer_order.carrier",
                        "inbox_event.data",
                        "survey.comment",
                        "task_comment.message",
                        "task_submission.answers",
                        "data_request.details",
                        "customer_merge.profile",
                        "customer_merge.reason",
                        "merge_proposal.note");
        assertThat(found(bought)).containsOnlyKeys("customer_order_item.name", "inbox_event.data");

        erase();

        assertThat(personal()).isEmpty();
        assertThat(found(bought)).as("invoices").containsOnlyKeys("customer_order_item.name");
        assertThat(files(own)).isEmpty();
    }

    @Test
    @DisplayName(
            "What Rapport itself said of them and nobody heard yet goes, and is no dead letter; a shop's late word is one")
    void ownNews() {
        erase();
        String own = Journeys.newId("own");
        inbox.accept(new NewEvent(
                "urn:rapport:changes:test",
                own,
                "customer.tier-changed",
                customer,
                null,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("from", "brand")
                        .put("to", "distant")
                        .put("why", "long-silent")));
        String late = Journeys.newId("late");
        journeys.accept(late, "customer.confirmed", customer, Map.of());
        journeys.settle();

        assertThat(jdbc.sql("select state || ' ' || data::text from rapport.inbox_event where id = :id")
                        .param("id", own)
                        .query(String.class)
                        .single())
                .isEqualTo("discarded {}");
        assertThat(jdbc.sql("select state from rapport.inbox_event where id = :id")
                        .param("id", late)
                        .query(String.class)
                        .single())
                .isEqualTo("dead");
    }

    @Test
    @DisplayName("The scan finds a word in a bytea and in an array, too")
    void scan() {
        String word = "Scan" + Journeys.newId("x").substring(2);
        jdbc.sql("insert into rapport.act_ge_bytearray (id_, bytes_) values (:word, convert_to(:word, 'UTF8'))")
                .param("word", word)
                .update();
        try {
            assertThat(found(word)).containsKeys("act_ge_bytearray.id_", "act_ge_bytearray.bytes_");
        } finally {
            jdbc.sql("delete from rapport.act_ge_bytearray where id_ = :word")
                    .param("word", word)
                    .update();
        }
    }

    @Test
    @DisplayName(
            "An open complaint: what was said lies under the legal hold alone, until its day; then it is gone as well")
    void held() {
        complains();
        assertThat(found(said).keySet())
                .contains(
                        "complaint.text",
                        "complaint.remedy_sought",
                        "complaint_repeat.text",
                        "complaint_investigation.findings",
                        "complaint_offer.reasons",
                        "inbox_event.data",
                        "task_submission.answers");

        erase();

        assertThat(personal()).isEmpty();
        assertThat(found(said)).containsOnlyKeys("legal_hold.content");
        assertThat(jdbc.sql("select table_name from rapport.legal_hold where customer_id = :customer")
                        .param("customer", customer)
                        .query(String.class)
                        .set())
                .isEqualTo(REGISTER.tables().values().stream()
                        .filter(table -> !table.columns(Handling.HELD::equals).isEmpty())
                        .map(RegisteredTable::name)
                        .collect(Collectors.toSet()));

        Instant erased = clock.instant();
        journeys.moveTo(erased.plus(Duration.ofDays(1095)));
        retention.run("personal-data");
        assertThat(found(said)).as("a day before").containsOnlyKeys("legal_hold.content");
        journeys.moveTo(erased.plus(Duration.ofDays(1097)));
        retention.run("personal-data");
        assertThat(found(said)).isEmpty();
        assertThat(found(bought)).as("invoices stay longer").containsOnlyKeys("customer_order_item.name");
        journeys.moveTo(erased.plus(Duration.ofDays(3660)));
        retention.run("personal-data");
        assertThat(found(bought)).isEmpty();
    }

    @Test
    @DisplayName("A complaint that was closed longer ago than the law asks for is not held")
    void closedLongAgo() {
        complains();
        jdbc.sql("update rapport.complaint set closed_at = :then, outcome = 'accepted' where id = :id")
                .param("then", Timestamp.from(clock.instant().minus(Duration.ofDays(1100))))
                .param("id", complaint)
                .update();

        erase();

        assertThat(found(said)).isEmpty();
    }

    @Test
    @DisplayName(
            "Where the id stands afterwards is exactly where the register says that rows stay; the engine has none of it")
    void ids() {
        complains();
        assertThat(found(customer).keySet())
                .contains("act_hi_procinst.business_key_", "act_ru_execution.business_key_");

        erase();

        Set<String> kept = new TreeSet<>();
        for (RegisteredTable table : REGISTER.tables().values()) {
            if (!table.isNobodys() && table.onErasure() != OnErasure.DELETE) {
                table.columns(handling -> !handling.isErased())
                        .forEach(column -> kept.add(table.name() + "." + column.name()));
            }
        }
        assertThat(kept).containsAll(found(customer, merged, order, complaint).keySet());
    }

    /** @return the parts of an export, but for the messages, which are on their way out meanwhile */
    private List<JsonNode> stillData(String id) {
        List<JsonNode> parts = new ArrayList<>();
        export.of(id, Locale.ENGLISH).get("data").forEach(part -> {
            if (!part.get("kind").asText().equals("messages")) {
                parts.add(part);
            }
        });
        return parts;
    }

    @Test
    @DisplayName("Under the old id of another record an export and an erasure are the same")
    void underOldId() {
        assertThat(stillData(merged)).isNotEmpty();
        // news of a mail that was sent may come between the two
        eventually("both ids say the same", () -> stillData(merged).equals(stillData(customer)));

        journeys.event("customer.erased", merged, Map.of());

        assertThat(personal()).isEmpty();
        assertThat(found(bought)).containsOnlyKeys("customer_order_item.name");
    }

    @Test
    @DisplayName("Handled again, an erasure changes nothing, and holds nothing twice")
    void again() {
        complains();
        erase();
        Map<String, Integer> once = found(said);

        erase();

        assertThat(found(said)).isEqualTo(once);
        assertThat(personal()).isEmpty();
    }

    @Test
    @DisplayName("Another customer's data stay")
    void others() {
        String other = shop.customer();
        shop.order(other, 80);
        Map<String, Integer> before = found(other);

        erase();

        assertThat(found(other)).isEqualTo(before);
    }

    @Test
    @DisplayName("Who registers again under the same id has nothing of what was said before in their export")
    void returns() {
        complains();
        erase();
        journeys.pass(Duration.ofMinutes(1));
        journeys.event(
                "customer.registered",
                customer,
                Map.of("firstName", "Bea", "email", customer + "@example.com", "locale", "en", "timeZone", "UTC"));

        assertThat(export.of(customer, Locale.ENGLISH).toString())
                .contains("Bea")
                .doesNotContain(said, own);
    }

    @Test
    @DisplayName("Scores of before say nothing of who came back: segments do not ask them")
    void scoresOfBefore() {
        String scores = "select count(*) from rapport.given_score where customer_id = ?";
        assertThat(jdbc.sql(scores).param(customer).query(Long.class).single()).isPositive();
        erase();
        journeys.pass(Duration.ofMinutes(1));
        journeys.event(
                "customer.registered",
                customer,
                Map.of("firstName", "Bea", "email", customer + "@example.com", "locale", "en", "timeZone", "UTC"));

        assertThat(jdbc.sql(scores).param(customer).query(Long.class).single()).isZero();
    }

    @Test
    @DisplayName("Who never said anything has no consent in their export that a merge brought which was undone")
    void consentOfAnUndoneMerge() {
        String other = shop.customer();
        Map<String, Object> who = Map.of("mergedCustomer", customer, "reason", "the same person");
        journeys.event("customer.merged", other, who);
        assertThat(values(export.of(other, Locale.ENGLISH))).containsKey("consent_entry.wording");
        journeys.event("customer.merge-undone", other, who);

        assertThat(values(export.of(other, Locale.ENGLISH))).doesNotContainKey("consent_entry.wording");
        assertThat(values(export.of(customer, Locale.ENGLISH)).get("consent_entry.wording"))
                .contains("Yes, send me offers.");
    }

    @Test
    @DisplayName("Nor have they what was kept of the other customer: orders, complaints, scores, consents, messages")
    void returnsToNothing() {
        complains();
        insert("loyalty_entry (customer_id, kind, source, points, recorded_at)", "(:customer, 'adjust', :id, 5, :now)");
        erase();
        Set<String> kept = values(export.of(customer, Locale.ENGLISH)).keySet().stream()
                .map(place -> place.substring(0, place.indexOf('.')))
                .collect(Collectors.toSet());
        assertThat(kept)
                .as("of who is erased, as long as nobody came back")
                .contains(
                        "customer_order",
                        "customer_order_item",
                        "complaint",
                        "complaint_offer",
                        "survey",
                        "consent_entry",
                        "loyalty_entry",
                        "inbox_event",
                        "journey",
                        "message_preview",
                        "data_request");

        journeys.pass(Duration.ofMinutes(1));
        journeys.event(
                "customer.registered",
                customer,
                Map.of("firstName", "Bea", "email", customer + "@example.com", "locale", "en", "timeZone", "UTC"));
        JsonNode anew = export.of(customer, Locale.ENGLISH);
        assertThat(anew.toString()).contains("Bea").doesNotContain(order, complaint, bought);
        assertThat(values(anew).keySet())
                .noneMatch(place -> place.startsWith("customer_order")
                        || place.startsWith("complaint")
                        || place.startsWith("survey")
                        || place.startsWith("consent_entry")
                        || place.startsWith("loyalty_entry")
                        || place.startsWith("message_preview")
                        || place.startsWith("data_request"));
        assertThat(values(anew).get("inbox_event.type"))
                .contains("customer.registered")
                .doesNotContain("order.placed", "complaint.opened", "survey.answered", "customer.erased");

        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes again."));
        String another = Journeys.newId("o");
        journeys.event(
                "order.placed",
                customer,
                Map.of(
                        "orderId",
                        another,
                        "currency",
                        "EUR",
                        "total",
                        40,
                        "items",
                        List.of(Map.of("sku", "T1", "name", "Teapot", "quantity", 1, "price", 40))));
        Map<String, Set<String>> theirs = values(export.of(customer, Locale.ENGLISH));
        assertThat(theirs.get("consent_entry.wording")).containsExactly("Yes again.");
        assertThat(theirs.get("customer_order.id")).containsExactly(another);
        assertThat(theirs.get("customer_order_item.name")).containsExactly("Teapot");
    }

    @Test
    @DisplayName("Nor has one into whom who came back is merged: of that one, what is said since, and of their own all")
    void mergedAfterReturn() {
        erase();
        journeys.pass(Duration.ofMinutes(1));
        journeys.event(
                "customer.registered",
                customer,
                Map.of("firstName", "Bea", "email", customer + "@example.com", "locale", "en", "timeZone", "UTC"));
        String other = shop.customer();
        String theirs = shop.order(other, 80);
        String since = shop.order(customer, 80);
        journeys.event("customer.merged", other, Map.of("mergedCustomer", customer, "reason", "the same person"));

        Map<String, Set<String>> values = values(export.of(other, Locale.ENGLISH));
        assertThat(values.get("customer_order.id")).containsExactlyInAnyOrder(theirs, since);
        assertThat(values.toString()).doesNotContain(own, bought, order);
        assertThat(values).doesNotContainKeys("survey.score", "data_request.id");
    }

    @Test
    @DisplayName("The audit log notes once who asked for an erasure, and not whose it was")
    void audited() {
        long before = jdbc.sql("select coalesce(max(id), 0) from rapport.audit_entry")
                .query(Long.class)
                .single();

        erase();
        erase();

        assertThat(jdbc.sql(
                                """
                        select e.actor_kind, e.actor, e.what, e.why, s.customer_id from rapport.audit_entry e
                        left join rapport.audit_subject s on s.pseudonym = e.subject
                        where e.action = 'erase' and e.id > :before""")
                        .param("before", before)
                        .query()
                        .listOfRows())
                .singleElement()
                .satisfies(entry -> assertThat(entry)
                        .containsEntry("actor_kind", "system")
                        .containsEntry("actor", "urn:test")
                        .containsEntry("what", "customer.erased")
                        .containsEntry("why", "event")
                        .containsEntry("customer_id", null));
        assertThat(found(customer).keySet()).noneMatch(place -> place.startsWith("audit"));
    }

    @Test
    @DisplayName("All that an erasure takes was in the export before; all of the export goes, or stays by name")
    void symmetry() {
        complains();
        JsonNode before = export.of(customer, Locale.ENGLISH);
        assertThat(before.at("/about/rights").asText()).contains("complain to the data protection authority");
        Map<String, Set<String>> values = values(before);
        for (RegisteredTable table : REGISTER.tables().values()) {
            List<ColumnRule> erased =
                    table.columns(handling -> handling == Handling.ERASE || handling == Handling.HELD);
            if (!table.isNobodys() && !erased.isEmpty()) {
                assertThat(values.keySet())
                        .as("the export has something of %s", table.name())
                        .anyMatch(place -> place.startsWith(table.name() + "."));
            }
        }
        assertThat(before.toString()).contains(own, said, bought, phone, birthday.toString());

        erase();

        Map<String, Set<String>> after = values(export.of(customer, Locale.ENGLISH));
        after.keySet().forEach(place -> {
            ColumnRule rule = rule(place);
            assertThat(rule.handling().isErased()
                            && after.get(place).stream().anyMatch(value -> !value.equals(rule.emptied())))
                    .as("%s is emptied: %s", place, after.get(place))
                    .isFalse();
        });
        assertThat(after.keySet())
                .allMatch(place ->
                        REGISTER.table(place.substring(0, place.indexOf('.'))).onErasure() != OnErasure.DELETE);
    }

    private static ColumnRule rule(String place) {
        int dot = place.indexOf('.');
        return REGISTER.table(place.substring(0, dot)).columns().get(place.substring(dot + 1));
    }

    private static Map<String, Set<String>> values(JsonNode export) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        export.path("data").forEach(kind -> kind.path("tables").properties().forEach(table -> table.getValue()
                .forEach(row -> row.properties().forEach(column -> {
                    JsonNode value = column.getValue();
                    if (!value.isNull()) {
                        values.computeIfAbsent(table.getKey() + "." + column.getKey(), any -> new TreeSet<>())
                                .add(value.isTextual() ? value.asText() : value.toString());
                    }
                }))));
        return values;
    }

    @Test
    @DisplayName("The export says which of the customer's addresses are suppressed, and why; not that another had one")
    void suppressedAddresses() {
        String address = own.toLowerCase(Locale.ROOT) + "@example.com";
        assertThat(export.of(customer, Locale.ENGLISH).at("/data/0/tables").has("suppression"))
                .isFalse();
        suppressionDecisions.add("email", address, new OperatorDecision("demo", "asked on the phone"));
        suppressionIncidents.suppressErased("sms", phone, clock.instant(), true);

        JsonNode rows = export.of(customer, Locale.ENGLISH).at("/data/0/tables/suppression");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).path("channel").asText()).isEqualTo("email");
        assertThat(rows.get(0).path("address").asText()).isEqualTo(address);
        assertThat(rows.get(0).path("reason").asText()).isEqualTo("manual");
        assertThat(export.html(
                        export.of(customer, Locale.SIMPLIFIED_CHINESE),
                        "示例公司",
                        Locale.SIMPLIFIED_CHINESE,
                        ZoneOffset.UTC))
                .contains("我们不再发送的地址");
    }

    @Test
    @DisplayName("The page of an export names everything in the reader's language, and escapes what was written")
    void page() {
        jdbc.sql("update rapport.customer set lapse_reason = '<script>alert(1)</script>' where id = :id")
                .param("id", customer)
                .update();
        String english = export.html(export.of(customer, Locale.UK), "Example & Co", Locale.UK, ZoneOffset.UTC);
        assertThat(english)
                .contains("<html lang=\"en\">", "Your personal data", "Example &amp; Co", "First name", own + "Ann")
                .contains(birthday.format(DateTimeFormatter.ofPattern("MMMM d, yyyy", Locale.ENGLISH)))
                .contains("&lt;script&gt;")
                .doesNotContain("<script", "{keep}", "{0}", "null</dd>");

        String chinese = export.html(
                export.of(customer, Locale.SIMPLIFIED_CHINESE), "示例公司", Locale.SIMPLIFIED_CHINESE, ZoneOffset.UTC);
        assertThat(chinese)
                .contains(
                        "<html lang=\"zh-CN\">",
                        "您的个人数据",
                        "示例公司",
                        birthday.format(DateTimeFormatter.ofPattern("yyyy年M月d日")),
                        own + "Ann",
                        "保存期限")
                .doesNotContain("First name", "How long", "{keep}");
    }

    @Test
    @DisplayName(
            "Words of staff and of surveys go by their age, also of who is still a customer; scores and profile stay")
    void ages() {
        Instant now = clock.instant();
        journeys.moveTo(now.plus(Duration.ofDays(1000)));
        retention.run("personal-data");
        assertThat(found(own).keySet()).contains("survey.comment", "task_comment.message", "task_submission.answers");

        journeys.moveTo(now.plus(Duration.ofDays(1097)));
        retention.run("personal-data");
        assertThat(found(own).keySet())
                .contains("customer.first_name", "customer.attributes")
                .doesNotContain("survey.comment", "task_comment.message", "task_submission.answers");
        assertThat(jdbc.sql("select score from rapport.survey where customer_id = :customer")
                        .param("customer", customer)
                        .query(Integer.class)
                        .single())
                .isEqualTo(4);
        assertThat(found(bought).keySet()).as("orders of a customer").contains("customer_order_item.name");
    }

    /** Files of ours; those of the database are the tables that were scanned. */
    private List<Path> files(String word) throws IOException {
        Path data = Path.of(environment.getProperty("rapport.data-dir", "./data"));
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("postgres"))
                    .filter(file -> holds(file, word))
                    .toList();
        }
    }

    private static boolean holds(Path file, String word) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8)
                    .toLowerCase(Locale.ROOT)
                    .contains(word.toLowerCase(Locale.ROOT));
        } catch (IOException e) {
            return false;
        }
    }
}

package io.rapport.app.customers;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditEntry;
import io.rapport.audit.AuditLog;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.Consents;
import io.rapport.customer.ContactNote;
import io.rapport.customer.ContactNotes;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.customer.Restrictions;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.inbox.EventField;
import io.rapport.inbox.EventTypes;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.privacy.DataRequests;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.TestModels;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("What staff do for a customer is an event and an entry of the audit log, both or neither")
class CustomerActionsTest {

    private static final Instant END = Instant.parse("2999-01-01T00:00:00Z");

    @Autowired
    private CustomerActions actions;

    @Autowired
    private Customers customers;

    @Autowired
    private ContactNotes contacts;

    @Autowired
    private Complaints complaints;

    @Autowired
    private Consents consents;

    @Autowired
    private Restrictions restrictions;

    @Autowired
    private AuditLog audit;

    @Autowired
    private EventTypes types;

    @Autowired
    private DataRequests requests;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private WorkingTime working;

    @Autowired
    private Journeys journeys;

    @Autowired
    private TestModels models;

    @Autowired
    private Shop shop;

    @Autowired
    private LoyaltyLedger ledger;

    private Customer customer;

    @BeforeEach
    void register() {
        customer = customers.find(shop.customer()).orElseThrow();
    }

    private boolean perform(StaffAction action, UUID form, Map<String, String> fields) {
        boolean done = actions.perform("clara", customer, action, form, fields);
        journeys.settle();
        return done;
    }

    private void refused(StaffAction action, Map<String, String> fields, String... faults) {
        assertThatThrownBy(() -> perform(action, UUID.randomUUID(), fields))
                .isInstanceOfSatisfying(FormFaults.class, refused -> assertThat(refused.fields())
                        .containsExactly(faults));
        assertThat(noted()).isEmpty();
    }

    private List<AuditEntry> noted() {
        return audit.newest(List.of(customer.id()), 10);
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> changed = new HashMap<>(fields);
        changed.put(name, value);
        return changed;
    }

    private static final Map<String, String> CALL = Map.of(
            "channel", "phone", "direction", "outbound", "outcome", "message-left", "note", "  Asked to ring back. ");

    @Test
    @DisplayName("a call is noted with its outcome and who it was")
    void contact() {
        assertThat(perform(StaffAction.CONTACT, UUID.randomUUID(), CALL)).isTrue();

        assertThat(contacts.newest(List.of(customer.id()), END, 10))
                .extracting(ContactNote::outcome, ContactNote::note, ContactNote::by)
                .containsExactly(tuple("message-left", "Asked to ring back.", "clara"));
        assertThat(noted()).singleElement().satisfies(entry -> {
            assertThat(entry.who()).isEqualTo(Actor.staff("clara"));
            assertThat(entry.action()).isEqualTo(AuditAction.CHANGE);
            assertThat(entry.what()).isEqualTo("contact.noted");
        });
    }

    @Test
    @DisplayName("the same form sent twice does it once; with something else in it, it is to be sent anew")
    void twice() {
        UUID form = UUID.randomUUID();

        assertThat(perform(StaffAction.CONTACT, form, CALL)).isTrue();
        assertThat(perform(StaffAction.CONTACT, form, CALL)).isFalse();
        assertThatThrownBy(() -> perform(StaffAction.CONTACT, form, with(CALL, "outcome", "reached")))
                .isInstanceOfSatisfying(
                        FormFaults.class, faults -> assertThat(faults.fields()).containsExactly("again"));

        assertThat(contacts.newest(List.of(customer.id()), END, 10)).hasSize(1);
        assertThat(noted()).hasSize(1);
    }

    @Test
    @DisplayName(
            "what happened on an earlier day counts from then: the time that the law allows for a data request, too")
    void earlier() {
        LocalDate day = LocalDate.ofInstant(clock.instant(), working.zone()).minusDays(9);
        assertThat(perform(StaffAction.CONTACT, UUID.randomUUID(), with(CALL, "day", day.toString())))
                .isTrue();
        assertThat(contacts.newest(List.of(customer.id()), END, 10))
                .singleElement()
                .satisfies(note -> assertThat(LocalDate.ofInstant(note.at(), working.zone()))
                        .isEqualTo(day));

        Map<String, String> letter = Map.of(
                "journey", "data-request",
                "data.request", "export",
                "data.channel", "letter",
                "day", day.toString(),
                "reason", "came by post");
        assertThat(perform(StaffAction.JOURNEY, UUID.randomUUID(), letter)).isTrue();
        assertThat(requests.open(customer.id())).singleElement().satisfies(request -> {
            assertThat(LocalDate.ofInstant(request.receivedAt(), working.zone()))
                    .isEqualTo(day);
            assertThat(LocalDate.ofInstant(request.dueAt(), customer.timeZone()))
                    .isEqualTo(LocalDate.ofInstant(request.receivedAt(), customer.timeZone())
                            .plusMonths(1));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"2999-01-01", "1999-12-31", "yesterday"})
    @DisplayName("a day to come, one of years ago, and what is no day are named")
    void unfitDay(String day) {
        refused(StaffAction.CONTACT, with(CALL, "day", day), "day");
    }

    @ParameterizedTest
    @CsvSource({"channel, pigeon", "direction, ''", "outcome, won", "note, ''"})
    @DisplayName("a call that the catalogue does not take names the field, and leaves nothing behind")
    void unfitContact(String field, String value) {
        refused(StaffAction.CONTACT, with(CALL, field, value), field);
    }

    @Test
    @DisplayName("a complaint starts its journey; one about somebody else's order does not come in")
    void complaint() {
        Map<String, String> typed = Map.of("channel", "phone", "text", "The lid was broken.", "orderId", "");
        assertThat(perform(StaffAction.COMPLAINT, UUID.randomUUID(), typed)).isTrue();

        Complaint opened = complaints.open(customer.id()).get(0);
        assertThat(opened.text()).isEqualTo("The lid was broken.");
        assertThat(journeys.isRunning("complaint", "complaint:" + opened.id())).isTrue();
        assertThat(noted()).extracting(AuditEntry::what).containsExactly("complaint.opened");

        String foreign = shop.order(shop.customer(), 20);
        customer = customers.find(shop.customer()).orElseThrow();
        refused(StaffAction.COMPLAINT, with(typed, "orderId", foreign), "orderId");
        refused(StaffAction.COMPLAINT, with(typed, "orderId", newId("none")), "orderId");
        String own = shop.order(customer.id(), 20);
        assertThat(perform(StaffAction.COMPLAINT, UUID.randomUUID(), with(typed, "orderId", own)))
                .isTrue();
    }

    @Test
    @DisplayName("of a profile what was changed is changed, what was emptied is taken away, and nothing else")
    void profile() {
        Map<String, String> typed = new HashMap<>(StaffForm.profileOf(customer));
        typed.put("lastName", "Lee-Grant");
        typed.put("phone", "");
        typed.remove("birthday");
        typed.put("reason", "married, said so on the phone");

        assertThat(perform(StaffAction.PROFILE, UUID.randomUUID(), typed)).isTrue();

        Customer changed = customers.find(customer.id()).orElseThrow();
        assertThat(changed.lastName()).isEqualTo("Lee-Grant");
        assertThat(customer.phone()).isNotNull();
        assertThat(changed.phone()).as("what was emptied is taken away").isNull();
        assertThat(changed.birthday()).as("the form had no field for it").isEqualTo(customer.birthday());
        assertThat(changed.email()).isEqualTo(customer.email());
        assertThat(noted()).singleElement().satisfies(entry -> {
            assertThat(entry.what()).isEqualTo("customer.updated");
            assertThat(entry.why()).isEqualTo("married, said so on the phone");
        });
    }

    @Test
    @DisplayName("a profile sent again once it is changed was done before")
    void profileAgain() {
        Map<String, String> typed = new HashMap<>(StaffForm.profileOf(customer));
        typed.put("lastName", "Lee-Grant");
        typed.put("reason", "married, said so on the phone");
        UUID form = UUID.randomUUID();
        assertThat(perform(StaffAction.PROFILE, form, typed)).isTrue();

        Customer changed = customers.find(customer.id()).orElseThrow();
        assertThat(actions.perform("clara", changed, StaffAction.PROFILE, form, typed))
                .isFalse();
        assertThat(noted()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "phone, 020 7946, phone",
        "email, nobody, email",
        "birthday, 31.12.1990, birthday",
        "locale, x, locale",
        "timeZone, Mars/Olympus, timeZone",
        "reason, '', reason",
        "reason, wrote from new@example.org, reason",
        "lastName, Lee, nothing",
    })
    @DisplayName("a profile that cannot be, one without a reason, or without a change names the field")
    void unfitProfile(String field, String value, String fault) {
        Map<String, String> typed = new HashMap<>(Map.of("firstName", "Anne", "reason", "said so on the phone"));
        if (fault.equals("nothing")) {
            typed.remove("firstName");
        }
        typed.put(field, value);

        refused(StaffAction.PROFILE, typed, fault);
        assertThat(customers.find(customer.id()).orElseThrow().firstName()).isEqualTo("Ann");
    }

    @Test
    @DisplayName(
            "a field that somebody else changed while the form was open stays as they left it, unless it was typed anew")
    void changedElsewhere() {
        Map<String, String> open = StaffForm.shown(customer);
        open.put("reason", "said so on the phone");
        perform(StaffAction.PROFILE, UUID.randomUUID(), Map.of("phone", "+493055500199", "reason", "new number"));
        customer = customers.find(customer.id()).orElseThrow();

        assertThat(perform(StaffAction.PROFILE, UUID.randomUUID(), with(open, "firstName", "Anne")))
                .isTrue();

        Customer both = customers.find(customer.id()).orElseThrow();
        assertThat(both.firstName()).isEqualTo("Anne");
        assertThat(both.phone()).isEqualTo("+493055500199");
        Map<String, String> same = with(open, "phone", "+493055500142");
        assertThatThrownBy(() -> perform(StaffAction.PROFILE, UUID.randomUUID(), same))
                .isInstanceOfSatisfying(FormFaults.class, faults -> assertThat(faults.fields())
                        .containsExactly(StaffForm.CHANGED_ELSEWHERE, "phone"));
        Map<String, String> anew = new StaffForm(same).shownAnew(both);
        assertThat(anew)
                .containsEntry("phone", "+493055500142")
                .containsEntry("firstName", "Anne")
                .containsEntry(StaffForm.SHOWN + "phone", "+493055500199");
        anew.put("reason", "asked again");
        assertThat(perform(StaffAction.PROFILE, UUID.randomUUID(), anew)).isTrue();
        assertThat(customers.find(customer.id()).orElseThrow().phone()).isEqualTo("+493055500142");
    }

    private static final Map<String, String> WITHDRAWN = Map.of(
            "said", "withdrawn",
            "channel", "email",
            "topic", "offers",
            "basis", "consent",
            "source", "phone",
            "wording", "No more offers, please.");

    @Test
    @DisplayName("a consent goes into the ledger with its basis, where it was said, and in which words")
    void consent() {
        assertThat(perform(StaffAction.CONSENT, UUID.randomUUID(), WITHDRAWN)).isTrue();

        assertThat(consents.inForce(customer.id(), "email", "offers")).contains(false);
        assertThat(consents.ledger(customer.id()).get(0)).satisfies(entry -> {
            assertThat(entry.basis()).isEqualTo("consent");
            assertThat(entry.source()).isEqualTo("phone, noted by staff");
            assertThat(entry.wording()).isEqualTo("No more offers, please.");
        });
        assertThat(noted()).extracting(AuditEntry::what).containsExactly("consent.withdrawn");
        assertThat(perform(StaffAction.CONSENT, UUID.randomUUID(), with(WITHDRAWN, "said", "granted")))
                .isTrue();
        assertThat(consents.inForce(customer.id(), "email", "offers")).contains(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"offers", "all"})
    @DisplayName("who has withdrawn since does not agree by a word of before")
    void withdrawnSince(String topic) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), working.zone());
        Map<String, String> granted = with(WITHDRAWN, "said", "granted");
        perform(StaffAction.CONSENT, UUID.randomUUID(), with(WITHDRAWN, "topic", topic));

        assertThatThrownBy(() -> perform(
                        StaffAction.CONSENT,
                        UUID.randomUUID(),
                        with(granted, "day", today.minusDays(30).toString())))
                .isInstanceOfSatisfying(
                        FormFaults.class, faults -> assertThat(faults.fields()).containsExactly("withdrawn-since"));

        assertThat(consents.inForce(customer.id(), "email", "offers")).contains(false);
        assertThat(perform(StaffAction.CONSENT, UUID.randomUUID(), granted)).isTrue();
        assertThat(consents.inForce(customer.id(), "email", "offers")).contains(true);
    }

    @ParameterizedTest
    @CsvSource({
        "said, perhaps",
        "channel, pigeon",
        "topic, ''",
        "topic, x",
        "basis, contract",
        "source, ''",
        "wording, ''",
        "wording, 'I am Sharon, sharon@example.com'",
        "wording, 'Call me at +49 30 555666'",
    })
    @DisplayName("a consent without its basis, its source or its words is not taken")
    void unfitConsent(String field, String value) {
        refused(StaffAction.CONSENT, with(WITHDRAWN, field, value), field);
        assertThat(consents.ledger(customer.id())).isEmpty();
    }

    @Test
    @DisplayName("what no keyboard writes is taken out of what was typed, of each field")
    void strayCharacters() {
        assertThat(perform(StaffAction.CONTACT, UUID.randomUUID(), with(CALL, "note", "NUL\0here")))
                .isTrue();
        assertThat(perform(StaffAction.PROFILE, UUID.randomUUID(), Map.of("firstName", "An\0na", "reason", "call\0ed")))
                .isTrue();
        assertThat(customers.find(customer.id()).orElseThrow().firstName()).isEqualTo("Anna");
    }

    @Test
    @DisplayName("points are corrected with a reason, and no more is taken off than there is")
    void points() {
        assertThat(perform(StaffAction.POINTS, UUID.randomUUID(), Map.of("points", "80", "reason", "Till was offline")))
                .isTrue();
        assertThat(ledger.points(customer.id())).isEqualTo(80);
        assertThat(perform(StaffAction.POINTS, UUID.randomUUID(), Map.of("points", "-30", "reason", "Given twice")))
                .isTrue();
        assertThat(ledger.points(customer.id())).isEqualTo(50);
        assertThat(noted())
                .extracting(AuditEntry::what)
                .containsExactly("loyalty.points-corrected", "loyalty.points-corrected");
        assertThatThrownBy(() -> perform(
                        StaffAction.POINTS, UUID.randomUUID(), Map.of("points", "-51", "reason", "Given twice")))
                .isInstanceOf(FormFaults.class);
        assertThat(ledger.points(customer.id())).isEqualTo(50);
    }

    @ParameterizedTest(name = "{0} points because of {1}: {2}")
    @CsvSource({
        "'', mistake, points",
        "0, mistake, points",
        "1.5, mistake, points",
        "many, mistake, points",
        "2000000, mistake, points",
        "-1, mistake, points",
        "10, '', reason",
    })
    @DisplayName("and neither without a number that fits nor without a reason")
    void wrongPoints(String points, String reason, String fault) {
        refused(StaffAction.POINTS, Map.of("points", points, "reason", reason), fault);
    }

    @Test
    @DisplayName("the use of the data is restricted and allowed again, with a reason that page and audit log show")
    void restriction() {
        Map<String, String> typed = Map.of("use", "restricted", "reason", "Contests the birthday");
        assertThat(perform(StaffAction.RESTRICTION, UUID.randomUUID(), typed)).isTrue();
        assertThat(restrictions.of(customer.id())).hasValueSatisfying(restriction -> assertThat(restriction.reason())
                .isEqualTo("Contests the birthday"));
        assertThat(noted()).extracting(AuditEntry::what).containsExactly("customer.restricted");

        UUID lifting = UUID.randomUUID();
        Map<String, String> lifted = with(typed, "use", "restriction-lifted");
        assertThat(perform(StaffAction.RESTRICTION, lifting, lifted)).isTrue();
        assertThat(restrictions.of(customer.id())).isEmpty();
        // a second click
        assertThat(perform(StaffAction.RESTRICTION, lifting, lifted)).isFalse();
    }

    @Test
    @DisplayName("the use of the data is not restricted without a reason, nor made something that there is not")
    void unfitRestriction() {
        Map<String, String> typed = Map.of("use", "restricted", "reason", "Contests the birthday");
        refused(StaffAction.RESTRICTION, with(typed, "use", "sold"), "use");
        refused(StaffAction.RESTRICTION, with(typed, "reason", ""), "reason");
        refused(StaffAction.RESTRICTION, with(typed, "use", "restriction-lifted"), "not-restricted");
    }

    @Test
    @DisplayName("an erasure that has not happened is called off, with a reason; no other request, and nobody else's")
    void withdrawal() {
        String erasure = asksFor("erasure", customer.id());
        Map<String, String> typed = Map.of("request", erasure, "reason", "Called the number on file: stays");
        refused(StaffAction.WITHDRAWAL, with(typed, "request", asksFor("correction", customer.id())), "request");
        refused(StaffAction.WITHDRAWAL, with(typed, "request", asksFor("erasure", shop.customer())), "request");
        refused(StaffAction.WITHDRAWAL, with(typed, "request", "unknown"), "request");
        refused(StaffAction.WITHDRAWAL, with(typed, "reason", ""), "reason");

        UUID form = UUID.randomUUID();
        assertThat(perform(StaffAction.WITHDRAWAL, form, typed)).isTrue();
        assertThat(perform(StaffAction.WITHDRAWAL, form, typed))
                .as("sent twice")
                .isFalse();
        assertThat(requests.find(erasure).orElseThrow().outcome()).isEqualTo("withdrawn");
        assertThat(journeys.outcome("data-request", "request:" + erasure)).isEqualTo("withdrawn");
        assertThat(noted())
                .extracting(AuditEntry::what, AuditEntry::why)
                .containsExactly(tuple("data-request.withdrawn", "Called the number on file: stays"));
    }

    private String asksFor(String what, String customerId) {
        String request = newId("R");
        Map<String, Object> data = new HashMap<>(Map.of("requestId", request, "request", what, "channel", "phone"));
        if (what.equals("correction")) {
            data.put("details", "I moved");
        }
        journeys.event("data-request.received", customerId, data);
        return request;
    }

    @Test
    @DisplayName("a journey starts that allows it, by its event; one that does not cannot be started")
    void journey() {
        String key = newId("by-staff");
        String closed = newId("not-by-staff");
        models.deploy(Map.of(
                key, startable(Models.waiting(key, "customer.lapsed", "customer.confirmed", "while-not-running")),
                closed, Models.waiting(closed, "customer.updated", "customer.confirmed", "while-not-running")));
        Map<String, String> typed = Map.of(
                "journey", key,
                "data.lastOrderAt", "2026-02-11T08:42:00Z",
                "reason", "asked for an offer");

        refused(StaffAction.JOURNEY, with(typed, "journey", closed), "journey");
        refused(StaffAction.JOURNEY, with(typed, "data.lastOrderAt", "yesterday"), "data.lastOrderAt");
        refused(StaffAction.JOURNEY, with(typed, "reason", ""), "reason");
        refused(
                StaffAction.JOURNEY,
                with(with(with(typed, "data.lastOrderAt", "yesterday"), "day", "tomorrow"), "reason", ""),
                "data.lastOrderAt",
                "day",
                "reason");
        assertThat(perform(StaffAction.JOURNEY, UUID.randomUUID(), typed)).isTrue();

        assertThat(journeys.isRunning(key, "customer:" + customer.id())).isTrue();
        assertThat(journeys.isRunning(closed, "customer:" + customer.id())).isFalse();
        assertThat(noted()).extracting(AuditEntry::what).containsExactly("customer.lapsed");
    }

    private static String startable(String model) {
        int first = model.indexOf("<camunda:property ");
        return model.substring(0, first) + "<camunda:property name=\"startable-by-staff\" value=\"true\" />"
                + model.substring(first);
    }

    @Test
    @DisplayName("the form asks for the fields that the catalogue has")
    void fields() {
        assertThat(types.fields("contact.noted"))
                .extracting(EventField::name, EventField::required)
                .contains(tuple("outcome", true), tuple("by", false));
        assertThat(types.fields("order.placed"))
                .filteredOn(field -> field.name().equals("items"))
                .extracting(EventField::kind)
                .containsExactly(EventField.Kind.OTHER);
        assertThat(types.fields("customer.updated"))
                .as("what may be null is a text all the same")
                .filteredOn(field -> field.name().equals("phone"))
                .extracting(EventField::kind)
                .containsExactly(EventField.Kind.TEXT);
        assertThat(types.naming("order.placed", "order")).contains("orderId");
        assertThat(types.naming("order.placed", "survey")).isEmpty();
    }
}

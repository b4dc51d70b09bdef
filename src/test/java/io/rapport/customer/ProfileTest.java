package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.PartialDate;
import io.rapport.inbox.Event;
import io.rapport.inbox.RejectedEvent;
import io.rapport.testing.RegisterFixture;
import java.time.Duration;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A customer's profile")
class ProfileTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Customers customers = registers.get(Customers.class);
    private String customer;

    @BeforeEach
    void somebody() {
        customer = registers.newId("c");
    }

    private Customer profile() {
        return customers.find(customer).orElseThrow();
    }

    private Event updated(Map<String, Object> data) {
        return registers.event("customer.updated", customer, data);
    }

    @Test
    @DisplayName("holds what the registration says; what nobody said is empty, and defaults are marked as such")
    void registered() {
        registers.happens(
                "customer.registered",
                customer,
                Map.of(
                        "firstName", "Ann",
                        "birthday", "1990-02-28",
                        "locale", "zh-CN",
                        "timeZone", "Asia/Shanghai",
                        "attributes", Map.of("segment", "vip", "visits", 3)));
        assertThat(profile().firstName()).isEqualTo("Ann");
        assertThat(profile().lastName()).isNull();
        assertThat(profile().isComplete()).isFalse();
        assertThat(profile().birthday()).isEqualTo(new PartialDate(1990, MonthDay.of(2, 28)));
        assertThat(profile().locale()).isEqualTo(Locale.SIMPLIFIED_CHINESE);
        assertThat(profile().timeZone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(profile().timeZoneAssumed()).isFalse();
        assertThat(profile().attributes()).containsOnly(Map.entry("segment", "vip"), Map.entry("visits", 3));
        assertThat(profile().registeredAt()).isEqualTo(RegisterFixture.NOON);
    }

    @Test
    @DisplayName("has a birthday without a year until somebody tells the year")
    void birthdayWithoutYear() {
        registers.happens("customer.updated", customer, Map.of("birthday", "--02-29"));
        assertThat(profile().birthday()).isEqualTo(new PartialDate(null, MonthDay.of(2, 29)));
        registers.happens("customer.updated", customer, Map.of("phone", "1"));
        assertThat(profile().birthday()).hasToString("--02-29");
        registers.happens("customer.updated", customer, Map.of("birthday", "1992-02-29"));
        assertThat(profile().birthday()).hasToString("1992-02-29");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mars/Olympus"})
    @DisplayName("without a time zone that exists has the default one")
    void noTimeZone(String zone) {
        registers.happens(
                "customer.updated",
                customer,
                zone.isEmpty() ? Map.of("firstName", "Ann") : Map.of("firstName", "Ann", "timeZone", zone));
        assertThat(profile().timeZone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(profile().timeZoneAssumed()).isTrue();
        assertThat(profile().locale()).isEqualTo(Locale.ENGLISH);
        assertThat(profile().registeredAt()).as("other events came first").isNull();
    }

    @Test
    @DisplayName("has in each field the word of the newest event that names it, however late an older one is handled")
    void lateEvents() {
        Event older = updated(
                Map.of("firstName", "Ann", "phone", "1", "attributes", Map.of("segment", "new", "source", "fair")));
        Event newer = updated(Map.of("firstName", "Anna", "attributes", Map.of("segment", "vip")));
        registers.handle(newer);
        registers.handle(older);
        registers.handle(newer);
        registers.handle(older);
        assertThat(profile().firstName()).isEqualTo("Anna");
        assertThat(profile().phone()).as("only the older one names it").isEqualTo("1");
        assertThat(profile().attributes()).containsOnly(Map.entry("segment", "vip"), Map.entry("source", "fair"));
    }

    @Test
    @DisplayName(
            "loses an attribute that an event says is null, with its date, and keeps it where a newer event names it")
    void takenBack() {
        registers.happens(
                "customer.updated",
                customer,
                Map.of("attributes", Map.of("segment", "vip", "contractEnd", "2027-01-31", "visits", 3)));
        assertThat(dates()).containsExactly("attributes.contractEnd");
        Event older = updated(Map.of("attributes", nothing("visits")));
        registers.happens("customer.updated", customer, Map.of("attributes", Map.of("visits", 4)));

        Event nothing = updated(Map.of("phone", "1", "attributes", nothing("contractEnd", "segment", "unheardOf")));
        registers.handle(nothing);
        registers.handle(nothing);
        registers.handle(older);

        assertThat(profile().attributes()).containsOnly(Map.entry("visits", 4));
        assertThat(profile().phone()).isEqualTo("1");
        assertThat(dates()).isEmpty();
        registers.happens("customer.updated", customer, Map.of("attributes", Map.of("segment", "new")));
        assertThat(profile().attributes()).containsOnly(Map.entry("visits", 4), Map.entry("segment", "new"));
    }

    @Test
    @DisplayName("does not get back what is null by an older event that is handled late, nor hold nulls from the start")
    void takenBackBefore() {
        Event older = updated(Map.of("attributes", Map.of("segment", "vip")));
        registers.handle(updated(Map.of("attributes", nothing("segment"))));
        registers.handle(older);

        assertThat(profile().attributes()).isEmpty();
        assertThat(registers
                        .jdbc()
                        .sql("select attributes::text from rapport.customer where id = :id")
                        .param("id", customer)
                        .query(String.class)
                        .single())
                .isEqualTo("{}");
    }

    @Test
    @DisplayName("loses each field that an event says is null, and keeps it where a newer event names it")
    void fieldsTakenBack() {
        Map<String, Object> all = Map.of(
                "firstName", "Ann",
                "lastName", "Lee",
                "email", customer + "@example.com",
                "phone", "+44 20 7946 0112",
                "birthday", "--02-28",
                "locale", "zh-CN",
                "timeZone", "Asia/Shanghai");
        registers.happens("customer.registered", customer, all);
        assertThat(dates()).containsExactly("birthday");
        Event older = updated(nothing("lastName"));
        registers.happens("customer.updated", customer, Map.of("lastName", "Lee-Grant"));

        Event none = updated(nothing("phone", "birthday", "email", "locale", "timeZone"));
        registers.handle(none);
        registers.handle(none);
        registers.handle(older);

        assertThat(profile().phone()).isNull();
        assertThat(profile().birthday()).isNull();
        assertThat(dates()).isEmpty();
        assertThat(profile().email()).isNull();
        assertThat(profile().locale()).isEqualTo(Locale.ENGLISH);
        assertThat(profile().timeZoneAssumed()).isTrue();
        assertThat(profile().fullName())
                .as("left out, and said by a newer event")
                .isEqualTo("Ann Lee-Grant");
    }

    @Test
    @DisplayName("does not get back a field that is null by an older event that is handled late")
    void fieldTakenBackBefore() {
        Event older = updated(Map.of("phone", "1", "birthday", "--02-28"));
        registers.handle(updated(nothing("phone", "birthday")));
        registers.handle(older);

        assertThat(profile().phone()).isNull();
        assertThat(profile().birthday()).isNull();
    }

    private static Map<String, Object> nothing(String... names) {
        Map<String, Object> attributes = new HashMap<>();
        for (String name : names) {
            attributes.put(name, null);
        }
        return attributes;
    }

    private List<String> dates() {
        return registers
                .jdbc()
                .sql("select name from rapport.customer_date where customer_id = :id order by name")
                .param("id", customer)
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("loses no field when events that name different ones are handled at once")
    void atOnce() {
        registers.happens("customer.updated", customer, Map.of("firstName", "Ann"));
        List<Event> events = List.of(
                updated(Map.of("lastName", "Lee")),
                updated(Map.of("phone", "1")),
                updated(Map.of("locale", "zh-CN")),
                updated(Map.of("attributes", Map.of("segment", "vip"))));
        assertThat(registers.atOnce(events.stream()
                        .<Callable<?>>map(event -> () -> registers.handle(event))
                        .toList()))
                .noneMatch(Exception.class::isInstance);
        assertThat(profile().fullName()).isEqualTo("Ann Lee");
        assertThat(profile().phone()).isEqualTo("1");
        assertThat(profile().locale()).isEqualTo(Locale.SIMPLIFIED_CHINESE);
        assertThat(profile().attributes()).containsKey("segment");
    }

    @Test
    @DisplayName("is one, though the first events about a customer are handled at once")
    void firstEventsAtOnce() {
        assertThat(registers.atOnce(4, () -> registers.handle(updated(Map.of("firstName", "Ann")))))
                .noneMatch(Exception.class::isInstance);
        assertThat(profile().firstName()).isEqualTo("Ann");
    }

    @Test
    @DisplayName("lapses by the newest event, and an older reason does not come back")
    void lapsed() {
        Event older = registers.event("customer.lapsed", customer, Map.of("reason", "price"));
        registers.clock().moveTo(RegisterFixture.NOON.plusSeconds(60));
        registers.happens("customer.lapsed", customer, Map.of("reason", "shipping"));
        registers.handle(older);
        assertThat(registers
                        .jdbc()
                        .sql("select lapse_reason from rapport.customer where id = :id")
                        .param("id", customer)
                        .query(String.class)
                        .single())
                .isEqualTo("shipping");
    }

    @Test
    @DisplayName("is empty after erasure, once or twice; later events are refused and emptied")
    void erased() {
        registers.happens(
                "customer.registered",
                customer,
                Map.of("firstName", "Ann", "email", "a@example.com", "attributes", Map.of("segment", "vip")));
        Event erasure = registers.happens("customer.erased", customer, Map.of());
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(1)));
        registers.handle(erasure);
        registers.happens("customer.erased", customer, Map.of());

        assertThat(profile().isErased()).isTrue();
        assertThat(profile().erasedAt()).as("the first time").isEqualTo(RegisterFixture.NOON);
        assertThat(profile().firstName()).isNull();
        assertThat(profile().email()).isNull();
        assertThat(profile().attributes()).isEmpty();
        assertThatThrownBy(() -> registers.handle(updated(Map.of("firstName", "Ann"))))
                .isInstanceOfSatisfying(RejectedEvent.class, refused -> assertThat(refused.isEmptied())
                        .isTrue());
        assertThat(profile().firstName()).isNull();
    }

    @Test
    @DisplayName("of who was erased and registers again is a new one, from not before the erasure on")
    void comesBack() {
        registers.happens("customer.registered", customer, Map.of("firstName", "Ann", "phone", "1"));
        registers.clock().moveTo(RegisterFixture.NOON.plusSeconds(60));
        registers.happens("customer.erased", customer, Map.of());
        // a sender whose clock is behind
        registers.clock().moveTo(RegisterFixture.NOON.plusSeconds(30));
        registers.happens("customer.registered", customer, Map.of("firstName", "Anna"));
        assertThat(profile().isErased()).isFalse();
        assertThat(profile().firstName()).isEqualTo("Anna");
        assertThat(profile().phone()).isNull();
        assertThat(profile().registeredAt()).isEqualTo(RegisterFixture.NOON.plusSeconds(60));
    }

    @Test
    @DisplayName("that nobody knows is not found")
    void unknown() {
        assertThat(customers.find(customer)).isEmpty();
        assertThat(customers.addressee(customer, "offers")).isEmpty();
    }

    @Test
    @DisplayName("is read with the choices and consents that decide on a message, for many customers at once")
    void addressees() {
        String other = registers.customer();
        registers.happens("customer.updated", customer, Map.of("firstName", "Ann"));
        registers.happens("contact.preferred", customer, Map.of("pace", "less", "source", "test", "wording", "test"));
        for (String topic : List.of("offers", "tips")) {
            registers.happens(
                    "consent.granted",
                    customer,
                    Map.of("channel", "email", "topic", topic, "source", "test", "wording", "test"));
        }
        Map<String, Addressee> found = customers.addressees(List.of(customer, other, "nobody"), List.of("offers"));
        assertThat(found).containsOnlyKeys(customer, other);
        assertThat(found.get(customer).preferences().pace()).isEqualTo(ContactPreferences.Pace.LESS);
        assertThat(found.get(customer).consent("email", "offers")).contains(true);
        assertThat(found.get(customer).consents()).as("of the topics asked for").hasSize(1);
        assertThat(found.get(other).preferences()).isEqualTo(ContactPreferences.DEFAULT);
        assertThat(found.get(other).consent("email", "offers")).isEmpty();
    }
}

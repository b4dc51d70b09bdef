package io.rapport.inbox;

import static io.rapport.inbox.EventStatus.State.CANCELLED;
import static io.rapport.inbox.EventStatus.State.DONE;
import static io.rapport.inbox.EventStatus.State.WAITING;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("An event that is to be delivered later")
class EventSubmissionTest {

    private static final String SOURCE = "urn:test";

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Inbox inbox;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Test
    @DisplayName("waits for its time and is handled then")
    void later() {
        String customer = shop.customer();
        Instant at = in(Duration.ofHours(2));
        String id = phone(customer, "+49 30 1111 1111", at);
        journeys.pass(Duration.ofMinutes(119));
        assertThat(journeys.status(id).state()).isEqualTo(WAITING);
        assertThat(journeys.status(id).reason()).startsWith("it is to be delivered at ");
        assertThat(phone(customer)).isEqualTo("+44 20 7946 0000");

        journeys.pass(Duration.ofMinutes(2));
        assertThat(journeys.status(id).state()).isEqualTo(DONE);
        assertThat(phone(customer)).isEqualTo("+49 30 1111 1111");
    }

    @Test
    @DisplayName("does not hold up what comes before its time, and comes after it")
    void order() {
        String customer = shop.customer();
        phone(customer, "+49 30 2222 2222", in(Duration.ofHours(1)));
        journeys.event("customer.updated", customer, Map.of("phone", "+49 30 3333 3333"));
        assertThat(phone(customer)).isEqualTo("+49 30 3333 3333");
        journeys.pass(Duration.ofHours(2));
        assertThat(phone(customer)).isEqualTo("+49 30 2222 2222");
    }

    @Test
    @DisplayName("comes in the order of delivery, not of acceptance, when several are due at once")
    void severalAtOnce() {
        String customer = shop.customer();
        phone(customer, "+49 30 4444 4444", in(Duration.ofHours(3)));
        phone(customer, "+49 30 5555 5555", in(Duration.ofHours(1)));
        phone(customer, "+49 30 6666 6666", in(Duration.ofHours(2)));
        journeys.moveTo(in(Duration.ofHours(4)));
        journeys.settle();
        assertThat(phone(customer)).isEqualTo("+49 30 4444 4444");
    }

    @Test
    @DisplayName("comes in the order of acceptance when several are for the same moment")
    void sameMoment() {
        String customer = shop.customer();
        Instant at = in(Duration.ofHours(1));
        String run = newId("same");
        inbox.acceptAll(Stream.of("c", "a", "b")
                .map(name -> new EventSubmission(event(run + "-" + name, customer, "+49 30 1414 1414"), at))
                .toList());
        journeys.pass(Duration.ofHours(2));
        assertThat(jdbc.sql(
                                "select id from rapport.inbox_event where customer_id = ? and deliver_at is not null order by seq")
                        .param(customer)
                        .query(String.class)
                        .list())
                .containsExactly(run + "-c", run + "-a", run + "-b");
    }

    @Test
    @DisplayName("has no place among the events before its delivery, and keeps the one that it gets then")
    void placeGivenOnce() {
        String customer = shop.customer();
        String id = phone(customer, "+49 30 1212 1212", in(Duration.ofHours(1)));
        assertThat(place(id)).isEmpty();
        String earlier = phone(customer, "+49 30 1313 1313", null);
        journeys.pass(Duration.ofHours(2));
        assertThat(place(id)).get().satisfies(place -> assertThat(place)
                .isGreaterThan(place(earlier).orElseThrow()));
        assertThat(jdbc.sql(
                                """
                        select string_agg(a.attname, ', ' order by a.attnum) from pg_index i
                        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
                        where i.indisprimary and i.indrelid = 'rapport.inbox_event'::regclass""")
                        .query(String.class)
                        .single())
                .as("what an event is known by, which nothing changes")
                .isEqualTo("source, id");
    }

    private Optional<Long> place(String id) {
        return Optional.ofNullable(jdbc.sql("select seq from rapport.inbox_event where source = ? and id = ?")
                .param(SOURCE)
                .param(id)
                .query((rs, n) -> rs.getObject(1, Long.class))
                .list()
                .get(0));
    }

    @Test
    @DisplayName("is handled at once if its time is past")
    void past() {
        String customer = shop.customer();
        String id = phone(customer, "+49 30 7777 7777", in(Duration.ofHours(-1)));
        journeys.settle();
        assertThat(journeys.status(id).state()).isEqualTo(DONE);
    }

    @Test
    @DisplayName("is the same event only with the same time")
    void identity() {
        String customer = shop.customer();
        Instant at = in(Duration.ofHours(2));
        NewEvent event = event(newId("e"), customer, "+49 30 1111 1111");
        assertThat(inbox.accept(event, at)).isEqualTo(Receipt.ACCEPTED);
        assertThat(inbox.accept(event, at)).isEqualTo(Receipt.DUPLICATE);
        assertThat(inbox.accept(event, at.plusSeconds(1))).isEqualTo(Receipt.CONFLICT);
        assertThat(inbox.accept(event)).isEqualTo(Receipt.CONFLICT);
    }

    @Test
    @DisplayName("can be cancelled until then; its identity stays taken")
    void cancelled() {
        String customer = shop.customer();
        Instant at = in(Duration.ofHours(1));
        String id = phone(customer, "+49 30 8888 8888", at);
        assertThat(inbox.cancel(SOURCE, id)).isEqualTo(Cancellation.CANCELLED);
        assertThat(inbox.cancel(SOURCE, id)).isEqualTo(Cancellation.CANCELLED);

        journeys.pass(Duration.ofHours(2));
        assertThat(journeys.status(id).state()).isEqualTo(CANCELLED);
        assertThat(journeys.status(id).reason()).isEqualTo("cancelled by its sender");
        assertThat(phone(customer)).isEqualTo("+44 20 7946 0000");
        assertThat(inbox.accept(event(id, customer, "+49 30 8888 8888"), at)).isEqualTo(Receipt.DUPLICATE);
    }

    @Test
    @DisplayName("cannot be cancelled once it was delivered, nor can one that was never delayed")
    void tooLate() {
        String customer = shop.customer();
        String delayed = phone(customer, "+49 30 9999 9999", in(Duration.ofHours(1)));
        String direct = phone(customer, "+49 30 9999 9999", null);
        journeys.pass(Duration.ofHours(2));
        assertThat(inbox.cancel(SOURCE, delayed)).isEqualTo(Cancellation.TOO_LATE);
        assertThat(inbox.cancel(SOURCE, direct)).isEqualTo(Cancellation.TOO_LATE);
        assertThat(inbox.cancel(SOURCE, newId("e"))).isEqualTo(Cancellation.UNKNOWN);
    }

    @Test
    @DisplayName("is cancelled when the customer is erased meanwhile")
    void erased() {
        String customer = shop.customer();
        String id = phone(customer, "+49 30 1234 1234", in(Duration.ofDays(3)));
        journeys.event("customer.erased", customer, Map.of());
        assertThat(journeys.status(id).state()).isEqualTo(CANCELLED);
        assertThat(jdbc.sql("select data::text from rapport.inbox_event where id = ?")
                        .param(id)
                        .query(String.class)
                        .single())
                .isEqualTo("{}");
    }

    private Instant in(Duration time) {
        return clock.instant().plus(time);
    }

    private String phone(String customer, String number, Instant deliverAt) {
        String id = newId("e");
        assertThat(inbox.accept(event(id, customer, number), deliverAt)).isEqualTo(Receipt.ACCEPTED);
        return id;
    }

    private NewEvent event(String id, String customer, String phone) {
        return new NewEvent(
                SOURCE,
                id,
                "customer.updated",
                customer,
                null,
                JsonNodeFactory.instance.objectNode().put("phone", phone));
    }

    private String phone(String customer) {
        return jdbc.sql("select phone from rapport.customer where id = ?")
                .param(customer)
                .query(String.class)
                .single();
    }
}

package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.Consents;
import io.rapport.testing.BrokenRows;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What happens when the tables cannot take an event; for a journey that fails see DeliveriesTest. */
@RapportTest
@DisplayName("An event that fails is tried again, harms nobody else, and is shown when nothing helps")
class FailingEventsTest {

    /** Longer than each pause between tries, in their order. */
    static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(6),
            Duration.ofSeconds(31),
            Duration.ofMinutes(3),
            Duration.ofMinutes(11),
            Duration.ofMinutes(31));

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Consents consents;

    @Autowired
    private JdbcClient jdbc;

    private String customer;
    private BrokenRows broken;

    @BeforeEach
    void aBrokenTable() {
        customer = shop.customer();
        broken = BrokenRows.consent(jdbc, customer);
    }

    @AfterEach
    void repair() {
        broken.close();
        // what still waits for its next try succeeds now
        journeys.pass(Duration.ofHours(1));
    }

    private String consents(String customerId) {
        String id = newId("e");
        journeys.accept(
                id,
                "consent.granted",
                customerId,
                Map.of("channel", "email", "topic", "offers", "source", "form", "wording", "Yes, please."));
        return id;
    }

    private EventStatus.State state(String event) {
        return journeys.status(event).state();
    }

    @Test
    @DisplayName("It waits for its next try with the reason, and nothing of it is left behind")
    void waits() {
        String event = consents(customer);
        journeys.settle();
        EventStatus status = journeys.status(event);
        assertThat(status.state()).isEqualTo(EventStatus.State.WAITING);
        assertThat(status.attempts()).isEqualTo(1);
        assertThat(status.reason()).contains("this consent is broken");
        assertThat(status.effects()).isEmpty();
        assertThat(consents.inForce(customer, "email", "offers")).isEmpty();
    }

    @Test
    @DisplayName("The customer's later events wait behind it, and follow in their order once the mistake is fixed")
    void orderIsKept() {
        String first = consents(customer);
        String second = newId("e");
        journeys.accept(second, "customer.confirmed", customer, Map.of());
        journeys.settle();
        assertThat(state(first)).isEqualTo(EventStatus.State.WAITING);
        assertThat(journeys.status(second).attempts()).isZero();
        assertThat(state(second)).isEqualTo(EventStatus.State.WAITING);

        journeys.pass(PAUSES.get(0));
        assertThat(journeys.status(first).attempts()).isEqualTo(2);
        assertThat(state(second)).isEqualTo(EventStatus.State.WAITING);

        broken.close();
        journeys.pass(PAUSES.get(1));
        assertThat(state(first)).isEqualTo(EventStatus.State.DONE);
        assertThat(state(second)).isEqualTo(EventStatus.State.DONE);
        assertThat(consents.granted(customer, "email", "offers")).isTrue();
    }

    @Test
    @DisplayName("The other events of its batch are done at once")
    void isolated() {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(shop.customer());
        }
        List<String> good = new ArrayList<>();
        good.add(consents(others.get(0)));
        good.add(consents(others.get(1)));
        String bad = consents(customer);
        good.add(consents(others.get(2)));
        good.add(consents(others.get(3)));
        good.add(consents(others.get(4)));
        journeys.settle();

        assertThat(state(bad)).isEqualTo(EventStatus.State.WAITING);
        assertThat(good).allSatisfy(event -> assertThat(state(event)).isEqualTo(EventStatus.State.DONE));
        assertThat(others).allSatisfy(other -> assertThat(consents.granted(other, "email", "offers"))
                .isTrue());
    }

    @Test
    @DisplayName("After seven tries in three quarters of an hour it is a dead letter, and the customer's others go on")
    void deadLetter() {
        String event = consents(customer);
        String next = newId("e");
        journeys.accept(next, "customer.confirmed", customer, Map.of());
        journeys.settle();
        for (int tries = 1; tries <= PAUSES.size(); tries++) {
            assertThat(journeys.status(event).attempts()).isEqualTo(tries);
            assertThat(state(event)).isEqualTo(EventStatus.State.WAITING);
            assertThat(state(next)).isEqualTo(EventStatus.State.WAITING);
            journeys.pass(PAUSES.get(tries - 1));
        }
        EventStatus dead = journeys.status(event);
        assertThat(dead.state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(dead.attempts()).isEqualTo(7);
        assertThat(dead.reason()).contains("this consent is broken");
        assertThat(dead.settledAt()).isNotNull();
        assertThat(state(next)).isEqualTo(EventStatus.State.DONE);
    }
}

package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("A confirmation holds for one address")
class ConfirmedAddressTest {

    @Autowired
    private Journeys journeys;

    @Autowired
    private Customers customers;

    @Autowired
    private JdbcClient jdbc;

    private String customer;

    @BeforeEach
    void register() {
        customer = Journeys.newId("confirms");
        updated("old@example.com");
    }

    @Test
    @DisplayName("and not for the next one, until that one is confirmed")
    void change() {
        confirmed(Map.of());
        assertThat(isConfirmed()).isTrue();

        updated("new@example.com");
        assertThat(isConfirmed()).isFalse();

        confirmed(Map.of("email", "new@example.com"));
        assertThat(isConfirmed()).isTrue();
    }

    @Test
    @DisplayName("and stays when the address is told again, in another spelling, or other fields change")
    void sameAddress() {
        confirmed(Map.of());

        updated("Old@Example.com");
        journeys.event("customer.updated", customer, Map.of("phone", "+44 20 7946 0000"));

        assertThat(isConfirmed()).isTrue();
    }

    @Test
    @DisplayName("which the event may name: one about an address of before counts no more")
    void overtaken() {
        updated("new@example.com");

        confirmed(Map.of("email", "old@example.com"));

        assertThat(isConfirmed()).isFalse();
    }

    @Test
    @DisplayName("also when it came before the address itself")
    void first() {
        customer = Journeys.newId("confirms");
        confirmed(Map.of());

        updated("old@example.com");

        assertThat(isConfirmed()).isTrue();
    }

    @Test
    @DisplayName("however often and in whichever order old events are handled again")
    void replays() {
        confirmed(Map.of());
        updated("new@example.com");
        again("customer.confirmed");
        assertThat(isConfirmed()).as("the old address' confirmation, again").isFalse();

        confirmed(Map.of());
        again("customer.updated");
        again("customer.confirmed");
        again("customer.updated");
        assertThat(isConfirmed()).as("the change of the address, again").isTrue();
        assertThat(customers.find(customer).orElseThrow().email()).isEqualTo("new@example.com");
    }

    @Test
    @DisplayName("and is gone with the customer's data")
    void erased() {
        confirmed(Map.of());

        journeys.event("customer.erased", customer, Map.of());

        assertThat(isConfirmed()).isFalse();
    }

    private void updated(String email) {
        journeys.event("customer.updated", customer, Map.of("email", email));
    }

    private void confirmed(Map<String, Object> data) {
        journeys.event("customer.confirmed", customer, data);
    }

    /** The events of a type are handled once more, with the numbers that they have. */
    private void again(String type) {
        jdbc.sql("update rapport.inbox_event set state = 'waiting', settled_at = null, projections_only = true"
                        + " where customer_id = ? and type = ?")
                .params(customer, type)
                .update();
        journeys.settle();
    }

    private boolean isConfirmed() {
        return customers.find(customer).orElseThrow().confirmedAt() != null;
    }
}

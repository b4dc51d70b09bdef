package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.Event;
import io.rapport.testing.RegisterFixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A confirmation holds for one address")
class ConfirmedAddressTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Customers customers = registers.get(Customers.class);
    private final List<Event> sent = new ArrayList<>();
    private String customer;

    @BeforeEach
    void register() {
        customer = registers.newId("c");
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
    @DisplayName("and stays when the address is sent again, in another spelling, or other fields change")
    void sameAddress() {
        confirmed(Map.of());

        updated("Old@Example.com");
        registers.happens("customer.updated", customer, Map.of("phone", "+44 20 7946 0000"));

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
        customer = registers.newId("c");
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
    @DisplayName("and not once it was taken away, whatever confirmation comes then")
    void takenAway() {
        confirmed(Map.of());
        registers.happens("customer.updated", customer, Collections.singletonMap("email", null));
        assertThat(isConfirmed()).isFalse();

        confirmed(Map.of("email", "old@example.com"));
        confirmed(Map.of());
        assertThat(isConfirmed()).isFalse();

        updated("new@example.com");
        assertThat(isConfirmed()).isFalse();
        confirmed(Map.of("email", "new@example.com"));
        assertThat(isConfirmed()).isTrue();
    }

    @Test
    @DisplayName("and is gone with the customer's data")
    void erased() {
        confirmed(Map.of());

        registers.happens("customer.erased", customer, Map.of());

        assertThat(isConfirmed()).isFalse();
    }

    private void updated(String email) {
        sent.add(registers.happens("customer.updated", customer, Map.of("email", email)));
    }

    private void confirmed(Map<String, Object> data) {
        sent.add(registers.happens("customer.confirmed", customer, data));
    }

    /** The events of a type are handled once more, with the numbers that they have. */
    private void again(String type) {
        sent.stream().filter(event -> event.type().equals(type)).forEach(registers::handle);
    }

    private boolean isConfirmed() {
        return customers.find(customer).orElseThrow().confirmedAt() != null;
    }
}

package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.Event;
import io.rapport.testing.RegisterFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A restriction of the use of a customer's data")
class RestrictionsTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Restrictions restrictions = registers.get(Restrictions.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = registers.customer();
    }

    private boolean isRestricted() {
        return restrictions.of(customer).isPresent();
    }

    @Test
    @DisplayName("holds from the event until it is lifted, and is known of many at once")
    void fromTo() {
        assertThat(isRestricted()).isFalse();
        registers.happens("customer.restricted", customer, Map.of("reason", "contests the birthday"));
        assertThat(restrictions.of(customer)).hasValueSatisfying(restriction -> {
            assertThat(restriction.since()).isEqualTo(RegisterFixture.NOON);
            assertThat(restriction.reason()).isEqualTo("contests the birthday");
        });
        assertThat(restrictions.among(List.of(customer, registers.customer()))).containsExactly(customer);
        registers.happens("customer.restriction-lifted", customer, Map.of());
        assertThat(isRestricted()).isFalse();
        assertThat(restrictions.among(List.of(customer))).isEmpty();
    }

    @Test
    @DisplayName("is as the newest event says, whatever is handled late or again")
    void newestDecides() {
        Event restricted = registers.event("customer.restricted", customer, Map.of());
        Event lifted = registers.event("customer.restriction-lifted", customer, Map.of());
        registers.handle(lifted);
        registers.handle(restricted);
        assertThat(isRestricted()).isFalse();
        registers.handle(registers.event("customer.restricted", customer, Map.of()));
        registers.handle(lifted);
        assertThat(isRestricted()).isTrue();
    }

    @Test
    @DisplayName("goes with the customer")
    void erased() {
        registers.happens("customer.restricted", customer, Map.of("reason", "contests the birthday"));
        registers.happens("customer.erased", customer, Map.of());
        assertThat(isRestricted()).isFalse();
        assertThat(registers
                        .jdbc()
                        .sql("select count(*) from rapport.customer_restriction where customer_id = ?")
                        .param(customer)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("changes what the contact policy decides by, so that what was let go before is evaluated again")
    void noticed() {
        String before = version();
        registers.happens("customer.restricted", customer, Map.of());
        assertThat(version()).isNotEqualTo(before);
    }

    private String version() {
        return registers
                .jdbc()
                .sql("select version::text from rapport.contact_version where subject = ?")
                .param("customer:" + customer)
                .query(String.class)
                .single();
    }
}

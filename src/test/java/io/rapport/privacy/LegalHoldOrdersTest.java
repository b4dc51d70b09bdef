package io.rapport.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.database.OperatorDecision;
import io.rapport.database.RetainedRows.Batch;
import io.rapport.database.Retention;
import io.rapport.database.RetentionOf;
import io.rapport.testing.RegisterFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An order to keep a customer's data")
class LegalHoldOrdersTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private static final OperatorDecision COURT = new OperatorDecision("demo", "case 7 O 12/26");
    private static final OperatorDecision SETTLED = new OperatorDecision("clara", "case settled");

    private final LegalHoldOrders orders = registers.get(LegalHoldOrders.class);
    private final PersonalDataRetention retention = registers.get(PersonalDataRetention.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = registers.newId("lh");
        registers.happens("customer.registered", customer, Map.of("firstName", "Ann", "email", "ann@example.com"));
        registers.happens(
                "contact.noted",
                customer,
                Map.of("channel", "phone", "direction", "inbound", "outcome", "reached", "note", "Wants her money"));
    }

    private void erase() {
        registers.happens("customer.erased", customer, Map.of());
    }

    /** @return what is held, by table */
    private List<String> held() {
        return registers
                .jdbc()
                .sql(
                        "select table_name || ' ' || content::text from rapport.legal_hold where customer_id = ? order by 1")
                .param(customer)
                .query(String.class)
                .list();
    }

    private List<String> notes() {
        return registers
                .jdbc()
                .sql("select note from rapport.staff_contact where customer_id = ?")
                .param(customer)
                .query(String.class)
                .list();
    }

    private void night(Instant moment) {
        for (Long from = 0L; from != null; ) {
            Batch batch = retention.delete(moment, from, 1_000);
            from = batch.next();
        }
    }

    @Test
    @DisplayName("says who set it, since when and why, and who ended it; one is in force at a time")
    void setAndEnded() {
        assertThat(orders.of(customer)).isEmpty();
        assertThat(orders.set(customer, COURT)).isTrue();
        assertThat(orders.set(customer, SETTLED)).as("another one").isFalse();
        assertThat(orders.inForce(1_000))
                .filteredOn(order -> order.customerId().equals(customer))
                .singleElement()
                .isEqualTo(
                        new LegalHoldOrder(customer, "case 7 O 12/26", "demo", RegisterFixture.NOON, null, null, null));
        assertThat(orders.end(customer, SETTLED)).isTrue();
        assertThat(orders.end(customer, SETTLED)).isFalse();
        assertThat(orders.of(customer))
                .containsExactly(new LegalHoldOrder(
                        customer,
                        "case 7 O 12/26",
                        "demo",
                        RegisterFixture.NOON,
                        RegisterFixture.NOON,
                        "clara",
                        "case settled"));
        assertThat(orders.set(customer, COURT)).as("again").isTrue();
    }

    @Test
    @DisplayName("has an erasure put what it takes under the legal hold, until it ends")
    void erasure() {
        orders.set(customer, COURT);
        erase();
        assertThat(registers
                        .jdbc()
                        .sql("select email is null from rapport.customer where id = ?")
                        .param(customer)
                        .query(Boolean.class)
                        .single())
                .as("out of everyday use")
                .isTrue();
        assertThat(notes()).isEmpty();
        assertThat(held())
                .anySatisfy(row -> assertThat(row).startsWith("customer ").contains("Ann", "ann@example.com"))
                .anySatisfy(row -> assertThat(row).startsWith("staff_contact ").contains("Wants her money"));

        night(RegisterFixture.NOON.plus(Duration.ofDays(9_999)));
        assertThat(held()).as("however long it takes").isNotEmpty();
        orders.end(customer, SETTLED);
        night(RegisterFixture.NOON.plus(Duration.ofDays(1)));
        assertThat(held()).isEmpty();
    }

    @ParameterizedTest(name = "moved to {0}: {1}")
    @CsvSource({
        "2026-03-03T23:00:00Z, true",
        "2026-03-04T00:59:59Z, true",
        "2026-03-04T01:00:00Z, false",
        "2026-03-04T14:00:00Z, false",
        "2026-05-01T12:00:00Z, false",
    })
    @DisplayName(
            "that has ended lets go of what it held in the next night, also when the demo's clock is moved over that night")
    void movedClock(Instant moment, boolean isHeld) {
        Retention nights = RetentionOf.rows(registers, retention);
        orders.set(customer, COURT);
        erase();
        orders.end(customer, SETTLED);

        Instant before = registers.clock().instant();
        registers.clock().moveTo(moment);
        nights.passed(before);

        assertThat(held().isEmpty()).isNotEqualTo(isHeld);
    }

    @Test
    @DisplayName("keeps nothing of a customer about whom there is none")
    void withoutOrder() {
        orders.set(customer, COURT);
        orders.end(customer, SETTLED);
        erase();
        assertThat(held()).isEmpty();
        assertThat(orders.of(customer))
                .as("the order itself goes with the customer")
                .isEmpty();
    }

    @Test
    @DisplayName("stops what goes by its age, of this customer alone")
    void retention() {
        String other = customer;
        aCustomer();
        orders.set(customer, COURT);
        night(RegisterFixture.NOON.plus(Duration.ofDays(9_999)));
        assertThat(notes()).containsExactly("Wants her money");
        String held = customer;
        customer = other;
        assertThat(notes()).isEmpty();
        customer = held;
        orders.end(customer, SETTLED);
        night(RegisterFixture.NOON.plus(Duration.ofDays(9_999)));
        assertThat(notes()).isEmpty();
    }
}

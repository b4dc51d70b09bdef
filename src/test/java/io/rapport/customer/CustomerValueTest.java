package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RegisterFixture;
import io.rapport.testing.Shop;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What a customer is worth")
class CustomerValueTest {

    private static final Duration YEAR = Duration.ofDays(365);

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final CustomerValue value = registers.get(CustomerValue.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = registers.customer();
    }

    private BigDecimal total() {
        return value.lastTwelveMonths(customer).total();
    }

    private void orders(double total, String currency) {
        registers.happens(
                "order.placed",
                customer,
                RegisterFixture.and(Shop.orderData(registers.newId("o"), total), "currency", currency));
    }

    @Test
    @DisplayName("is the sum of the orders that stand, and 0.00 without any")
    void sum() {
        assertThat(total()).isEqualTo(new BigDecimal("0.00"));
        registers.order(customer, 100.10);
        registers.order(customer, 20.05);
        registers.order(registers.order(customer, 500), customer, "returned");
        registers.order(registers.order(customer, 500), customer, "cancelled");
        registers.order(registers.customer(), 500);
        assertThat(total()).isEqualTo(new BigDecimal("120.15"));
    }

    @Test
    @DisplayName("counts 365 days and no longer")
    void window() {
        registers.order(customer, 100);
        registers.clock().moveTo(RegisterFixture.NOON.plus(YEAR).minusMillis(1));
        assertThat(total()).isEqualByComparingTo("100");
        registers.clock().moveTo(RegisterFixture.NOON.plus(YEAR));
        assertThat(total()).isEqualByComparingTo("0");
    }

    @Test
    @DisplayName("is in one currency by the rate of the day; what has no rate stands beside it")
    void currencies() {
        registers.order(customer, 100);
        orders(900, "CNY");
        orders(5, "BHD");
        orders(7, "BHD");
        CustomerValue.Bought bought = value.lastTwelveMonths(customer);
        BigDecimal yuan = registers
                .get(ExchangeRates.class)
                .reported(new BigDecimal("900"), "CNY", RegisterFixture.NOON)
                .orElseThrow();
        assertThat(bought.currency()).isEqualTo("EUR");
        assertThat(bought.total().subtract(new BigDecimal("100")).subtract(yuan).abs())
                .as("rounded to cents")
                .isLessThanOrEqualTo(new BigDecimal("0.005"));
        assertThat(bought.total().scale()).isEqualTo(2);
        assertThat(bought.beside()).containsOnlyKeys("BHD");
        assertThat(bought.beside().get("BHD")).isEqualByComparingTo("12");
    }

    @Test
    @DisplayName("does not hold what was bought before an erasure")
    void erased() {
        registers.order(customer, 100);
        registers.happens("customer.erased", customer, Map.of());
        assertThat(total()).isEqualByComparingTo("0");
        registers.happens("customer.registered", customer, Map.of("firstName", "Anna"));
        registers.order(customer, 5);
        assertThat(total()).isEqualByComparingTo("5");
    }
}

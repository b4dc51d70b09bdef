package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.testing.RegisterFixture;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Amounts that are added up")
class MoneyTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    @ParameterizedTest(name = "{0} {1} = {2}")
    @CsvSource({"12.34, EUR, 1234", "1500, JPY, 1500", "1.234, BHD, 1234", "0, EUR, 0", "7.5, EUR, 750"})
    @DisplayName("are whole smallest units of one currency: cents, yen, thousandths of a dinar")
    void minorUnits(BigDecimal amount, String currency, long minor) {
        assertThat(Currencies.minorUnits(amount, currency)).isEqualTo(minor);
        assertThat(Currencies.units(BigDecimal.valueOf(minor), currency)).isEqualByComparingTo(amount);
        String customer = registers.customer();
        String order = registers.newId("o");
        registers.happens(
                "order.placed",
                customer,
                Map.of(
                        "orderId",
                        order,
                        "currency",
                        currency,
                        "total",
                        amount,
                        "items",
                        List.of(Map.of("sku", "T1", "name", "Teapot", "quantity", 3, "price", amount))));
        assertThat(registers
                        .jdbc()
                        .sql(
                                """
                        select concat_ws(' ', total_minor, amount_minor) from rapport.customer_order o
                        join rapport.customer_order_item i on i.order_id = o.id where o.id = ?""")
                        .param(order)
                        .query(String.class)
                        .single())
                .isEqualTo(minor + " " + 3 * minor);
    }

    @Test
    @DisplayName("have as many decimals in the database as in Java, for each code of three letters")
    void sameDecimals() {
        String[] codes = IntStream.range(0, 26 * 26 * 26)
                .mapToObj(n -> "" + (char) ('A' + n / 676) + (char) ('A' + n / 26 % 26) + (char) ('A' + n % 26))
                .toArray(String[]::new);
        List<String> otherwise = registers
                .jdbc()
                .sql("select code || ' ' || rapport.currency_decimals(code) from unnest(:codes::text[]) code")
                .param("codes", codes)
                .query(String.class)
                .list()
                .stream()
                .filter(line -> Currencies.decimals(line.substring(0, 3)) != Integer.parseInt(line.substring(4)))
                .collect(Collectors.toList());
        assertThat(otherwise).isEmpty();
    }

    @Test
    @DisplayName("smaller than the smallest unit are no amounts")
    void tooSmall() {
        assertThatThrownBy(() -> Currencies.minorUnits(new BigDecimal("0.5"), "JPY"))
                .isInstanceOf(ArithmeticException.class);
    }
}

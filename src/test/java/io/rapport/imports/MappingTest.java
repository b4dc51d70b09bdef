package io.rapport.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A mapping")
class MappingTest {

    @Test
    @DisplayName("states the form of all files, and of one kind otherwise")
    void form() {
        String text =
                """
                charset: UTF-16LE
                separator: tab
                timeZone: Asia/Shanghai
                orders: {charset: UTF-8, separator: ";", decimal: ",", columns: {id: [Nr, No.]}, fixed: {currency: EUR}}
                """;
        Mapping orders = Mapping.read(text, ImportKind.ORDERS);
        assertThat(orders.charset()).isEqualTo(StandardCharsets.UTF_8);
        assertThat(List.of(orders.separator(), orders.decimal())).containsExactly(';', ',');
        assertThat(orders.columns()).containsEntry("id", List.of("Nr", "No."));
        assertThat(orders.fixed()).containsEntry("currency", "EUR");
        Mapping customers = Mapping.read(text, ImportKind.CUSTOMERS);
        assertThat(customers.charset()).isEqualTo(StandardCharsets.UTF_16LE);
        assertThat(customers.separator()).isEqualTo('\t');
        assertThat(customers.zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(customers.columns()).isEmpty();
    }

    @Test
    @DisplayName("may be like one that comes with the program, but for what it says itself")
    void like() {
        Mapping mapping = Mapping.read(
                "{like: shopify, timeZone: Europe/Berlin, orders: {columns: {total: Subtotal}}}", ImportKind.ORDERS);
        assertThat(mapping.columns())
                .containsEntry("total", List.of("Subtotal"))
                .containsEntry("sku", List.of("Lineitem sku"));
        assertThat(mapping.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "shopware|the name of one that comes with the program (shopify, woocommerce)",
                "{kunden: {}}|kunden is neither a kind",
                "{orders: {spalten: {}}}|orders.spalten is not known there",
                "{orders: {columns: {firstName: Vorname}}}|orders.columns.firstName is no field; there are id, customerId",
                "{charset: klingon}|charset klingon is not known",
                "{separator: ';;'}|separator must be one character",
                "{decimal: x}|decimal must be",
                "{dates: 'bbb'}|dates must be forms such as",
                "{timeZone: Mars/Olympus}|timeZone Mars/Olympus is none",
                "{phonePrefix: 49}|phonePrefix must be a country's number",
                "{customers: {types: {age: long}}}|a type is text, number, yes-no or date, not long",
                "{charset: UTF-8, charset: UTF-8}|names something twice",
                "{a: [}|is no YAML",
            })
    @DisplayName("that is wrong says what is, and what there is instead")
    void wrong(String text, String message) {
        assertThatThrownBy(() -> Mapping.read(text, ImportKind.CUSTOMERS))
                .isInstanceOf(FileRefused.class)
                .hasMessageContaining(message);
    }
}

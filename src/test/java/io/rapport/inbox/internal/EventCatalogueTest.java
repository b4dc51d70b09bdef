package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;

@DisplayName(
        "An event catalogue that events could not live by is refused when it is read, with the message and the fix")
class EventCatalogueTest {

    private static EventCatalogue read(String properties, String rules) {
        return EventCatalogue.read(
                new ByteArrayResource(
                        """
                asyncapi: 3.0.0
                components:
                  messages:
                    order.weighed:
                      name: order.weighed
                      payload:
                        type: object
                        properties: {%s}
                      x-rapport: {%s}
                """
                                .formatted(properties, rules)
                                .getBytes(StandardCharsets.UTF_8)),
                InstantSource.system());
    }

    @Test
    @DisplayName("The shipped one is read")
    void shipped() {
        EventCatalogue catalogue =
                EventCatalogue.read(new FileSystemResource("processes/events.asyncapi.yaml"), InstantSource.system());
        assertThat(catalogue.references("order.delivered")).contains("customer", "order");
        assertThat(catalogue.variables("survey.answered")).containsExactly("score");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "on: {type: string, format: date, x-days-from-event: 7}",
                "on: {type: string, format: date, x-days-from-event: [7]}",
                "on: {type: string, format: date, x-days-from-event: [7, -7]}",
                "on: {type: string, format: date, x-days-from-event: [a, b]}",
                "on: {type: string, x-days-from-event: [-7, 7]}"
            })
    @DisplayName("A rule on how far a date may lie from its event that says nothing")
    void daysFromEvent(String field) {
        assertThatThrownBy(() -> read(field.replace("on:", "'on':"), "unmatched: done"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("message 'order.weighed': the field 'on': x-days-from-event must be two whole");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "note: {type: string, x-journey-variable: true}",
                "note: {x-journey-variable: true}",
                "note: {type: object, x-journey-variable: true}",
                "note: {type: [string, integer], x-journey-variable: true}",
                "note: {type: array, items: {type: string}, x-journey-variable: true}"
            })
    @DisplayName("A journey variable that is no number and no truth value: it passed, and each such event died")
    void textAsVariable(String field) {
        assertThatThrownBy(() -> read(field, "unmatched: done"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "message 'order.weighed': the field 'note' is marked x-journey-variable and must be of"
                                + " the type number, integer or boolean");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grams: {type: integer, x-journey-variable: true}",
                "grams: {type: [number, 'null'], x-journey-variable: true}",
                "light: {type: boolean, x-journey-variable: true}"
            })
    @DisplayName("Numbers and truth values may be journey variables")
    void shortVariables(String field) {
        assertThat(read(field, "unmatched: done").variables("order.weighed")).hasSize(1);
    }

    @Test
    @DisplayName("A reference that points to no field of the data")
    void referenceToNothing() {
        assertThatThrownBy(() -> read("orderId: {type: string}", "unmatched: done, references: {order: /orderID}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "message 'order.weighed': x-rapport.references.order is '/orderID', and its data has no such field");
        assertThat(read("orderId: {type: string}", "unmatched: done, references: {order: /orderId}")
                        .references("order.weighed"))
                .containsExactly("customer", "order");
    }
}

package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.NewEvent;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.FileSystemResource;

@DisplayName("A date that lies too far from its event is a default or a mistyped year, and refused at the door")
class DaysFromEventTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final EventCatalogue CATALOGUE =
            EventCatalogue.read(new FileSystemResource("processes/events.asyncapi.yaml"), InstantSource.system());

    private static NewEvent event(String type, String field, String value, Instant happened) {
        ObjectNode data = new ObjectMapper().createObjectNode().put(field, value);
        if (type.startsWith("order.")) {
            data.put("orderId", "4711");
        }
        return new NewEvent("urn:test", "e-1", type, "c-1", happened, data);
    }

    @ParameterizedTest
    @CsvSource({
        "order.shipped, expectedOn, 0001-01-01",
        "order.shipped, expectedOn, 2020-01-01",
        "order.shipped, expectedOn, 9999-12-31",
        "order.delayed, expectedOn, 0001-01-01",
        "order.delayed, expectedOn, 2026-11-21",
        "order.delayed, expectedOn, 2027-12-01",
        "order.delayed, expectedOn, 9999-12-31",
        "customer.lapsed, lastOrderAt, 0001-01-01T00:00:00Z",
        "customer.lapsed, lastOrderAt, 2026-12-01T00:00:00Z",
        "customer.lapsed, lastOrderAt, 9999-12-31T23:59:59Z"
    })
    @DisplayName("with the field and what it may be")
    void refused(String type, String field, String value) {
        InvalidEvent refused =
                catchThrowableOfType(InvalidEvent.class, () -> CATALOGUE.check(event(type, field, value, null), NOW));
        assertThat(refused.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).isEqualTo("/data/" + field);
            assertThat(fault.detail())
                    .startsWith("must lie between ")
                    .contains("as the event is of 2026-11-29; correct it, or name in time when the event happened");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "order.shipped, expectedOn, 2026-11-22",
        "order.shipped, expectedOn, 2026-11-29",
        "order.delayed, expectedOn, 2027-11-30",
        "customer.lapsed, lastOrderAt, 2026-11-29T11:00:00Z",
        "customer.lapsed, lastOrderAt, 1999-01-01T00:00:00Z"
    })
    @DisplayName("What may be is taken, with a few days of grace")
    void taken(String type, String field, String value) {
        assertThatCode(() -> CATALOGUE.check(event(type, field, value, null), NOW))
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("An old event that says when it happened is measured by that day")
    void oldEvent() {
        Instant then = Instant.parse("2020-01-02T08:00:00Z");
        assertThatCode(() -> CATALOGUE.check(event("order.shipped", "expectedOn", "2020-01-05", then), NOW))
                .doesNotThrowAnyException();
        InvalidEvent refused = catchThrowableOfType(
                InvalidEvent.class,
                () -> CATALOGUE.check(event("order.shipped", "expectedOn", "2026-11-30", then), NOW));
        assertThat(refused.faults())
                .containsExactly(new Fault(
                        "/data/expectedOn",
                        "must lie between 2019-12-26 and 2021-01-02, as the event is of 2020-01-02; correct it, or name"
                                + " in time when the event happened"));
    }
}

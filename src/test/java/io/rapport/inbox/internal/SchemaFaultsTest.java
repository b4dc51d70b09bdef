package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.NewEvent;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.FileSystemResource;

@DisplayName("What is wrong with an event's data is reported in words that name the fix")
class SchemaFaultsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EventCatalogue CATALOGUE =
            EventCatalogue.read(new FileSystemResource("processes/events.asyncapi.yaml"), InstantSource.system());

    private static InvalidEvent refused(String type, JsonNode data) {
        NewEvent event = new NewEvent("urn:test", "e-1", type, "c-1", null, data);
        return catchThrowableOfType(InvalidEvent.class, () -> CATALOGUE.check(event));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            email      | "x"          | is not an e-mail address; correct it to a form such as hannah@example.com
            lastName   | ""           | must not be blank; write at least one character that can be seen
            firstName  | " "          | must not be blank; write at least one character that can be seen
            attributes | null         | must be an object, not null
            timeZone   | 5            | must be a string, not a whole number
            phone      | "12"         | must have a form such as +44 20 7946 0112 (pattern ^\\+[1-9][0-9 ()-]{4,28}[0-9]$)
            birthday   | "17.4.1986"  | must be a date such as 1986-04-17, neither before 1900 nor in the future, or --04-17 without the year
            birthday   | 514166400    | must be a date such as 1986-04-17, neither before 1900 nor in the future, or --04-17 without the year; write it in quotes, not as a whole number
            attributes | []           | must be an object, not an array
            """)
    @DisplayName("of a customer")
    void customer(String field, String value, String words) {
        ObjectNode data = (ObjectNode)
                json(
                        """
                        {"firstName": "Ann", "lastName": "Lee", "email": "a@example.com", "locale": "en-GB",
                         "timeZone": "Europe/London"}""");
        data.set(field, json(value));

        assertThat(refused("customer.registered", data).faults()).containsExactly(new Fault("/data/" + field, words));
    }

    @Test
    @DisplayName("of an order: amounts, and what is empty")
    void order() {
        JsonNode data = json(
                """
                {"orderId": "4711", "currency": "EUR", "total": -1,
                 "items": [{"sku": "", "name": "n", "quantity": 1.5, "price": 2000000000}]}""");

        assertThat(refused("order.placed", data).faults())
                .containsExactlyInAnyOrder(
                        new Fault("/data/total", "must be at least 0"),
                        new Fault("/data/items/0/sku", "must not be empty"),
                        new Fault("/data/items/0/quantity", "must be a whole number"),
                        new Fault("/data/items/0/price", "must be at most 1000000000"));
    }

    @Test
    @DisplayName("a value out of a list names the list, and a field's own name its pattern")
    void listsAndNames() {
        assertThat(refused(
                                "complaint.opened",
                                json("{\"complaintId\": \"C1\", \"text\": \"t\", \"channel\": \"pigeon\"}"))
                        .faults())
                .containsExactly(new Fault("/data/channel", "must be one of email, phone, web, store, letter, social"));
        assertThat(refused("customer.updated", json("{\"attributes\": {\"a b\": 1}}"))
                        .faults())
                .containsExactly(new Fault(
                        "/data/attributes/a b",
                        "has a name that is not taken; names match the pattern ^[A-Za-z][A-Za-z0-9_.-]{0,63}$"));
    }

    @Test
    @DisplayName("where one of several ways would do, all are one fault")
    void choices() {
        assertThat(refused("message.bounced", json("{\"channel\": \"email\", \"kind\": \"hard\"}"))
                        .faults())
                .containsExactly(new Fault("/data", "must have messageId, or must have address"));
        assertThat(refused(
                                "contact.preferred",
                                json("{\"source\": \"s\", \"wording\": \"w\", \"pausedUntil\": \"soon\","
                                        + " \"preferredHour\": 25}"))
                        .faults())
                .containsExactlyInAnyOrder(
                        new Fault(
                                "/data/pausedUntil",
                                "must be an RFC 3339 time with offset, such as 2026-05-04T09:30:00+02:00, or must be"
                                        + " none"),
                        new Fault("/data/preferredHour", "must be at most 23, or must be none"));
    }

    @Test
    @DisplayName("an event that says nothing is told what it could say")
    void nothingSaid() {
        assertThat(refused("contact.preferred", json("{\"source\": \"s\", \"wording\": \"w\"}"))
                        .faults())
                .containsExactly(
                        new Fault("/data", "must have at least 3 fields; add one of pace, pausedUntil, preferredHour"));
    }
}

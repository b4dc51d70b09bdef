package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.ContactPreferences.Pace;
import io.rapport.inbox.Event;
import io.rapport.testing.RegisterFixture;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a customer chose about contacts")
class ContactChoicesTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Preferences preferences = registers.get(Preferences.class);
    private String customer;

    @BeforeEach
    void somebody() {
        customer = registers.newId("c");
    }

    private Event chose(Map<String, Object> choice) {
        Map<String, Object> data = new HashMap<>(choice);
        data.putAll(Map.of("source", "test", "wording", "test"));
        return registers.event("contact.preferred", customer, data);
    }

    @Test
    @DisplayName("is the company's choice until the customer chooses; it changes choice by choice, and back again")
    void choices() {
        assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.NORMAL, null, null));
        Instant until = Instant.parse("2026-04-10T09:30:00Z");
        registers.handle(chose(Map.of("pace", "less", "preferredHour", 19)));
        registers.handle(chose(Map.of("pausedUntil", "2026-04-10T11:30:00+02:00")));
        assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.LESS, until, 19));
        assertThat(preferences.of(customer).isPaused(until.minusSeconds(1))).isTrue();
        assertThat(preferences.of(customer).isPaused(until)).isFalse();

        registers.handle(chose(Map.of("pausedUntil", "none", "preferredHour", "none")));
        assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.LESS, null, null));
        registers.handle(chose(Map.of("pace", "normal")));
        assertThat(preferences.of(customer)).isEqualTo(ContactPreferences.DEFAULT);
    }

    @Test
    @DisplayName("is in each field the newest choice, in whichever order and however often events are handled")
    void late() {
        Event older = chose(Map.of("pace", "less", "preferredHour", 19));
        Event newer = chose(Map.of("pace", "normal", "pausedUntil", "2026-04-10T11:30:00+02:00"));
        for (Event event : List.of(newer, older, newer, older)) {
            registers.handle(event);
        }
        assertThat(preferences.of(customer))
                .isEqualTo(new ContactPreferences(Pace.NORMAL, Instant.parse("2026-04-10T09:30:00Z"), 19));
    }

    @Test
    @DisplayName("keeps the choices of events that are handled at once")
    void atOnce() {
        assertThat(registers.atOnce(List.of(
                        () -> registers.handle(chose(Map.of("pace", "less"))),
                        () -> registers.handle(chose(Map.of("preferredHour", 7))),
                        () -> registers.handle(chose(Map.of("pausedUntil", "2026-04-10T00:00:00Z"))))))
                .noneMatch(Exception.class::isInstance);
        assertThat(preferences.of(customer))
                .isEqualTo(new ContactPreferences(Pace.LESS, Instant.parse("2026-04-10T00:00:00Z"), 7));
    }

    @Test
    @DisplayName("is forgotten by erasure, and none of who comes back; another customer's stays")
    void erased() {
        registers.handle(chose(Map.of("pace", "less")));
        String first = customer;
        customer = registers.newId("c");
        registers.handle(chose(Map.of("preferredHour", 7)));
        registers.happens("customer.erased", first, Map.of());
        registers.happens("customer.registered", first, Map.of("firstName", "Anna"));
        assertThat(preferences.of(first)).isEqualTo(ContactPreferences.DEFAULT);
        assertThat(preferences.of(customer).preferredHour()).isEqualTo(7);
    }

    @ParameterizedTest(name = "{0} waits: forbids what the customer may refuse {1}, what is about their order {2}")
    @CsvSource({
        "customer.erased, true, true",
        "consent.withdrawn, true, false",
        "contact.preferred, true, false",
        "complaint.opened, true, false",
        "order.returned o1, true, true",
        "order.cancelled o1, true, true",
        "order.refunded o1, true, true",
        "customer.confirmed, false, false",
        "order.returned o2, false, false",
        "order.cancelled, false, false",
        "'', false, false",
    })
    @DisplayName("may be changed by an event that waits, according to what the message is about")
    void news(String waits, boolean optOut, boolean aboutTheOrder) {
        Addressee addressee = new Addressee(
                null, ContactPreferences.DEFAULT, List.of(), "1", waits.isEmpty() ? List.of() : List.of(waits));
        assertThat(addressee.hasNews(true, false, "o1")).isEqualTo(optOut);
        assertThat(addressee.hasNews(false, false, "o1")).isEqualTo(aboutTheOrder);
        assertThat(addressee.hasNews(false, true, null))
                .as("what asks for a confirmation")
                .isEqualTo(waits.equals("customer.erased") || waits.equals("customer.confirmed"));
    }
}

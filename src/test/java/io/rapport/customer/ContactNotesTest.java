package io.rapport.customer;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.InvalidEvent;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("A contact that staff had with a customer")
@Tag("slow")
class ContactNotesTest {

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private ContactNotes contacts;

    @Autowired
    private BusinessClock clock;

    private static Map<String, Object> call(String outcome, String note) {
        return new HashMap<>(Map.of("channel", "phone", "direction", "outbound", "outcome", outcome, "note", note));
    }

    private List<ContactNote> of(String customer) {
        return contacts.newest(List.of(customer), Instant.parse("2999-01-01T00:00:00Z"), 10);
    }

    @Test
    @DisplayName("is kept with its outcome, the newest first")
    void kept() {
        String customer = shop.customer();
        journeys.event("contact.noted", customer, call("not-reached", "Rang twice"));
        clock.moveBy(Duration.ofHours(1));
        Map<String, Object> reached = call("reached", "蒸汽壶 is on its way");
        reached.put("by", "clara");
        journeys.event("contact.noted", customer, reached);

        assertThat(of(customer)).extracting(ContactNote::outcome).containsExactly("reached", "not-reached");
        assertThat(of(customer).get(0).by()).isEqualTo("clara");
        assertThat(of(customer).get(0).note()).isEqualTo("蒸汽壶 is on its way");
        assertThat(of(customer).get(1).by()).isNull();
        assertThat(contacts.newest(List.of(customer), of(customer).get(0).at(), 10))
                .as("before the newest one")
                .hasSize(1);
    }

    @Test
    @DisplayName("is forgotten with the customer")
    void forgotten() {
        String customer = shop.customer();
        journeys.event("contact.noted", customer, call("reached", "Wants to be forgotten"));
        assertThat(of(customer)).hasSize(1);

        journeys.event("customer.erased", customer, Map.of());

        assertThat(of(customer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"channel", "direction", "outcome", "note"})
    @DisplayName("is refused when it does not say how, who began, what came of it, or what was said")
    void refused(String missing) {
        Map<String, Object> data = call("reached", "x");
        data.remove(missing);

        assertThatThrownBy(() -> journeys.accept(newId("e"), "contact.noted", newId("c"), data))
                .isInstanceOf(InvalidEvent.class);
    }
}

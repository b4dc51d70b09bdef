package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.customer.ContactPreferences.Pace;
import io.rapport.inbox.InvalidEvent;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("What customers allow and choose")
class PreferencesTest {

    @Autowired
    private Journeys journeys;

    @Autowired
    private Preferences preferences;

    @Autowired
    private Consents consents;

    @Autowired
    private JdbcClient jdbc;

    private String customer;

    @BeforeEach
    void meet() {
        customer = Journeys.newId("prefers");
    }

    private void prefer(Map<String, Object> choice) {
        Map<String, Object> data = new HashMap<>(choice);
        data.put("source", "test");
        data.put("wording", "test");
        journeys.event("contact.preferred", customer, data);
    }

    private void consent(String type, String channel, String topic, String basis) {
        Map<String, Object> data =
                new HashMap<>(Map.of("channel", channel, "topic", topic, "source", "test", "wording", "test"));
        if (basis != null) {
            data.put("basis", basis);
        }
        journeys.event(type, customer, data);
    }

    @Nested
    @DisplayName("How often and when")
    class HowOftenAndWhen {

        @Test
        @DisplayName("is the company's choice until the customer chooses")
        void defaults() {
            assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.NORMAL, null, null));
        }

        @Test
        @DisplayName("changes choice by choice, and back again")
        void choices() {
            Instant until = Instant.parse("2026-04-10T09:30:00Z");
            prefer(Map.of("pace", "less", "preferredHour", 19));
            prefer(Map.of("pausedUntil", "2026-04-10T11:30:00+02:00"));
            assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.LESS, until, 19));
            assertThat(preferences.of(customer).isPaused(until.minusSeconds(1))).isTrue();
            assertThat(preferences.of(customer).isPaused(until)).isFalse();

            prefer(Map.of("pausedUntil", "none", "preferredHour", "none"));
            assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.LESS, null, null));
            prefer(Map.of("pace", "normal"));
            assertThat(preferences.of(customer)).isEqualTo(ContactPreferences.DEFAULT);
        }

        @Test
        @DisplayName("is what the newest event says, also when an older one is handled late")
        void late() {
            prefer(Map.of("pace", "less", "preferredHour", 19));
            jdbc.sql("update rapport.contact_preference set pace_seq = pace_seq + 1000000 where customer_id = ?")
                    .params(customer)
                    .update();

            prefer(Map.of("pace", "normal", "preferredHour", 7));

            assertThat(preferences.of(customer)).isEqualTo(new ContactPreferences(Pace.LESS, null, 7));
        }

        @Test
        @DisplayName("is forgotten with the customer")
        void erased() {
            prefer(Map.of("pace", "less"));

            journeys.event("customer.erased", customer, Map.of());

            assertThat(preferences.of(customer)).isEqualTo(ContactPreferences.DEFAULT);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{'pace':'never'}", "{'preferredHour':24}", "{'pausedUntil':'tomorrow'}"})
        @DisplayName("is refused at the door when it makes no sense")
        void refused(String choice) {
            Map<String, Object> data = new HashMap<>(Map.of("source", "test", "wording", "test"));
            org.springframework.boot.json.JsonParserFactory.getJsonParser()
                    .parseMap(choice.replace('\'', '"'))
                    .forEach(data::put);

            assertThatThrownBy(() -> journeys.accept("refused-" + customer, "contact.preferred", customer, data))
                    .isInstanceOf(InvalidEvent.class);
        }
    }

    @Nested
    @DisplayName("The consent ledger")
    class Ledger {

        @Test
        @DisplayName("keeps who said what, on which basis, in which words, where and when")
        void evidence() {
            consent("consent.granted", "sms", "offers", null);
            consent("consent.withdrawn", "sms", "tips", "legitimate-interest");

            assertThat(consents.ledger(customer))
                    .extracting(
                            Consents.Entry::channel,
                            Consents.Entry::topic,
                            Consents.Entry::granted,
                            Consents.Entry::basis)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("sms", "tips", false, "legitimate-interest"),
                            org.assertj.core.groups.Tuple.tuple("sms", "offers", true, "consent"));
            assertThat(consents.ledger(customer)).allSatisfy(entry -> {
                assertThat(entry.source()).isEqualTo("test");
                assertThat(entry.wording()).isEqualTo("test");
                assertThat(entry.recordedAt()).isNotNull();
            });
        }

        @Test
        @DisplayName("tells channels apart")
        void channels() {
            consent("consent.granted", "sms", "offers", null);

            assertThat(consents.inForce(customer, "sms", "offers")).hasValue(true);
            assertThat(consents.inForce(customer, "email", "offers")).isEmpty();
        }

        @Test
        @DisplayName("withdraws all topics at once, until one of them is granted anew")
        void all() {
            consent("consent.granted", "email", "offers", null);
            consent("consent.withdrawn", "email", "all", null);
            assertThat(consents.inForce(customer, "email", "offers")).hasValue(false);
            assertThat(consents.inForce(customer, "email", "topic-to-come")).hasValue(false);
            assertThat(consents.inForce(customer, "sms", "offers")).isEmpty();

            consent("consent.granted", "email", "tips", null);
            assertThat(consents.inForce(customer, "email", "tips")).hasValue(true);
            assertThat(consents.inForce(customer, "email", "offers")).hasValue(false);
        }

        @Test
        @DisplayName("takes a grant of all topics as the end of their withdrawal, never as consent")
        void allTakenBack() {
            consent("consent.granted", "email", "offers", null);
            consent("consent.withdrawn", "email", "surveys", null);
            consent("consent.withdrawn", "email", "all", null);
            consent("consent.granted", "email", "all", null);

            assertThat(consents.inForce(customer, "email", "offers")).hasValue(true);
            assertThat(consents.inForce(customer, "email", "surveys")).hasValue(false);
            assertThat(consents.inForce(customer, "email", "tips")).isEmpty();
        }

        @Test
        @DisplayName("takes a grant on legitimate interest as an objection taken back, not as consent")
        void objectionTakenBack() {
            consent("consent.withdrawn", "email", "tips", "legitimate-interest");
            assertThat(consents.inForce(customer, "email", "tips")).hasValue(false);

            consent("consent.granted", "email", "tips", "legitimate-interest");
            assertThat(consents.inForce(customer, "email", "tips")).isEmpty();
        }

        @Test
        @DisplayName("does not carry consent over an erasure")
        void erased() {
            consent("consent.granted", "email", "offers", null);
            consent("consent.withdrawn", "email", "tips", null);

            journeys.event("customer.erased", customer, Map.of());

            assertThat(consents.inForce(customer, "email", "offers")).hasValue(false);
            assertThat(consents.inForce(customer, "email", "tips")).hasValue(false);
            assertThat(consents.ledger(customer)).hasSize(3).first().satisfies(entry -> assertThat(entry.source())
                    .isEqualTo("erasure"));
        }

        @Test
        @DisplayName("can only grow, by our own SQL too")
        void appendOnly() {
            consent("consent.granted", "email", "offers", null);

            for (String change : List.of(
                    "update rapport.consent_entry set granted = not granted",
                    "delete from rapport.consent_entry",
                    "truncate rapport.consent_entry")) {
                assertThatThrownBy(() -> jdbc.sql(change).update())
                        .as(change)
                        .isInstanceOf(DataAccessException.class)
                        .hasMessageContaining("rapport.consent_entry is append-only");
            }
            assertThat(consents.inForce(customer, "email", "offers")).hasValue(true);
        }
    }
}

package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.inbox.Event;
import io.rapport.testing.RegisterFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

@DisplayName("The consent ledger")
class ConsentLedgerTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Consents consents = registers.get(Consents.class);
    private String customer;

    @BeforeEach
    void somebody() {
        customer = registers.newId("c");
    }

    private Event said(boolean granted, String channel, String topic, String basis) {
        Map<String, Object> data =
                new HashMap<>(Map.of("channel", channel, "topic", topic, "source", "test", "wording", "Yes."));
        if (basis != null) {
            data.put("basis", basis);
        }
        return registers.event(granted ? "consent.granted" : "consent.withdrawn", customer, data);
    }

    private Optional<Boolean> inForce(String topic) {
        return consents.inForce(customer, "email", topic);
    }

    @Test
    @DisplayName("keeps who said what, on which basis, in which words, where and when")
    void evidence() {
        registers.handle(said(true, "sms", "offers", null));
        registers.handle(said(false, "sms", "tips", "legitimate-interest"));
        assertThat(consents.ledger(customer))
                .extracting(
                        Consents.Entry::channel, Consents.Entry::topic, Consents.Entry::granted, Consents.Entry::basis)
                .containsExactly(
                        tuple("sms", "tips", false, "legitimate-interest"), tuple("sms", "offers", true, "consent"));
        assertThat(consents.ledger(customer)).allSatisfy(entry -> {
            assertThat(entry.source()).isEqualTo("test");
            assertThat(entry.wording()).isEqualTo("Yes.");
            assertThat(entry.recordedAt()).isEqualTo(RegisterFixture.NOON);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update rapport.consent_entry set granted = not granted",
                "delete from rapport.consent_entry",
                "truncate rapport.consent_entry"
            })
    @DisplayName("can only grow, by our own SQL, too")
    void appendOnly(String change) {
        registers.handle(said(true, "email", "offers", null));
        assertThatThrownBy(() -> registers.jdbc().sql(change).update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("rapport.consent_entry is append-only");
        assertThat(inForce("offers")).contains(true);
    }

    @Test
    @DisplayName("has one entry for one event, however often and by how many it is handled")
    void sameEvent() {
        Event granted = said(true, "email", "offers", null);
        registers.handle(granted);
        registers.handle(granted);
        assertThat(registers.atOnce(4, () -> registers.handle(granted))).noneMatch(Exception.class::isInstance);
        assertThat(consents.ledger(customer)).hasSize(1);
        assertThat(inForce("offers")).contains(true);
    }

    @Test
    @DisplayName("takes entries of many events at once, and the newest of them is in force")
    void atOnce() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            events.add(said(i % 2 == 0, "email", "offers", null));
        }
        List<Event> waiting = Collections.synchronizedList(new ArrayList<>(events));
        assertThat(registers.atOnce(events.size(), () -> registers.handle(waiting.remove(0))))
                .noneMatch(Exception.class::isInstance);
        assertThat(consents.ledger(customer)).hasSize(6);
        assertThat(inForce("offers")).as("the last was a withdrawal").contains(false);
    }

    @Test
    @DisplayName("goes by the order in which events came in, not by the order in which they are handled")
    void late() {
        Event granted = said(true, "email", "offers", null);
        Event withdrawn = said(false, "email", "offers", null);
        registers.handle(withdrawn);
        registers.handle(granted);
        assertThat(inForce("offers")).contains(false);
        assertThat(consents.ledger(customer))
                .as("the newest first")
                .extracting(Consents.Entry::granted)
                .containsExactly(false, true);
    }

    @Test
    @DisplayName("withdraws at erasure what was granted, once; objections stay, and nothing is granted by coming back")
    void erased() {
        registers.handle(said(true, "email", "offers", null));
        registers.handle(said(true, "sms", "offers", "contract"));
        registers.handle(said(false, "email", "tips", null));
        registers.handle(said(false, "email", "all", "legitimate-interest"));
        registers.handle(said(true, "email", "all", "legitimate-interest"));
        Event erasure = registers.happens("customer.erased", customer, Map.of());
        registers.handle(erasure);
        registers.happens("customer.erased", customer, Map.of());

        assertThat(consents.ledger(customer))
                .filteredOn(entry -> entry.source().equals("erasure"))
                .extracting(Consents.Entry::channel, Consents.Entry::topic, Consents.Entry::granted)
                .containsExactlyInAnyOrder(tuple("email", "offers", false), tuple("sms", "offers", false));
        registers.happens("customer.registered", customer, Map.of("firstName", "Anna"));
        assertThat(inForce("offers")).contains(false);
        assertThat(inForce("tips")).contains(false);
        assertThat(inForce("never-said")).isEmpty();

        registers.handle(said(true, "email", "offers", null));
        assertThat(inForce("offers")).as("said by the new customer").contains(true);
    }

    @Test
    @DisplayName("answers the same from rows that were read before as by its own statement")
    void sameAnswer() {
        List<Event> all = List.of(
                said(true, "email", "offers", null),
                said(false, "email", "all", null),
                said(true, "email", "tips", null),
                said(true, "sms", "all", null),
                said(true, "email", "surveys", "legitimate-interest"));
        for (Event event : all) {
            registers.handle(event);
            List<Consents.Entry> ledger = consents.ledger(customer);
            for (String channel : List.of("email", "sms")) {
                for (String topic : List.of("offers", "tips", "surveys", "all", "other")) {
                    assertThat(Consents.inForce(ledger, channel, topic))
                            .as("%s about %s", channel, topic)
                            .isEqualTo(consents.inForce(customer, channel, topic));
                }
            }
        }
    }

    @Nested
    @DisplayName("as a rule")
    class AsARule {

        private static List<Consents.Entry> ledger(String entries) {
            List<Consents.Entry> ledger = new ArrayList<>();
            for (String entry : entries.strip().split("\\s*;\\s*")) {
                if (!entry.isEmpty()) {
                    String[] words = entry.split(" ");
                    ledger.add(new Consents.Entry(
                            "email",
                            words[1],
                            words[0].equals("grants"),
                            words.length > 2 ? words[2] : "consent",
                            "test",
                            "test",
                            ledger.size() + 1,
                            Instant.EPOCH));
                }
            }
            return ledger;
        }

        @ParameterizedTest(name = "{0}: {1}")
        @CsvSource({
            "'', never said",
            "grants offers, granted",
            "withdraws offers, withdrawn",
            "grants offers; withdraws offers, withdrawn",
            "grants offers; withdraws offers; grants offers, granted",
            "grants tips, never said",
            "withdraws all, withdrawn",
            "grants offers; withdraws all, withdrawn",
            "withdraws all; grants offers, granted",
            "withdraws all; grants all, never said",
            "grants offers; withdraws all; grants all, granted",
            "withdraws offers; withdraws all; grants all, withdrawn",
            "grants all, never said",
            "grants offers legitimate-interest, never said",
            "grants offers; withdraws offers legitimate-interest; grants offers legitimate-interest, never said",
            "withdraws all; grants offers legitimate-interest, never said",
            "grants offers contract, granted",
            "withdraws all; grants tips; withdraws tips, withdrawn",
            "withdraws offers legitimate-interest, withdrawn",
            "withdraws offers legitimate-interest; grants offers legitimate-interest, never said",
        })
        @DisplayName("tells about offers what the newest entries say, in whichever order they are read")
        void rule(String entries, String expected) {
            List<Consents.Entry> ledger = ledger(entries);
            Optional<Boolean> said =
                    expected.equals("never said") ? Optional.empty() : Optional.of(expected.equals("granted"));
            assertThat(Consents.inForce(ledger, "email", "offers")).isEqualTo(said);
            Collections.reverse(ledger);
            assertThat(Consents.inForce(ledger, "email", "offers")).isEqualTo(said);
            assertThat(Consents.inForce(ledger, "sms", "offers"))
                    .as("another channel")
                    .isEmpty();
        }
    }
}

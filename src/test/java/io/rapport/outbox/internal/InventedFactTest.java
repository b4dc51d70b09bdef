package io.rapport.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.contactpolicy.PolicyFact;
import io.rapport.contactpolicy.PolicyTableCheck.TableFinding;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.database.RoundTrip;
import io.rapport.journey.table.ContactTablesCheck;
import io.rapport.mail.ScriptedSmtpServer;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.testing.ShippedTables;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
@DisplayName("A fact that nobody has thought of yet, about a new table, takes one class")
class InventedFactTest {

    /** That class. */
    private static final class AtSea implements PolicyFact {

        @Override
        public String key() {
            return "atSea";
        }

        @Override
        public List<String> tables() {
            return List.of("rapport.voyage");
        }

        @Override
        public List<RoundTrip.Query> ask(Collection<String> customerIds, Consumer<String> holds) {
            return List.of(new RoundTrip.Query(
                    "select traveller from rapport.voyage where traveller = any(:customers)",
                    Map.of("customers", customerIds.toArray(String[]::new)),
                    row -> holds.accept(row.getString(1))));
        }
    }

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture(
            new AtSea(),
            """
            do $$ begin
                create table rapport.voyage (traveller text primary key);
                create trigger contact_version after insert or update or delete on rapport.voyage
                    for each row execute function rapport.contact_customer_changed('traveller');
            end $$""");

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @BeforeEach
    void holdWhoIsAtSea() {
        PolicyDecisionService shipped = ShippedTables.read();
        messaging.rules.replace(new PolicyDecisionService() {

            @Override
            public RuleResult decide(Map<String, Object> facts) {
                return facts.get("atSea").equals(true)
                        ? new RuleResult("DEFER", "fact", "at-sea", "nobody reads at sea", "test")
                        : shipped.decide(facts);
            }

            @Override
            public List<Limit> limits(String category, String pace) {
                return shipped.limits(category, pace);
            }
        });
    }

    @AfterEach
    void stop() {
        messaging.stop();
        server.close();
    }

    @Test
    @DisplayName("decides, and stands on the message's row")
    void decides() {
        String customer = messaging.customer();
        sail(customer);
        UUID welcome = messaging.welcome(customer);
        messaging.start(server.port());

        assertThat(messaging.awaitQueuedAgain(welcome, "at-sea: ").inputs()).contains("\"atSea\": true");
        assertThat(server.accepted()).isEmpty();
    }

    @Test
    @DisplayName("may be asked for by the tables of that application, and of no other")
    void vocabulary() {
        byte[] asking = ShippedTables.text()
                .replaceFirst("<text>paused</text>", "<text>atSea or paused</text>")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(ContactTablesCheck.check("contact-policy.dmn", asking, messaging.vocabulary()))
                .isEmpty();
        assertThat(ContactTablesCheck.check("contact-policy.dmn", asking, PolicyVocabulary.OWN))
                .extracting(TableFinding::text)
                .anySatisfy(said -> assertThat(said).contains("asks for atSea, which is not known"));
    }

    @Test
    @DisplayName("is noticed when it changes while the mail is being written")
    void changesMeanwhile() {
        String customer = messaging.customer();
        messaging.facts.meanwhile.set(() -> sail(customer));
        messaging.start(server.port());
        UUID welcome = messaging.welcome(customer);

        assertThat(messaging.awaitQueuedAgain(welcome, "at-sea: ").attempts()).isZero();
        assertThat(server.accepted()).isEmpty();
    }

    @Test
    @DisplayName("wakes what it put off as soon as it is no longer so")
    void wakes() {
        String customer = messaging.customer();
        sail(customer);
        UUID welcome = messaging.welcome(customer);
        messaging.start(server.port());
        messaging.awaitQueuedAgain(welcome, "at-sea: ");

        messaging
                .jdbc
                .sql("delete from rapport.voyage where traveller = ?")
                .params(customer)
                .update();

        messaging.await(welcome, State.SENT);
    }

    @Test
    @DisplayName(
            "and the application does not start if nobody would notice its changes: the answer says what is missing")
    void withoutTrigger() {
        assertThatThrownBy(() -> new OutboxFixture(
                        new AtSea(), "do $$ begin create table rapport.voyage (traveller text primary key); end $$"))
                .rootCause()
                .hasMessageContaining("the fact 'atSea' of the contact policy reads the table rapport.voyage")
                .hasMessageContaining(
                        "create trigger contact_version after insert or update or delete on rapport.voyage");
    }

    private static void sail(String customer) {
        messaging
                .jdbc
                .sql("insert into rapport.voyage values (?)")
                .params(customer)
                .update();
    }
}

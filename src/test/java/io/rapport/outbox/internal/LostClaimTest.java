package io.rapport.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.channel.SendResult;
import io.rapport.channel.TestChannels.Changing;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
@DisplayName("A worker that comes back late, when its message is no longer its own,")
class LostClaimTest {

    private static final Changing CHANNEL = new Changing("sms");

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture(CHANNEL);

    private final CountDownLatch done = new CountDownLatch(1);

    @BeforeEach
    void everybodyListens() {
        messaging.facts.listening.addAll(
                List.of("message.sent", "message.deferred", "message.withheld", "message.failed"));
    }

    @AfterEach
    void stop() {
        messaging.stop();
    }

    @Test
    @DisplayName("tells nobody how it ended, suppresses nobody, and leaves the row to whom it belongs")
    void outcome() throws Exception {
        UUID id = text();
        CHANNEL.behave(message -> {
            takenOver(id, "sending");
            done.countDown();
            return new SendResult(SendResult.Outcome.PERMANENT, "no such number", null, "sms");
        });
        messaging.start(OutboxFixture.deadPort());
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();

        assertUntouched(id, "sending");
        assertThat(messaging.suppression("sms", "+44 20 7946 0112")).isEmpty();
    }

    @Test
    @DisplayName("does not end the attempt that came after its own, though it has the same name")
    void laterAttempt() throws Exception {
        UUID id = text();
        CHANNEL.behave(message -> {
            messaging
                    .jdbc
                    .sql("update rapport.outbox_message set attempts = attempts + 1 where id = ?")
                    .params(id)
                    .update();
            done.countDown();
            return new SendResult(SendResult.Outcome.SENT, "taken");
        });
        messaging.start(OutboxFixture.deadPort());
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();

        assertUntouched(id, "sending");
    }

    @Test
    @DisplayName("does not tell that it was withheld")
    void withheld() throws Exception {
        String customer = messaging.customer();
        UUID offer = messaging.outbox.enqueue(
                OutboxRequest.toCustomer("first-order-nudge", customer).from("onboarding", "i-1"));
        messaging.rules.whileHolding(() -> {
            takenOver(offer, "claimed");
            done.countDown();
        });
        messaging.start(new io.rapport.mail.ScriptedSmtpServer().port());
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();

        assertUntouched(offer, "claimed");
    }

    @Test
    @DisplayName("does not tell that it was deferred")
    void deferred() throws Exception {
        String customer = messaging.customer("Ada", "en-US", "America/Los_Angeles");
        messaging.consent(customer, "offers", true);
        UUID offer = messaging.outbox.enqueue(
                OutboxRequest.toCustomer("first-order-nudge", customer).from("onboarding", "i-1"));
        messaging.rules.whileHolding(() -> {
            takenOver(offer, "claimed");
            done.countDown();
        });
        messaging.start(new io.rapport.mail.ScriptedSmtpServer().port());
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();

        assertUntouched(offer, "claimed");
        assertThat(messaging
                        .jdbc
                        .sql("select count(*) from rapport.outbox_delivery_log where message_id = ?")
                        .params(offer)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("One outcome that the database does not take costs no other message its own")
    void oneOfAGroup() {
        UUID poison = text();
        List<UUID> good = List.of(text(), text(), text(), text());
        CHANNEL.behave(message -> new SendResult(
                SendResult.Outcome.SENT, message.id().equals(poison) ? "no text for PostgreSQL: \0" : "taken"));
        messaging.start(OutboxFixture.deadPort());

        good.forEach(id -> messaging.await(id, State.SENT));
        // until its lease runs out, and then nobody knows
        assertThat(messaging.message(poison).state()).isEqualTo(State.SENDING);
    }

    private static UUID text() {
        String customer = messaging.customer();
        messaging.onlyByTelephone(customer);
        String order = "O-" + customer;
        messaging.order(order, customer);
        UUID id = messaging.outbox.enqueue(OutboxRequest.toCustomer("order-thanks", customer)
                .about(order, null, null, null)
                .from("post-purchase", "i-1"));
        messaging
                .jdbc
                .sql("update rapport.outbox_message set channel = 'sms' where id = ?")
                .params(id)
                .update();
        return id;
    }

    private static void takenOver(UUID id, String state) {
        messaging
                .jdbc
                .sql(
                        "update rapport.outbox_message set state = ?, claimed_by = 'another', lease_until = now() + interval '1 hour'"
                                + " where id = ?")
                .params(state, id)
                .update();
    }

    private void assertUntouched(UUID id, String state) throws InterruptedException {
        // long enough for whatever would be written
        TimeUnit.MILLISECONDS.sleep(Duration.ofMillis(500).toMillis());
        OutboxMessage message = messaging.message(id);
        assertThat(message.state().name()).isEqualToIgnoringCase(state);
        assertThat(messaging
                        .jdbc
                        .sql("select type from rapport.inbox_event where data ->> 'messageId' = ?")
                        .params(id.toString())
                        .query(String.class)
                        .list())
                .isEmpty();
    }
}

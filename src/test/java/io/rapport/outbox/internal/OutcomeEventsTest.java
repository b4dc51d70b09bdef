package io.rapport.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.rapport.database.OperatorDecision;
import io.rapport.mail.ScriptedSmtpServer;
import io.rapport.mail.ScriptedSmtpServer.At;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The dispatcher tells a journey that listens what became of its message")
class OutcomeEventsTest {

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture();

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    private record OutcomeEvent(String type, String rule, String channel) {}

    @BeforeEach
    void everybodyListens() {
        messaging.facts.listening.addAll(
                List.of("message.sent", "message.deferred", "message.withheld", "message.failed"));
        messaging.start(server.port());
    }

    @AfterEach
    void stop() {
        messaging.stop();
        server.close();
    }

    private List<OutcomeEvent> outcomeEvents(UUID message) {
        return messaging
                .jdbc
                .sql("select type, data ->> 'rule' as rule, data ->> 'channel' as channel from rapport.inbox_event"
                        + " where source = 'urn:rapport:messaging' and data ->> 'messageId' = ? order by seq")
                .params(message.toString())
                .query((rs, n) -> new OutcomeEvent(rs.getString(1), rs.getString(2), rs.getString(3)))
                .list();
    }

    @Test
    @DisplayName("sent: once, after the mail server took it")
    void sent() {
        UUID id = messaging.welcome(messaging.customer());
        messaging.await(id, State.SENT);
        assertThat(outcomeEvents(id)).containsExactly(new OutcomeEvent("message.sent", null, "email"));
    }

    @Test
    @DisplayName("failed: with the rule")
    void failed() {
        server.once(At.RCPT, "550 no such user");
        UUID id = messaging.welcome(messaging.customer());
        messaging.await(id, State.FAILED);
        assertThat(outcomeEvents(id)).containsExactly(new OutcomeEvent("message.failed", "refused", "email"));
    }

    @Test
    @DisplayName("deferred: the first time, then what became of it in the end")
    void deferred() {
        String customer = messaging.customer("静", "zh-CN", "Asia/Shanghai");
        messaging.consent(customer, "offers", true);
        // eleven at night there, and then one in the morning
        messaging.clock.moveTo(Instant.parse("2026-03-03T15:00:00Z"));
        UUID id = messaging.outbox.enqueue(
                OutboxRequest.toCustomer("first-order-nudge", customer).from("onboarding", "i-1"));
        messaging.awaitQueuedAgain(id, "quiet-hours: ");
        messaging
                .jdbc
                .sql("update rapport.outbox_message set due_at = queued_at, why = null where id = ?")
                .params(id)
                .update();
        messaging.clock.moveTo(Instant.parse("2026-03-03T17:00:00Z"));
        messaging.awaitQueuedAgain(id, "quiet-hours: ");
        messaging.clock.moveTo(messaging.message(id).dueAt());
        messaging.await(id, State.SENT);
        assertThat(outcomeEvents(id))
                .extracting(OutcomeEvent::type, OutcomeEvent::rule)
                .containsExactly(tuple("message.deferred", "quiet-hours"), tuple("message.sent", null));
    }

    @Test
    @DisplayName("withheld: but nothing about a customer who was erased")
    void withheld() {
        UUID id = messaging.outbox.enqueue(
                OutboxRequest.toCustomer("win-back-offer", messaging.customer()).from("win-back", "i-1"));
        messaging.await(id, State.WITHHELD);
        assertThat(outcomeEvents(id)).extracting(OutcomeEvent::type).containsExactly("message.withheld");

        String erased = messaging.customer();
        messaging
                .jdbc
                .sql("update rapport.customer set erased_at = now() where id = ?")
                .params(erased)
                .update();
        UUID gone = messaging.welcome(erased);
        messaging.await(gone, State.WITHHELD);
        assertThat(outcomeEvents(gone)).isEmpty();
    }

    @Test
    @DisplayName("unknown: only when an operator has found out")
    void unknown() {
        server.once(At.DOT, ScriptedSmtpServer.CLOSE);
        UUID id = messaging.welcome(messaging.customer());
        messaging.await(id, State.UNKNOWN);
        assertThat(outcomeEvents(id)).isEmpty();
        messaging
                .transaction()
                .executeWithoutResult(status -> messaging.operations.settleAsSent(
                        List.of(id), new OperatorDecision("demo", "seen in the log")));
        assertThat(outcomeEvents(id)).containsExactly(new OutcomeEvent("message.sent", "operator", "email"));
    }

    @Test
    @DisplayName("A channel that the catalogue of events does not know: no event, and the message's outcome stands")
    void channelThatNoEventMayName() {
        UUID id = messaging.welcome(messaging.customer());
        messaging.await(id, State.SENT);
        messaging.transaction().executeWithoutResult(status -> messaging
                .outcomes()
                .record(messaging.message(id), Outcome.WITHHELD, "courier", "consent", null));
        assertThat(outcomeEvents(id)).containsExactly(new OutcomeEvent("message.sent", null, "email"));
    }

    @Test
    @DisplayName("Nobody listens: no event")
    void nobody() {
        messaging.facts.listening.clear();
        UUID id = messaging.welcome(messaging.customer());
        messaging.await(id, State.SENT);
        assertThat(outcomeEvents(id)).isEmpty();
    }
}

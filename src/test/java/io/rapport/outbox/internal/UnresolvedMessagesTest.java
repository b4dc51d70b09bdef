package io.rapport.outbox.internal;

import static io.rapport.mail.ScriptedSmtpServer.CLOSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.rapport.channel.MessageEvents;
import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import io.rapport.mail.ScriptedSmtpServer;
import io.rapport.mail.ScriptedSmtpServer.At;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import io.rapport.outbox.UnresolvedMessages.RecordedDecision;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A message that was not answered")
@Timeout(60)
class UnresolvedMessagesTest {

    private static final OperatorDecision FOUND = new OperatorDecision("demo", "the mail server's log has it");

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture();

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        messaging.stop();
        server.close();
    }

    @Test
    @DisplayName(
            "goes out again under its Message-ID when its rule is resend, twice at most; then it waits for a person")
    void isSentAgainByRule() {
        server.once(At.DOT, CLOSE).once(At.DOT, CLOSE).once(At.DOT, CLOSE);
        UUID id = messaging.outbox.enqueue(
                OutboxRequest.toStaff("complaint-overdue", "priya").about(null, "C77", null, null));

        for (int copies = 1; copies <= 3; copies++) {
            restart();
            int taken = copies;
            OutboxFixture.await(() -> server.accepted().size() == taken ? Optional.of(true) : Optional.empty());
            assertThat(messaging.await(id, State.UNKNOWN).why()).contains("answer never came");
            messaging.clock.moveTo(messaging.clock.instant().plus(Duration.ofMinutes(31)));
        }
        restart();
        UUID next = messaging.welcome(messaging.customer());
        messaging.await(next, State.SENT);

        assertThat(messaging.message(id).state()).isEqualTo(State.UNKNOWN);
        String messageId = messaging.message(id).messageId();
        assertThat(server.accepted())
                .filteredOn(mail -> mail.contains("Message-ID: " + messageId))
                .hasSize(3);
        assertThat(deliveryLog(id)).hasSize(2).allSatisfy(why -> assertThat(why).contains("sent again by rule"));
    }

    @Test
    @DisplayName("waits half an hour for the truth before it goes out again, and its truth ends it")
    void waitsForTheTruth() {
        UUID id = unknown("complaint-overdue");
        messaging.clock.moveTo(messaging.clock.instant().plus(Duration.ofMinutes(29)));
        restart();
        messaging.await(messaging.welcome(messaging.customer()), State.SENT);

        assertThat(messaging.message(id).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    @DisplayName("is settled by an operator with a note, which is kept")
    void isSettledByAnOperator() {
        UUID arrived = unknown("complaint-overdue");
        UUID lost = unknown("complaint-overdue");
        UUID queued = messaging.welcome(messaging.customer());

        assertThat(messaging.operations.unknown(10))
                .extracting(OutboxMessage::id)
                .containsExactlyInAnyOrder(arrived, lost);
        assertThat(messaging.operations.settleAsSent(Set.of(arrived, queued), FOUND))
                .isEqualTo(new Result(1, 1));
        assertThat(messaging.operations.settleAsFailed(
                        Set.of(lost), new OperatorDecision("demo", "not wanted any more")))
                .isEqualTo(new Result(1, 0));

        assertThat(messaging.message(arrived).state()).isEqualTo(State.SENT);
        assertThat(messaging.message(arrived).why()).isEqualTo("settled by demo: the mail server's log has it");
        assertThat(messaging.message(lost).state()).isEqualTo(State.FAILED);
        assertThat(messaging.message(queued).state()).isEqualTo(State.QUEUED);
        assertThat(messaging.operations.unknown(10)).isEmpty();
        assertThat(messaging.operations.decisions(10))
                .extracting(
                        RecordedDecision::action,
                        RecordedDecision::who,
                        RecordedDecision::note,
                        RecordedDecision::messages)
                .containsExactly(
                        tuple("settle-failed", "demo", "not wanted any more", 1),
                        tuple("settle-sent", "demo", "the mail server's log has it", 1));
    }

    @Test
    @DisplayName("tells the journey that sent it how it ended, once an operator knows")
    void tellsTheJourney() {
        messaging.facts.listening.add(MessageEvents.SENT);
        UUID id = messaging.welcome(messaging.customer());
        mark(id);

        messaging.transaction().execute(status -> messaging.operations.settleAsSent(Set.of(id), FOUND));

        assertThat(messaging
                        .jdbc
                        .sql(
                                "select data ->> 'rule' from rapport.inbox_event where type = ? and data ->> 'messageId' = ?")
                        .params(MessageEvents.SENT, id.toString())
                        .query(String.class)
                        .list())
                .containsExactly("operator");
    }

    @Test
    @DisplayName("is sent again by an operator, as is one that failed, if the policy still lets it go")
    void isSentAgainByAnOperator() {
        server.once(At.RCPT, "550 not yet known here");
        restart();
        UUID refused = messaging.welcome(messaging.customer());
        messaging.await(refused, State.FAILED);
        UUID erased = messaging.welcome(messaging.customer());
        messaging.await(erased, State.SENT);
        mark(erased);
        messaging
                .jdbc
                .sql("update rapport.customer set email = null, erased_at = now() where id = ?")
                .params(messaging.message(erased).customerId())
                .update();

        Result result = messaging.operations.sendAgain(Set.of(refused, erased), new OperatorDecision("demo", "fixed"));

        assertThat(result).isEqualTo(new Result(2, 0));
        messaging.await(refused, State.SENT);
        messaging.await(erased, State.WITHHELD);
        assertThat(deliveryLog(refused)).containsExactly("sent again by demo: fixed");
    }

    @Test
    @DisplayName("is not decided about without a note")
    void needsANote() {
        assertThatThrownBy(() -> new OperatorDecision("demo", " "))
                .hasMessageContaining("a note of 1 to 500 characters");
    }

    @Test
    @DisplayName("is not what a domain's request to slow down makes of the mails behind: they wait, others go on")
    void leavesSlowDomainsAlone() {
        server.once(At.RCPT, "451 4.7.1 slow down");
        restart();
        UUID first = messaging.welcome(messaging.customer());
        OutboxMessage tried = messaging.awaitQueuedAgain(first, "451 4.7.1 slow down");
        UUID second = messaging.welcome(messaging.customer());
        String elsewhere = messaging.customer();
        messaging
                .jdbc
                .sql("update rapport.customer set email = 'ada@elsewhere.example' where id = ?")
                .params(elsewhere)
                .update();
        UUID other = messaging.welcome(elsewhere);

        OutboxMessage waiting = messaging.awaitQueuedAgain(second, "asked to slow down: 451 4.7.1 slow down");
        messaging.await(other, State.SENT);
        assertThat(waiting.attempts()).isZero();
        assertThat(server.accepted()).hasSize(1);

        messaging.clock.moveTo(tried.dueAt());
        messaging.await(first, State.SENT);
        messaging.clock.moveTo(OutboxFixture.NOON.plus(Duration.ofMinutes(5)));
        messaging.await(second, State.SENT);
    }

    @Test
    @DisplayName("is not what one mail put off at DATA makes of the others to its domain: only that one waits")
    void onePutOffAtData() {
        server.once(At.DATA, "451 4.3.0 local error in processing");
        restart();
        UUID first = messaging.welcome(messaging.customer());
        messaging.awaitQueuedAgain(first, "451 4.3.0 local error in processing");
        UUID second = messaging.welcome(messaging.customer());

        messaging.await(second, State.SENT);
    }

    private UUID unknown(String message) {
        UUID id =
                messaging.outbox.enqueue(OutboxRequest.toStaff(message, "priya").about(null, "C77", null, null));
        mark(id);
        return id;
    }

    private static void mark(UUID id) {
        messaging
                .jdbc
                .sql("update rapport.outbox_message set state = 'unknown', settled_at = ?, why = 'test' where id = ?")
                .params(Timestamp.from(messaging.clock.instant()), id)
                .update();
    }

    private static List<String> deliveryLog(UUID id) {
        return messaging
                .jdbc
                .sql("select why from rapport.outbox_delivery_log where message_id = ? order by seq")
                .params(id)
                .query(String.class)
                .list();
    }

    private void restart() {
        messaging.stop();
        messaging.start(server.port());
    }
}

package io.rapport.outbox.internal;

import static io.rapport.mail.ScriptedSmtpServer.CLOSE;
import static io.rapport.mail.ScriptedSmtpServer.HANG;
import static io.rapport.mail.ScriptedSmtpServer.WAIT;
import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.mail.ScriptedSmtpServer;
import io.rapport.mail.ScriptedSmtpServer.At;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import io.rapport.testing.BrokenRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.health.Status;

/** From a row of the outbox to a mail server that may fail: sent once, withheld with a reason, or shown as unknown. */
@Timeout(60)
@Tag("slow")
class DispatcherTest {

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture();

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        messaging.stop();
        server.close();
    }

    @Test
    void sendsWhatWasQueuedUnderTheMessageIdOfItsRow() {
        messaging.start(server.port());

        UUID id = messaging.welcome(messaging.customer());
        OutboxMessage sent = messaging.await(id, State.SENT);

        assertThat(sent.messageId()).isEqualTo("<" + id + "@leafandkettle.example>");
        assertThat(sent.attempts()).isEqualTo(1);
        assertThat(sent.locale()).isEqualTo("en");
        assertThat(sent.why()).startsWith("allowed: ").endsWith("250 queued");
        assertThat(sent.settledAt()).isNotNull();
        assertThat(server.accepted())
                .singleElement()
                .asString()
                .contains("Message-ID: " + sent.messageId(), "Auto-Submitted: auto-generated", "Date: Tue, 3 Mar 2026")
                .contains("https://hello.example/p/")
                .doesNotContain("List-Unsubscribe");
        assertThat(messaging.outbox.messages(sent.customerId())).containsExactly(sent);
    }

    @Test
    void writesInTheCustomersLanguage() {
        messaging.start(server.port());

        UUID id = messaging.welcome(messaging.customer("静", "zh-CN", "Asia/Shanghai"));

        assertThat(messaging.await(id, State.SENT).locale()).isEqualTo("zh-CN");
        assertThat(server.accepted()).singleElement().asString().contains("Content-Language: zh-CN");
    }

    @ParameterizedTest(name = "{1} at {0}: {2}")
    @CsvSource({
        "RCPT, 550 5.1.1 User unknown,              true",
        "RCPT, 550 no such user,                    true",
        "DOT,  550 5.1.1 No such mailbox,           true",
        "MAIL, 550 5.1.1 User unknown,              false",
        "MAIL, 550 not you,                         false",
        "RCPT, 550 5.1.0 sender rejected,           false",
        "RCPT, 550 5.7.1 Client host blocked,       false",
        "RCPT, 554 5.7.1 Relay access denied,       false",
        "RCPT, 552 5.2.2 Over quota,                false",
        "RCPT, 550 mailbox unavailable,             false",
        "DOT,  554 5.7.1 spam,                      false",
        "DOT,  550 5.3.0 no such user,              false",
    })
    void suppressesAnAddressOnlyIfTheServerSaysThatItIsNone(At step, String answer, boolean suppressed) {
        messaging.start(server.port());
        String customer = messaging.customer();
        server.once(step, answer);

        messaging.await(messaging.welcome(customer), State.FAILED);

        assertThat(messaging.suppression("email", customer.toLowerCase(Locale.ROOT) + "@example.com"))
                .isEqualTo(suppressed ? Optional.of(Reason.HARD_BOUNCE) : Optional.empty());
    }

    @Test
    void losesFewMessagesToABlocklistingAndSuppressesNobody() {
        server.always(At.RCPT, "554 5.7.1 Service unavailable; client host blocked");
        List<String> customers = new ArrayList<>();
        messaging.transaction().executeWithoutResult(status -> {
            for (int i = 0; i < 60; i++) {
                customers.add(messaging.customer());
                messaging.welcome(customers.get(i));
            }
        });
        messaging.start(server.port());

        OutboxFixture.await(() -> messaging.inState(State.QUEUED) + messaging.inState(State.FAILED) == 60
                        && messaging.queuedBecauseOf("provider-block") > 40
                ? Optional.of(true)
                : Optional.empty());
        // four before it is known, and perhaps what the other worker had in hand
        assertThat(messaging.inState(State.FAILED)).isBetween(4L, 5L);
        assertThat(customers).allSatisfy(customer -> assertThat(
                        messaging.suppression("email", customer.toLowerCase(Locale.ROOT) + "@example.com"))
                .isEmpty());

        server.behave(At.RCPT);
        OutboxFixture.await(() -> {
            // one tries, others that ask meanwhile wait a little longer
            messaging.clock.moveTo(messaging.clock.instant().plus(Duration.ofMinutes(50)));
            return messaging.inState(State.SENT) + messaging.inState(State.FAILED) == 60
                    ? Optional.of(true)
                    : Optional.empty();
        });
    }

    @Test
    void losesFewMessagesToAMailServerOfOursThatRefusesUs() {
        server.always(At.MAIL, "550 5.7.1 sender rejected");
        List<UUID> ids = new ArrayList<>();
        messaging.transaction().executeWithoutResult(status -> {
            for (int i = 0; i < 30; i++) {
                ids.add(messaging.welcome(messaging.customer()));
            }
        });
        messaging.start(server.port());

        // what a worker decides is written before what it has just handed over
        OutboxFixture.await(() -> messaging.inState(State.FAILED) >= 4
                        && ids.stream().anyMatch(id -> String.valueOf(
                                        messaging.message(id).why())
                                .contains("the mail server refuses us: 550 5.7.1 sender rejected"))
                ? Optional.of(true)
                : Optional.empty());
        assertThat(messaging.inState(State.FAILED)).isLessThanOrEqualTo(6L);
    }

    @Test
    void stillSendsWhatIsOwedToWhoLivesWhereSomebodyWasErased() {
        messaging.start(server.port());
        String customer = messaging.customer();
        messaging.consent(customer, "offers", true);
        String address = customer.toLowerCase(Locale.ROOT) + "@example.com";
        messaging.erased(address, true);

        messaging.await(messaging.welcome(customer), State.SENT);
        UUID offer = messaging.outbox.enqueue(OutboxRequest.toCustomer("first-order-nudge", customer));

        assertThat(messaging.await(offer, State.WITHHELD).why())
                .startsWith("suppressed: ")
                .contains("a customer who was erased had it");
        messaging.erased(address, false);
        assertThat(messaging.await(messaging.welcome(customer), State.WITHHELD).why())
                .contains("a customer who was erased had it");
    }

    @Test
    void writesNamesAsTheirScriptHasThemWhateverTheLanguage() {
        messaging.start(server.port());

        messaging.await(messaging.welcome(messaging.customer("Ada", "zh-CN", "Asia/Shanghai")), State.SENT);

        assertThat(server.accepted()).singleElement().asString().contains("To: Ada Lovelace <");
    }

    @Test
    void letsPeopleOptOutOfWhatTheyDidNotAskFor() {
        messaging.start(server.port());
        String customer = messaging.customer();
        messaging.consent(customer, "offers", true);

        messaging.await(messaging.outbox.enqueue(OutboxRequest.toCustomer("first-order-nudge", customer)), State.SENT);

        assertThat(server.accepted())
                .singleElement()
                .asString()
                .contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
                .containsPattern("List-Unsubscribe:\\s+<https://hello.example/p/[A-Za-z0-9_-]+>");
    }

    @Test
    void tellsStaffWhatIsOverdue() {
        messaging.start(server.port());

        UUID known = messaging.outbox.enqueue(
                OutboxRequest.toStaff("complaint-overdue", "priya").about(null, "C77", null, null));
        UUID gone = messaging.outbox.enqueue(
                OutboxRequest.toStaff("complaint-overdue", "somebody-who-left").about(null, "C77", null, null));

        messaging.await(known, State.SENT);
        assertThat(server.accepted()).singleElement().asString().contains("To: Priya <priya@shop.example>");
        assertThat(messaging.await(gone, State.WITHHELD).why()).startsWith("erased: ");
    }

    @Test
    void isNothingUntilTheJourneysTransactionIsCommitted() {
        messaging.start(server.port());
        String customer = messaging.customer();

        messaging.transaction().executeWithoutResult(status -> {
            messaging.welcome(customer);
            status.setRollbackOnly();
        });
        UUID committed = messaging.transaction().execute(status -> messaging.welcome(customer));

        messaging.await(committed, State.SENT);
        assertThat(messaging.outbox.messages(customer)).hasSize(1);
        assertThat(server.accepted()).hasSize(1);
    }

    @Test
    void refusesAtOnceWhatCanNeverBeSent() {
        String customer = messaging.customer();

        assertThatThrownBy(() -> messaging.outbox.enqueue(OutboxRequest.toCustomer("no-such-message", customer)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-message");
        assertThatThrownBy(() -> messaging.outbox.enqueue(OutboxRequest.toCustomer("complaint-overdue", customer)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("internal");
        assertThatThrownBy(() -> messaging.outbox.enqueue(OutboxRequest.toStaff("welcome", "priya")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("member of staff");
    }

    @Test
    void recordsSendingBeforeTheServerSeesTheMail() {
        server.once(At.MAIL, HANG);
        messaging.start(server.port());

        UUID id = messaging.welcome(messaging.customer());

        OutboxMessage sending = messaging.await(id, State.SENDING);
        assertThat(sending.attempts()).isEqualTo(1);
        assertThat(server.accepted()).isEmpty();
        // the dispatcher's stop waits for the mail in hand
        server.close();
    }

    @Test
    void triesAgainLaterAndLaterUnderTheSameId() {
        server.once(At.RCPT, "451 greylisted").once(At.DATA, "452 no space").once(At.DOT, "421 busy");
        messaging.start(server.port());

        UUID id = messaging.welcome(messaging.customer());

        List<Duration> pauses = new ArrayList<>();
        for (String answer : List.of("451 greylisted", "452 no space", "421 busy")) {
            OutboxMessage waiting = messaging.awaitQueuedAgain(id, answer);
            pauses.add(Duration.between(messaging.clock.instant(), waiting.dueAt()));
            messaging.clock.moveTo(waiting.dueAt());
        }
        OutboxMessage sent = messaging.await(id, State.SENT);
        assertThat(pauses).isSorted();
        assertThat(pauses.get(0)).isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(pauses.get(2)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        assertThat(sent.attempts()).isEqualTo(4);
        assertThat(server.accepted()).singleElement().asString().contains(sent.messageId());
    }

    @Test
    void givesUpWhenTheMessageWouldComeTooLate() {
        server.once(At.RCPT, "451 greylisted");
        UUID id = messaging.welcome(messaging.customer());
        messaging.clock.moveTo(messaging.message(id).expiresAt().minus(Duration.ofSeconds(5)));
        messaging.start(server.port());

        assertThat(messaging.await(id, State.FAILED).why())
                .isEqualTo("given up after 1 attempts: 451 greylisted at RCPT");
    }

    @Test
    void givesUpWhatTheServerRefusesForGood() {
        server.once(At.RCPT, "550 no such user");
        messaging.start(server.port());

        UUID id = messaging.welcome(messaging.customer());

        assertThat(messaging.await(id, State.FAILED).why()).isEqualTo("refused: 550 no such user at RCPT");
        eventually("it is counted, once the outcome is committed", () -> count("failed") > 0);
    }

    @Test
    void leavesToAPersonWhatMayHaveArrived() {
        server.once(At.DOT, CLOSE);
        messaging.start(server.port());
        double before = count("unknown");

        UUID unclear = messaging.welcome(messaging.customer());
        OutboxMessage unknown = messaging.await(unclear, State.UNKNOWN);
        messaging.clock.moveBy(Duration.between(Instant.now(), OutboxFixture.NOON.plus(Duration.ofDays(2))));
        UUID next = messaging.welcome(messaging.customer());
        messaging.await(next, State.SENT);

        assertThat(unknown.why()).contains("answer never came");
        assertThat(messaging.message(unclear).state()).isEqualTo(State.UNKNOWN);
        assertThat(server.accepted()).hasSize(2);
        eventually("it is counted, once the outcome is committed", () -> count("unknown") - before == 1);
    }

    @Test
    void decidesAtTheMomentOfSendingNotOfQueueing() {
        String withdrawn = messaging.customer();
        messaging.consent(withdrawn, "offers", true);
        String erased = messaging.customer();
        String returned = messaging.customer();
        messaging.order("O-1", returned);
        UUID offer = messaging.outbox.enqueue(OutboxRequest.toCustomer("first-order-nudge", withdrawn));
        UUID welcome = messaging.welcome(erased);
        UUID tips = messaging.outbox.enqueue(
                OutboxRequest.toCustomer("usage-tips", returned).about("O-1", null, null, null));
        UUID receipt = messaging.outbox.enqueue(
                OutboxRequest.toCustomer("return-confirmation", returned).about("O-1", null, null, null));

        messaging.consent(withdrawn, "offers", false);
        messaging
                .jdbc
                .sql("update rapport.customer set email = null, erased_at = now() where id = ?")
                .params(erased)
                .update();
        messaging
                .jdbc
                .sql("update rapport.customer_order set returned_at = now() where id = 'O-1'")
                .update();
        messaging.start(server.port());

        assertThat(messaging.await(offer, State.WITHHELD).why()).startsWith("consent: ");
        assertThat(messaging.await(welcome, State.WITHHELD).why()).startsWith("erased: ");
        assertThat(messaging.await(tips, State.WITHHELD).why()).startsWith("order-stopped: ");
        messaging.await(receipt, State.SENT);
        assertThat(server.accepted()).hasSize(1);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of(
                        "update rapport.customer set email = null, erased_at = now() where id = ?",
                        "order-thanks",
                        State.WITHHELD,
                        "erased"),
                Arguments.of(
                        "update rapport.customer set email = null where id = ?",
                        "order-thanks",
                        State.QUEUED,
                        "no-address"),
                Arguments.of(
                        "update rapport.customer_order set returned_at = now() where customer_id = ?",
                        "usage-tips",
                        State.WITHHELD,
                        "order-stopped"),
                Arguments.of(
                        "insert into rapport.contact_preference (customer_id, paused_until)"
                                + " values (?, now() + interval '1 year')",
                        "usage-tips",
                        State.QUEUED,
                        "paused"),
                Arguments.of(
                        "insert into rapport.contact_preference (customer_id, paused_until)"
                                + " values (?, now() + interval '1 year')",
                        "order-thanks",
                        State.SENT,
                        "allowed"));
    }

    @ParameterizedTest(name = "{0}, {1}: {3}")
    @MethodSource("changes")
    void noticesWhatChangesWhileTheMailIsBeingWritten(String change, String message, State state, String rule) {
        String customer = messaging.customer();
        messaging.order("O-" + customer, customer);
        messaging.facts.meanwhile.set(
                () -> messaging.jdbc.sql(change).params(customer).update());
        messaging.start(server.port());

        UUID id = messaging.outbox.enqueue(
                OutboxRequest.toCustomer(message, customer).about("O-" + customer, null, null, null));

        OutboxMessage row = OutboxFixture.await(() ->
                Optional.of(messaging.message(id)).filter(now -> now.state() == state && rule.equals(now.rule())));
        assertThat(row.attempts()).isEqualTo(state == State.SENT ? 1 : 0);
        assertThat(server.accepted()).hasSize(row.attempts());
    }

    @Test
    void noticesThatConsentIsWithdrawnWhileTheOfferIsBeingWritten() {
        String customer = messaging.customer();
        messaging.consent(customer, "offers", true);
        messaging.facts.meanwhile.set(() -> messaging.consent(customer, "offers", false));
        messaging.start(server.port());

        UUID offer = messaging.outbox.enqueue(OutboxRequest.toCustomer("first-order-nudge", customer));

        assertThat(messaging.await(offer, State.WITHHELD).rule()).isEqualTo("consent");
        assertThat(server.accepted()).isEmpty();
    }

    @Test
    void noticesThatTheAddressIsSuppressedWhileTheMailIsBeingWritten() {
        String customer = messaging.customer();
        messaging.facts.meanwhile.set(
                () -> messaging.suppress("email", customer.toLowerCase(Locale.ROOT) + "@example.com"));
        messaging.start(server.port());

        assertThat(messaging.await(messaging.welcome(customer), State.WITHHELD).rule())
                .isEqualTo("suppressed");
        assertThat(server.accepted()).isEmpty();
    }

    @Test
    void holdsKindWordsBackWhileTheCustomerComplains() {
        String customer = messaging.customer();
        messaging.order("O-2", customer);
        messaging.facts.complaining.add(customer);
        messaging.start(server.port());

        UUID tips = messaging.outbox.enqueue(
                OutboxRequest.toCustomer("usage-tips", customer).about("O-2", null, null, null));
        OutboxMessage held = messaging.awaitQueuedAgain(tips, "open-complaint: ");
        messaging.facts.complaining.remove(customer);
        messaging.clock.moveTo(held.dueAt());

        assertThat(messaging.await(tips, State.SENT).attempts()).isEqualTo(1);
    }

    @Test
    void waitsForTheMorningWhereTheCustomerIs() {
        String customer = messaging.customer("Ada", "en-US", "America/Los_Angeles");
        messaging.consent(customer, "offers", true);
        messaging.start(server.port());

        UUID offer = messaging.outbox.enqueue(OutboxRequest.toCustomer("first-order-nudge", customer));
        OutboxMessage waiting = messaging.awaitQueuedAgain(offer, "quiet-hours: ");
        assertThat(waiting.dueAt())
                .isBetween(Instant.parse("2026-03-03T16:00:00Z"), Instant.parse("2026-03-03T16:30:00Z"));
        messaging.clock.moveTo(waiting.dueAt());

        messaging.await(offer, State.SENT);
    }

    @Test
    void isNotStoppedByOneMessageThatCannotBeWritten() {
        messaging.start(server.port());
        String trouble = messaging.customer();
        messaging.facts.troublesome.add(trouble);
        String odd = messaging.customer();
        messaging
                .jdbc
                .sql("update rapport.customer set email = 'not an address' where id = ?")
                .params(odd)
                .update();

        UUID broken = messaging.welcome(trouble);
        UUID unaddressed = messaging.welcome(odd);
        UUID good = messaging.welcome(messaging.customer());

        messaging.await(good, State.SENT);
        assertThat(messaging.awaitQueuedAgain(broken, "could not be prepared").why())
                .contains("IllegalStateException")
                .doesNotContain("Ada");
        assertThat(messaging.await(unaddressed, State.FAILED).why()).contains("address");
        assertThat(server.accepted()).hasSize(1);
    }

    @Test
    void saysWhichOrderAMessageIsAboutThatNobodyHasToldOf() {
        messaging.start(server.port());
        String customer = messaging.customer();

        UUID thanks = messaging.outbox.enqueue(
                OutboxRequest.toCustomer("order-thanks", customer).about("O-untold", null, null, null));

        assertThat(messaging.await(thanks, State.FAILED).why())
                .contains("the order 'O-untold' is not known here: send order.placed for it before");
    }

    @Test
    void survivesErrorsAndShowsThatItsWorkersLive() {
        Dispatcher dispatcher = messaging.start(server.port());
        List<UUID> fatal = new ArrayList<>();
        messaging.transaction().executeWithoutResult(status -> {
            for (int i = 0; i < 6; i++) {
                String customer = messaging.customer();
                messaging.facts.fatal.add(customer);
                fatal.add(messaging.welcome(customer));
            }
        });
        UUID good = messaging.welcome(messaging.customer());

        messaging.await(good, State.SENT);
        fatal.forEach(id -> assertThat(
                        messaging.awaitQueuedAgain(id, "could not be prepared").why())
                .contains("NoClassDefFoundError"));
        assertThat(dispatcher.livingWorkers()).containsExactlyInAnyOrderEntriesOf(Map.of("email", 2L, "sms", 2L));
        assertThat(new DispatcherHealth(dispatcher).health().getStatus()).isEqualTo(Status.UP);
        assertThat(messaging
                        .meters
                        .get("rapport.outbox.workers")
                        .tag("channel", "email")
                        .gauge()
                        .value())
                .isPositive();
    }

    @Test
    void survivesThatTheMemoryIsFull() {
        messaging.rules.replace(new PolicyDecisionService() {

            @Override
            public RuleResult decide(Map<String, Object> facts) {
                throw new OutOfMemoryError("none is left, says a test");
            }

            @Override
            public List<Limit> limits(String category, String pace) {
                return List.of();
            }
        });
        Dispatcher dispatcher = messaging.start(server.port());
        List<UUID> ids = List.of(messaging.welcome(messaging.customer()), messaging.welcome(messaging.customer()));
        OutboxFixture.await(() -> messaging.inState(State.CLAIMED) > 0 ? Optional.of(true) : Optional.empty());

        messaging.rules.restore();

        ids.forEach(id -> messaging.await(id, State.SENT));
        assertThat(dispatcher.livingWorkers()).containsEntry("email", 2L);
    }

    @Test
    void isReadyOnlyIfEachChannelHasAWorkerThatLives() {
        assertThat(DispatcherHealth.of(Map.of("email", 1L, "sms", 2L)).getStatus())
                .isEqualTo(Status.UP);
        assertThat(DispatcherHealth.of(Map.of("email", 0L, "sms", 2L)).getStatus())
                .isEqualTo(Status.DOWN);
        assertThat(DispatcherHealth.of(Map.of()).getStatus())
                .as("a node that only queues")
                .isEqualTo(Status.UP);
    }

    @Test
    void looksForDeadWorkersWhateverTheNumbersOfTheMachinesClock() {
        AtomicLong nanos = new AtomicLong(-8_000_000_000_000_000_000L);
        Periodic recovery = new Periodic(Duration.ofSeconds(5), nanos::get);

        assertThat(recovery.isDue()).isTrue();
        assertThat(recovery.isDue()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(recovery.isDue()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(recovery.isDue()).isTrue();
    }

    @Test
    void waitsForAMailServerThatIsAway() {
        messaging.start(OutboxFixture.deadPort());

        UUID id = messaging.welcome(messaging.customer());

        OutboxMessage waiting = messaging.awaitQueuedAgain(id, "no connection to the mail server");
        assertThat(waiting.attempts()).isEqualTo(1);
        messaging.stop();
        messaging.clock.moveTo(waiting.dueAt());
        messaging.start(server.port());
        messaging.await(id, State.SENT);
    }

    @Test
    void takesOverFromAWorkerThatDied() {
        UUID taken = messaging.welcome(messaging.customer());
        UUID inHand = messaging.welcome(messaging.customer());
        UUID livesStill = messaging.welcome(messaging.customer());
        leave(taken, "claimed", "-1 second");
        leave(inHand, "sending", "-1 second");
        leave(livesStill, "sending", "1 minute");

        messaging.start(server.port());

        messaging.await(taken, State.SENT);
        assertThat(messaging.await(inHand, State.UNKNOWN).why()).contains("no outcome was recorded");
        assertThat(messaging.message(livesStill).state()).isEqualTo(State.SENDING);
        assertThat(server.accepted()).hasSize(1);
    }

    @Test
    void doesNotWaitForItsFormerSelfWhenItIsAlone() {
        UUID taken = messaging.welcome(messaging.customer());
        UUID inHand = messaging.welcome(messaging.customer());
        leave(taken, "claimed", "1 hour");
        leave(inHand, "sending", "1 hour");

        messaging.start(server.port(), true);

        messaging.await(taken, State.SENT);
        assertThat(messaging.await(inHand, State.UNKNOWN).why()).contains("the application ended");
    }

    @Test
    void sendsEachOfManyOnceWithSeveralNodesAtWork() {
        List<UUID> ids = new ArrayList<>();
        messaging.transaction().executeWithoutResult(status -> {
            for (int i = 0; i < 150; i++) {
                ids.add(messaging.welcome(messaging.customer()));
            }
        });
        messaging.start(server.port());
        messaging.start(server.port());

        messaging.awaitAll(State.SENT, 150);

        assertThat(server.accepted()).hasSize(150);
        assertThat(ids).allSatisfy(id -> assertThat(server.accepted())
                .filteredOn(mail -> mail.contains("Message-ID: <" + id))
                .hasSize(1));
    }

    @Test
    @DisplayName("evaluates anew what was written before a long wait for the server: the night has begun")
    void writtenAheadAndTooLate() {
        server.once(At.DOT, WAIT);
        String customer = messaging.customer();
        messaging.consent(customer, "offers", true);
        List<UUID> ids = messaging
                .transaction()
                .execute(status -> List.of(
                        messaging.welcome(customer),
                        messaging.outbox.enqueue(OutboxRequest.toCustomer("first-order-nudge", customer))));

        messaging.start(server.port());
        OutboxFixture.await(() -> server.accepted().size() == 1 ? Optional.of(true) : Optional.empty());
        messaging.clock.moveTo(OutboxFixture.NOON.plus(Duration.ofHours(11)));
        server.goOn();

        messaging.awaitQueuedAgain(ids.get(1), "quiet-hours: ");
        messaging.await(ids.get(0), State.SENT);
        assertThat(server.accepted()).hasSize(1);
    }

    @Test
    @DisplayName("knows what became of a mail though the memory is full while the next is written")
    void faultWhileTheNextIsWritten() {
        List<UUID> ids = messaging
                .transaction()
                .execute(status ->
                        List.of(messaging.welcome(messaging.customer()), messaging.welcome(messaging.customer())));
        messaging.facts.meanwhile.set(() -> messaging.facts.meanwhile.set(() -> {
            throw new OutOfMemoryError("none is left, says a test");
        }));

        messaging.start(server.port());

        ids.forEach(id -> messaging.await(id, State.SENT));
        assertThat(server.accepted()).hasSize(2);
    }

    @Test
    void finishesTheMailInHandWhenItStops() {
        messaging.transaction().executeWithoutResult(status -> {
            for (int i = 0; i < 100; i++) {
                messaging.welcome(messaging.customer());
            }
        });
        messaging.start(server.port());
        OutboxFixture.await(() -> server.accepted().size() > 5 ? Optional.of(true) : Optional.empty());

        messaging.stop();

        assertThat(messaging.inState(State.SENT)).isEqualTo(server.accepted().size());
        assertThat(messaging.inState(State.SENT) + messaging.inState(State.QUEUED))
                .isEqualTo(100);
    }

    private void leave(UUID id, String state, String lease) {
        messaging
                .jdbc
                .sql(
                        "update rapport.outbox_message set state = ?, claimed_by = 'dead', lease_until = now() + ?::interval"
                                + " where id = ?")
                .params(state, lease, id)
                .update();
    }

    private static double count(String outcome) {
        return messaging
                .meters
                .get("rapport.messages")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"57P01", "08006", "53300", "40P01"})
    @DisplayName(
            "puts off a message that the database failed on while it was written; no attempt is used up, and others go")
    void databaseFault(String state) {
        UUID other = messaging.welcome(messaging.customer());
        UUID id = messaging.welcome(messaging.customer());
        messaging.facts.meanwhile.set(() -> messaging
                .jdbc
                .sql("do $$ begin raise exception 'not now' using errcode = '%s'; end $$".formatted(state))
                .update());
        messaging.start(server.port());

        OutboxMessage putOff = OutboxFixture.await(() -> Stream.of(id, other)
                .map(messaging::message)
                .filter(message -> "database-fault".equals(message.rule()))
                .findFirst());
        UUID sound = putOff.id().equals(id) ? other : id;
        messaging.await(sound, State.SENT);

        assertThat(putOff.state()).isEqualTo(State.QUEUED);
        assertThat(putOff.attempts()).isZero();
        assertThat(putOff.dueAt()).isBetween(OutboxFixture.NOON.plusSeconds(10), OutboxFixture.NOON.plusSeconds(20));
        messaging.clock.moveTo(putOff.dueAt());
        assertThat(messaging.await(putOff.id(), State.SENT).attempts()).isEqualTo(1);
        assertThat(server.accepted()).hasSize(2);
    }

    @Test
    @DisplayName("knows what became of a mail though the database takes no writes just when the server has answered")
    void outcomeWhileReadOnly() {
        UUID id = messaging.welcome(messaging.customer());
        try (BrokenRows readOnly = new BrokenRows(
                messaging.jdbc,
                "update on rapport.outbox_message",
                "new.state = 'sent' and new.id = '%s'".formatted(id),
                "25006",
                "read-only")) {
            messaging.start(server.port());
            OutboxFixture.await(() -> server.accepted().stream().findFirst());
        }

        assertThat(messaging.await(id, State.SENT).attempts()).isEqualTo(1);
        assertThat(server.accepted()).hasSize(1);
    }
}

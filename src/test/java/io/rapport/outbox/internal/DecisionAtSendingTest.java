package io.rapport.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.mail.ScriptedSmtpServer;
import io.rapport.mail.ScriptedSmtpServer.At;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import io.rapport.testing.QueryPlan;
import io.rapport.testing.ShippedTables;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisplayName("Between queueing and sending things change: the dispatcher sends by what is so then")
@Tag("slow")
class DecisionAtSendingTest {

    private static final String OFFER = "first-order-nudge";
    private static final String TIPS = "usage-tips";

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture();

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        messaging.stop();
        server.close();
    }

    @Test
    @DisplayName("Consent is withdrawn: withheld, with the reason on the row")
    void consentWithdrawn() {
        String customer = agreeing();
        UUID offer = offer(customer);
        messaging.consent(customer, "offers", false);

        start();

        OutboxMessage row = messaging.await(offer, State.WITHHELD);
        assertThat(row.rule()).isEqualTo("consent");
        assertThat(row.why())
                .startsWith("consent: promotional messages need consent")
                .contains("consent=withdrawn");
        assertThat(row.inputs()).contains("\"consent\": \"withdrawn\"", "\"table\": \"contact-policy:test\"");
        assertThat(row.contactedAt()).isNull();
        nothingSent();
    }

    @Test
    @DisplayName("The customer is erased: withheld, also what is owed")
    void erased() {
        String customer = messaging.customer();
        UUID welcome = messaging.welcome(customer);
        messaging
                .jdbc
                .sql("update rapport.customer set email = null, erased_at = now() where id = ?")
                .params(customer)
                .update();

        start();

        assertThat(messaging.await(welcome, State.WITHHELD).rule()).isEqualTo("erased");
        nothingSent();
    }

    @Test
    @DisplayName("The address is suppressed: withheld")
    void suppressed() {
        String customer = messaging.customer();
        UUID welcome = messaging.welcome(customer);
        messaging.suppress("email", customer.toLowerCase(Locale.ROOT) + "@example.com");

        start();

        assertThat(messaging.await(welcome, State.WITHHELD).rule()).isEqualTo("suppressed");
        nothingSent();
    }

    @Test
    @DisplayName("A complaint is opened: the offer waits, and goes out soon after closing, not an hour later")
    void complaintOpened() {
        String customer = agreeing();
        UUID offer = offer(customer);
        messaging.facts.complaining.add(customer);
        start();
        OutboxMessage held = messaging.awaitQueuedAgain(offer, "open-complaint: ");
        assertThat(held.rule()).isEqualTo("open-complaint");
        assertThat(held.dueAt()).isAfter(messaging.clock.instant().plus(Duration.ofMinutes(50)));
        nothingSent();

        messaging.facts.complaining.remove(customer);
        messaging.transaction().executeWithoutResult(status -> messaging.outbox.complaintClosed(customer));

        messaging.await(offer, State.SENT);
        assertThat(deliveryLog(offer)).containsExactly("deferred open-complaint");
    }

    @Test
    @DisplayName("A complaint that stays open: the offer expires, and says what it waited for")
    void complaintStaysOpen() {
        String customer = agreeing();
        UUID offer = offer(customer);
        messaging.facts.complaining.add(customer);
        start();
        messaging.awaitQueuedAgain(offer, "open-complaint: ");

        messaging.clock.moveTo(messaging.message(offer).expiresAt());

        OutboxMessage withheld = messaging.await(offer, State.WITHHELD);
        assertThat(withheld.rule()).isEqualTo("expired");
        assertThat(withheld.why()).endsWith("; it waited last by the rule open-complaint");
        nothingSent();
    }

    @Test
    @DisplayName("The cap is reached: the offer waits until the oldest contact leaves the window, to the moment")
    void capReached() {
        String customer = agreeing();
        Instant oldest = OutboxFixture.NOON.minus(Duration.ofDays(5)).plusSeconds(77);
        contact(customer, "promotional", oldest);
        UUID offer = offer(customer);
        contact(customer, "promotional", OutboxFixture.NOON.minus(Duration.ofDays(1)));
        start();

        OutboxMessage held = messaging.awaitQueuedAgain(offer, "cap-category: ");

        assertThat(held.dueAt()).isEqualTo(oldest.plus(Duration.ofDays(7)));
        assertThat(held.why()).contains("promotional 2 of 2 in 7 days");
        assertThat(held.inputs()).contains("\"cap\": \"category\"");
        nothingSent();
        messaging.clock.moveTo(held.dueAt());
        OutboxMessage sent = messaging.await(offer, State.SENT);
        assertThat(sent.contactedAt()).isNotNull();
    }

    @Test
    @DisplayName("The total is reached by messages of several categories; what is owed goes out regardless")
    void totalReached() {
        String customer = agreeing();
        for (int day = 1; day <= 3; day++) {
            contact(customer, "care", OutboxFixture.NOON.minus(Duration.ofDays(day)));
        }
        contact(customer, "promotional", OutboxFixture.NOON.minus(Duration.ofDays(4)));
        UUID offer = offer(customer);
        UUID welcome = messaging.welcome(customer);
        start();

        assertThat(messaging.awaitQueuedAgain(offer, "cap-total: ").rule()).isEqualTo("cap-total");
        messaging.await(welcome, State.SENT);
        assertThat(server.accepted()).hasSize(1);
    }

    @Test
    @DisplayName("Anyone who wants to hear less from us gets less")
    void pace() {
        String customer = agreeing();
        contact(customer, "promotional", OutboxFixture.NOON.minus(Duration.ofDays(10)));
        prefer(customer, "less", null, null);
        UUID offer = offer(customer);
        start();

        assertThat(messaging.awaitQueuedAgain(offer, "cap-category: ").why()).contains("promotional 1 of 1 in 14 days");
    }

    @Test
    @DisplayName("The customer pauses messages: the offer waits for the end of the pause")
    void paused() {
        String customer = agreeing();
        UUID offer = offer(customer);
        Instant end = OutboxFixture.NOON.plus(Duration.ofHours(30));
        prefer(customer, "normal", end, null);
        start();

        OutboxMessage held = messaging.awaitQueuedAgain(offer, "paused: ");
        assertThat(held.dueAt()).isBetween(end, end.plus(Duration.ofMinutes(30)));
        nothingSent();
        messaging.clock.moveTo(held.dueAt());
        messaging.await(offer, State.SENT);
    }

    @Test
    @DisplayName("The pause is lifted while a worker evaluates the offer: it goes out, not weeks later")
    void pauseLiftedMeanwhile() {
        String customer = agreeing();
        UUID offer = offer(customer);
        prefer(customer, "normal", OutboxFixture.NOON.plus(Duration.ofDays(40)), null);
        messaging.rules.whileHolding(() -> liftPause(customer));
        start();

        messaging.await(offer, State.SENT);
        assertThat(deliveryLog(offer)).isEmpty();
    }

    @Test
    @DisplayName(
            "The pause is lifted while the deferral is on its way to the disk: it is not put off to the old end either")
    void pauseLiftedWhileDeferring() throws Exception {
        String customer = agreeing();
        prefer(customer, "normal", OutboxFixture.NOON.plus(Duration.ofDays(40)), null);
        UUID offer = offer(customer);
        CountDownLatch changing = new CountDownLatch(1);
        CountDownLatch evaluated = new CountDownLatch(1);
        Thread other = new Thread(() -> messaging.transaction().executeWithoutResult(status -> {
            liftPause(customer);
            changing.countDown();
            try {
                evaluated.await(5, TimeUnit.SECONDS);
                // long enough for a worker to decide by what is still committed
                TimeUnit.MILLISECONDS.sleep(300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        messaging.rules.whileHolding(evaluated::countDown);
        other.start();
        assertThat(changing.await(5, TimeUnit.SECONDS)).isTrue();
        start();

        messaging.await(offer, State.SENT);
        other.join();
    }

    @Test
    @DisplayName("A message that waits is evaluated again when what put it off changes, whatever it is")
    void wokenByChange() {
        String sleeper = messaging.customer("Ada", "en-US", "America/Los_Angeles");
        messaging.consent(sleeper, "offers", true);
        UUID night = offer(sleeper);
        String paused = agreeing();
        prefer(paused, "normal", OutboxFixture.NOON.plus(Duration.ofDays(40)), null);
        UUID pause = offer(paused);
        String mute = messaging.customer();
        telephone(mute);
        messaging.consent(mute, "email", "offers", true);
        messaging
                .jdbc
                .sql("update rapport.customer set email = null where id = ?")
                .params(mute)
                .update();
        UUID unreachable = winBack(mute);
        start();
        messaging.awaitQueuedAgain(night, "quiet-hours: ");
        messaging.awaitQueuedAgain(pause, "paused: ");
        OutboxMessage waiting = messaging.awaitQueuedAgain(unreachable, "no-address: ");
        assertThat(waiting.waitFor()).isEqualTo("address");

        messaging
                .jdbc
                .sql("update rapport.customer set time_zone = 'Europe/London' where id = ?")
                .params(sleeper)
                .update();
        liftPause(paused);
        messaging.consent(mute, "sms", "offers", true);

        messaging.await(night, State.SENT);
        messaging.await(pause, State.SENT);
        assertThat(messaging.await(unreachable, State.SENT).channel()).isEqualTo("sms");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "complaint-acknowledgement",
                "complaint-answer",
                "return-confirmation",
                "order-cancelled",
                "data-request-done"
            })
    @DisplayName("Whatever a message is about, it waits for the customer's morning, unless it says why it cannot")
    void waitsForTheMorning(String message) {
        String sleeper = messaging.customer("Ada", "en-US", "America/Los_Angeles");
        UUID waiting = messaging.outbox.enqueue(OutboxRequest.toCustomer(message, sleeper));
        UUID welcome = messaging.welcome(sleeper);
        start();
        messaging.awaitQueuedAgain(waiting, "quiet-hours: ");
        messaging.await(welcome, State.SENT);
    }

    @ParameterizedTest(name = "{0} after {1}: {2}")
    @CsvSource({
        "order-thanks,       PT50M, SENT",
        "order-thanks,       PT51H, QUEUED",
        "welcome,            PT50M, SENT",
        "welcome,            PT51H, QUEUED",
        "data-request-check, PT50M, SENT",
        "data-request-check, PT2H,  QUEUED",
    })
    @DisplayName(
            "What goes at night answers what the customer did within the hour; after a backlog it waits for the morning")
    void ofThisMoment(String message, Duration since, State state) {
        String sleeper = messaging.customer("Ada", "en-US", "America/Los_Angeles");
        Timestamp then = Timestamp.from(OutboxFixture.NOON.minus(since));
        OutboxRequest request = OutboxRequest.toCustomer(message, sleeper);
        switch (message) {
            case "order-thanks" -> {
                String order = "O-" + sleeper;
                messaging.order(order, sleeper);
                update("update rapport.customer_order set placed_at = ? where id = ?", then, order);
                request = request.about(order, null, null, null);
            }
            case "welcome" -> update("update rapport.customer set registered_at = ? where id = ?", then, sleeper);
            default -> messaging.clock.moveTo(then.toInstant());
        }
        UUID id = messaging.outbox.enqueue(request);
        messaging.clock.moveTo(OutboxFixture.NOON);

        start();

        if (state == State.SENT) {
            messaging.await(id, State.SENT);
            return;
        }
        OutboxMessage waiting = messaging.awaitQueuedAgain(id, "quiet-hours: ");
        assertThat(waiting.dueAt().atZone(ZoneId.of("America/Los_Angeles")).getHour())
                .isBetween(8, 9);
        messaging.clock.moveTo(waiting.dueAt());
        messaging.await(id, State.SENT);
    }

    private static void update(String sql, Object... params) {
        messaging.jdbc.sql(sql).params(params).update();
    }

    @Test
    @DisplayName(
            "The customer lapses: no survey and no advertising goes any more but what asks them back, and what is owed")
    void lapsed() {
        String customer = agreeing();
        UUID tips = messaging.outbox.enqueue(OutboxRequest.toCustomer(TIPS, customer));
        UUID offer = offer(customer);
        messaging.facts.lapsed.add(customer);
        UUID note = messaging.outbox.enqueue(OutboxRequest.toCustomer("win-back-note", customer));
        UUID welcome = messaging.welcome(customer);

        start();

        assertThat(messaging.await(tips, State.WITHHELD).rule()).isEqualTo("lapsed");
        assertThat(messaging.await(offer, State.WITHHELD).inputs()).contains("\"lapsed\": true");
        messaging.await(note, State.SENT);
        messaging.await(welcome, State.SENT);
    }

    @Test
    @DisplayName("Who waits for an hour of the day and is woken by some other change goes on waiting for it")
    void hourAfterChange() {
        String customer = agreeing();
        prefer(customer, "normal", null, 18);
        UUID offer = offer(customer);
        start();
        messaging.awaitQueuedAgain(offer, "preferred-hour: ");

        messaging
                .jdbc
                .sql("update rapport.customer set last_name = 'King' where id = ?")
                .params(customer)
                .update();

        OutboxFixture.await(() -> deliveryLog(offer).size() == 2 ? Optional.of(true) : Optional.empty());
        assertThat(messaging.message(offer).dueAt())
                .isBetween(Instant.parse("2026-03-03T18:00:00Z"), Instant.parse("2026-03-03T18:30:00Z"));
        nothingSent();
    }

    @Test
    @DisplayName("The customer names an hour: the offer waits for it, once")
    void preferredHour() {
        String customer = agreeing();
        prefer(customer, "normal", null, 18);
        UUID offer = offer(customer);
        UUID welcome = messaging.welcome(customer);
        start();

        OutboxMessage held = messaging.awaitQueuedAgain(offer, "preferred-hour: ");
        messaging.await(welcome, State.SENT);
        assertThat(held.dueAt())
                .isBetween(Instant.parse("2026-03-03T18:00:00Z"), Instant.parse("2026-03-03T18:30:00Z"));
        // the dispatcher was away in that hour: it goes when it is back, not a day later
        messaging.clock.moveTo(Instant.parse("2026-03-03T19:10:00Z"));
        messaging.await(offer, State.SENT);
    }

    @Test
    @DisplayName("An attempt that certainly failed is no contact; one that nobody knows of is")
    void contacts() {
        server.once(At.RCPT, "451 greylisted").once(At.DOT, ScriptedSmtpServer.CLOSE);
        UUID offer = offer(agreeing());
        start();

        OutboxMessage waiting = messaging.awaitQueuedAgain(offer, "451 greylisted");
        assertThat(waiting.contactedAt()).isNull();
        assertThat(waiting.rule()).isEqualTo("retry");
        messaging.clock.moveTo(waiting.dueAt());
        assertThat(messaging.await(offer, State.UNKNOWN).contactedAt()).isNotNull();
        assertThat(deliveryLog(offer)).containsExactly("retried retry");
    }

    @Test
    @DisplayName("Of two that want the last slot the one with the higher priority goes, the other waits its turn")
    void priority() {
        String customer = agreeing();
        contact(customer, "promotional", OutboxFixture.NOON.minus(Duration.ofDays(5)));
        UUID lower = messaging.outbox.enqueue(
                OutboxRequest.toCustomer(OFFER, customer).priority(20));
        UUID higher = messaging.outbox.enqueue(
                OutboxRequest.toCustomer(OFFER, customer).priority(60));
        start();

        messaging.await(higher, State.SENT);
        OutboxMessage waiting = messaging.awaitQueuedAgain(lower, "");
        assertThat(waiting.rule()).isIn("turn", "cap-category");
        messaging.clock.moveTo(OutboxFixture.NOON.plus(Duration.ofMinutes(2)));
        assertThat(messaging.awaitQueuedAgain(lower, "cap-category: ").dueAt())
                .isEqualTo(OutboxFixture.NOON.plus(Duration.ofDays(2)));
        assertThat(server.accepted()).hasSize(1);
    }

    @Test
    @DisplayName("A slot that comes free early is for the higher one that sleeps: it is woken, and the lower waits")
    void wakes() {
        String customer = agreeing();
        contact(customer, "promotional", OutboxFixture.NOON.minus(Duration.ofDays(1)));
        UUID given = contact(customer, "promotional", OutboxFixture.NOON.minus(Duration.ofDays(2)));
        UUID higher = messaging.outbox.enqueue(
                OutboxRequest.toCustomer(OFFER, customer).priority(60));
        start();
        messaging.awaitQueuedAgain(higher, "cap-category: ");

        messaging
                .jdbc
                .sql("update rapport.outbox_message set contacted_at = null where id = ?")
                .params(given)
                .update();
        UUID lower = messaging.outbox.enqueue(
                OutboxRequest.toCustomer(OFFER, customer).priority(20));

        messaging.awaitQueuedAgain(lower, "turn: ");
        messaging.await(higher, State.SENT);
    }

    @Test
    @DisplayName("Many workers with many messages of one customer never send more than the cap allows")
    void race() {
        for (int round = 0; round < 5; round++) {
            List<String> customers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                customers.add(agreeing());
            }
            messaging.transaction().executeWithoutResult(status -> {
                for (int i = 0; i < 5; i++) {
                    customers.forEach(DecisionAtSendingTest::offer);
                }
            });
            messaging.start(server.port());
            messaging.start(server.port());
            OutboxFixture.await(() -> evaluated(customers) ? Optional.of(true) : Optional.empty());
            messaging.stop();

            for (String customer : customers) {
                assertThat(messaging.outbox.messages(customer))
                        .filteredOn(message -> message.state() == State.SENT)
                        .hasSize(2);
            }
        }
    }

    @Test
    @DisplayName("A manager raises the cap: what comes then goes by the new one")
    void managerRaisesTheCap() {
        String customer = agreeing();
        contact(customer, "promotional", OutboxFixture.NOON.minus(Duration.ofDays(1)));
        contact(customer, "promotional", OutboxFixture.NOON.minus(Duration.ofDays(2)));
        messaging.rules.replace(ShippedTables.of(
                ShippedTables.text().replaceFirst("(promotional-normal-then-most\">\\s*<text>)2", "$13")));
        UUID offer = offer(customer);
        start();

        messaging.await(offer, State.SENT);
    }

    @Test
    @DisplayName("A broken table has messages wait and says what to fix; whole again, they go")
    void brokenTable() {
        UUID welcome = messaging.welcome(messaging.customer());
        messaging.rules.replace(
                ShippedTables.of(ShippedTables.text().replace("\"SEND\"</text>", "\"PERHAPS\"</text>")));
        start();

        OutboxMessage waiting = messaging.awaitQueuedAgain(welcome, "table-fault: ");
        assertThat(waiting.why()).contains("correct contact-policy.dmn");
        assertThat(waiting.attempts()).isZero();
        messaging.rules.restore();
        messaging.clock.moveTo(waiting.dueAt());
        messaging.await(welcome, State.SENT);
    }

    @Test
    @DisplayName("A time zone that is none falls back to the company's, visibly")
    void zone() {
        String customer = messaging.customer("Ada", "en-GB", "Europe/Nowhere");
        UUID welcome = messaging.welcome(customer);
        start();

        OutboxMessage sent = messaging.await(welcome, State.SENT);
        assertThat(sent.inputs()).contains("\"zone\": \"UTC\"", "\"zoneAssumed\": true");
        assertThat(sent.why()).contains("UTC, assumed");
    }

    @Test
    @DisplayName(
            "Without an e-mail address it goes by SMS, if the message has that channel and the customer a telephone")
    void switchesForWantOfAnAddress() {
        String customer = messaging.customer();
        telephone(customer);
        messaging.order("O-sms", customer);
        messaging
                .jdbc
                .sql("update rapport.customer set email = null where id = ?")
                .params(customer)
                .update();
        UUID thanks = messaging.outbox.enqueue(
                OutboxRequest.toCustomer("order-thanks", customer).about("O-sms", null, null, null));
        UUID welcome = messaging.welcome(customer);
        start();

        OutboxMessage sent = messaging.await(thanks, State.SENT);
        assertThat(sent.channel()).isEqualTo("sms");
        assertThat(sent.why()).endsWith("taken");
        assertThat(sent.locale()).isEqualTo("en");
        assertThat(deliveryLog(thanks)).containsExactly("switched no-address-here");
        assertThat(messaging.sms.sent).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(thanks);
            assertThat(message.address()).isEqualTo("+442079460000");
            assertThat(message.text()).isNotBlank();
            assertThat(message.facts()).containsEntry("orderId", "O-sms");
        });
        // this one has no text for SMS
        assertThat(messaging.awaitQueuedAgain(welcome, "no-address: ").channel())
                .isEqualTo("email");
        nothingSent();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Christmas Day,   2026-12-25T10:00:00Z, en-GB, Europe/London, new-year-greetings",
        "New Year’s Day,  2026-01-01T11:00:00Z, en-GB, Europe/London, new-year-greetings",
        "Spring Festival, 2026-02-17T01:00:00Z, zh-CN, Asia/Shanghai, spring-festival-greetings",
    })
    @DisplayName(
            "On a public holiday a gift for the day goes on the day, as greetings do; other offers wait until it is over")
    void publicHoliday(String holiday, Instant moment, String locale, String zone, String greetings) {
        messaging.clock.moveTo(moment);
        String[] customers = new String[4];
        for (int n = 0; n < customers.length; n++) {
            customers[n] = messaging.customer("Ada", locale, zone);
            messaging.consent(customers[n], "offers", n != 3);
        }
        UUID gift = withCoupon("care-gift", customers[0]);
        UUID offer = offer(customers[1]);
        UUID wishes = messaging.outbox.enqueue(OutboxRequest.toCustomer(greetings, customers[2]));
        UUID unwanted = withCoupon("care-gift", customers[3]);
        start();

        for (UUID day : List.of(gift, wishes)) {
            assertThat(messaging.await(day, State.SENT).contactedAt()).isBefore(moment.plus(Duration.ofMinutes(5)));
        }
        assertThat(messaging.await(unwanted, State.WITHHELD).rule()).isEqualTo("consent");
        OutboxMessage waiting = messaging.awaitQueuedAgain(offer, "holiday: ");
        assertThat(waiting.waitFor()).isEqualTo("holiday");
        assertThat(LocalDate.ofInstant(waiting.dueAt(), ZoneId.of(zone)))
                .isAfter(LocalDate.ofInstant(moment, ZoneId.of(zone)));
    }

    @Test
    @DisplayName("A suppressed e-mail address has an offer go by SMS, but only to who agreed to offers by SMS")
    void switchesForSuppression() {
        String agreed = agreeing();
        messaging.consent(agreed, "sms", "offers", true);
        String byMailOnly = agreeing();
        for (String customer : List.of(agreed, byMailOnly)) {
            telephone(customer);
            messaging.suppress("email", customer.toLowerCase(Locale.ROOT) + "@example.com");
        }
        UUID switched = winBack(agreed);
        UUID withheld = winBack(byMailOnly);
        start();

        assertThat(messaging.await(withheld, State.WITHHELD).rule()).isEqualTo("suppressed");
        assertThat(messaging.await(switched, State.SENT).channel()).isEqualTo("sms");
        assertThat(deliveryLog(switched)).containsExactly("switched suppressed-here");
        assertThat(messaging.sms.sent).hasSize(1);
        nothingSent();
    }

    @Test
    @DisplayName(
            "Where the table prefers the more personal channel an offer goes by it, if it reaches who agreed to it there")
    void personalChannel() {
        String close = "(personal-channel-if-tier\">\\s*<text>)\"intimate\", \"face-to-face\"";
        assertThat(ShippedTables.text()).containsPattern(close);
        messaging.rules.replace(ShippedTables.of(ShippedTables.text().replaceFirst(close, "$1\"\"")));
        String agreed = agreeing();
        messaging.consent(agreed, "sms", "offers", true);
        telephone(agreed);
        String byMailOnly = agreeing();
        telephone(byMailOnly);
        String withoutTelephone = agreeing();
        messaging.consent(withoutTelephone, "sms", "offers", true);
        UUID switched = winBack(agreed);
        List<UUID> byMail = List.of(winBack(byMailOnly), winBack(withoutTelephone));
        start();

        assertThat(messaging.await(switched, State.SENT).channel()).isEqualTo("sms");
        assertThat(deliveryLog(switched)).containsExactly("switched personal-channel");
        assertThat(byMail)
                .allSatisfy(offer ->
                        assertThat(messaging.await(offer, State.SENT).channel()).isEqualTo("email"));
    }

    @Test
    @DisplayName(
            "Where a company's own table asks for otherChannel alone, what can go by the first channel is not sent by another")
    void otherChannelAlone() {
        String close = "(personal-channel-if-tier\">\\s*<text>)\"intimate\", \"face-to-face\"";
        messaging.rules.replace(ShippedTables.of(ShippedTables.text()
                .replaceFirst(close, "$1\"\"")
                .replace("<text>laterChannel</text>", "<text>otherChannel</text>")));
        String inOrder = agreeing();
        messaging.consent(inOrder, "sms", "offers", true);
        telephone(inOrder);
        String withoutAddress = agreeing();
        messaging.consent(withoutAddress, "sms", "offers", true);
        messaging.onlyByTelephone(withoutAddress);
        UUID byMail = winBack(inOrder);
        UUID bySms = winBack(withoutAddress);
        start();

        assertThat(messaging.await(byMail, State.SENT).channel()).isEqualTo("email");
        assertThat(messaging.await(bySms, State.SENT).channel()).isEqualTo("sms");
    }

    @Test
    @DisplayName("A coupon over an amount is named in money, with what the order must come to, and never as 0 %")
    void couponOverAnAmount() {
        String customer = agreeing();
        messaging.consent(customer, "sms", "offers", true);
        telephone(customer);
        messaging.suppress("email", customer.toLowerCase(Locale.ROOT) + "@example.com");
        UUID offer = winBack(customer);
        messaging
                .jdbc
                .sql(
                        """
                update rapport.coupon set percent = null, amount = 10, minimum = 40, currency = 'EUR'
                where customer_id = ?""")
                .params(customer)
                .update();
        start();

        messaging.await(offer, State.SENT);
        assertThat(messaging.sms.sent).singleElement().satisfies(message -> assertThat(message.text())
                .contains("€10.00 off", "of €40.00 or more", "SAVE-" + customer)
                .doesNotContain("%"));
    }

    @Test
    @DisplayName("Who withdrew consent for e-mail is not written to by SMS without having agreed to that")
    void noWayAround() {
        String customer = messaging.customer();
        telephone(customer);
        messaging.consent(customer, "surveys", false);
        UUID reminder = messaging.outbox.enqueue(OutboxRequest.toCustomer("survey-reminder", customer));
        start();

        OutboxMessage row = messaging.await(reminder, State.WITHHELD);
        assertThat(row.rule()).isEqualTo("opted-out");
        assertThat(messaging.sms.sent).noneMatch(message -> message.id().equals(reminder));
    }

    @Test
    @DisplayName("A message that goes straight out writes nothing to the delivery log")
    void noLooks() {
        UUID welcome = messaging.welcome(messaging.customer());
        start();

        OutboxMessage sent = messaging.await(welcome, State.SENT);
        assertThat(deliveryLog(welcome)).isEmpty();
        assertThat(sent.channel()).isEqualTo("email");
        assertThat(sent.rule()).isEqualTo("allowed");
        assertThat(sent.contactedAt()).isNotNull();
    }

    @Test
    @DisplayName("The slots are counted by indexes, however much the customers got")
    void plans() {
        messaging
                .jdbc
                .sql(
                        """
                insert into rapport.customer (id) select 'plan-' || n from generate_series(1, 400) n""")
                .update();
        messaging
                .jdbc
                .sql(
                        """
                insert into rapport.outbox_message (id, message, category, customer_id, state, message_id,
                    queued_at, due_at, expires_at, contacted_at)
                select gen_random_uuid(), 'x', 'care', 'plan-' || n % 400 + 1, 'sent', 'plan-' || n,
                    :now::timestamptz - n * interval '1 minute', :now, :now, :now::timestamptz - n * interval '1 minute'
                from generate_series(1, 40000) n""")
                .param("now", Timestamp.from(OutboxFixture.NOON))
                .update();
        messaging.jdbc.sql("vacuum analyze rapport.outbox_message").update();

        QueryPlan plan = QueryPlan.of(
                messaging.jdbc,
                CapUsageReader.READ,
                Map.of(
                        "ids", new String[] {UUID.randomUUID().toString()},
                        "customers", new String[] {"plan-7"},
                        "priorities", new String[] {"30"},
                        "queued", new String[] {OutboxFixture.NOON.toString()},
                        "sinces",
                                new String[] {
                                    OutboxFixture.NOON.minus(Duration.ofDays(7)).toString()
                                },
                        "readAt", Timestamp.from(OutboxFixture.NOON)));

        assertThat(plan.text()).doesNotContain("Seq Scan");
        // 25 messages of the customer's in a week, each on a page of its own, of the thousand that the table has
        assertThat(plan.pages()).as(plan.text()).isLessThan(200);
    }

    private void start() {
        messaging.start(server.port());
    }

    private static String agreeing() {
        String customer = messaging.customer();
        messaging.consent(customer, "offers", true);
        return customer;
    }

    private static void telephone(String customer) {
        messaging
                .jdbc
                .sql("update rapport.customer set phone = '+442079460000' where id = ?")
                .params(customer)
                .update();
    }

    private static UUID winBack(String customer) {
        return withCoupon("win-back-offer", customer);
    }

    private static UUID withCoupon(String message, String customer) {
        messaging
                .jdbc
                .sql("insert into rapport.coupon (code, customer_id, state, percent, issued_at, last_day, expires_at)"
                        + " values (?, ?, 'issued', 10, now(), current_date + 365, now() + interval '1 year')")
                .params("SAVE-" + customer, customer)
                .update();
        return messaging.outbox.enqueue(
                OutboxRequest.toCustomer(message, customer).about(null, null, null, "SAVE-" + customer));
    }

    private static UUID offer(String customer) {
        return messaging.outbox.enqueue(OutboxRequest.toCustomer(OFFER, customer));
    }

    /** A message that the customer got at some time. */
    private static UUID contact(String customer, String category, Instant at) {
        UUID id = UUID.randomUUID();
        messaging
                .jdbc
                .sql(
                        """
                insert into rapport.outbox_message (id, message, category, customer_id, state, message_id,
                    queued_at, due_at, expires_at, contacted_at, settled_at)
                values (:id, 'earlier', :category, :customer, 'sent', :id::text, :at, :at, :at, :at, :at)""")
                .param("id", id)
                .param("category", category)
                .param("customer", customer)
                .param("at", Timestamp.from(at))
                .update();
        return id;
    }

    private static void prefer(String customer, String pace, Instant pausedUntil, Integer hour) {
        messaging
                .jdbc
                .sql(
                        """
                insert into rapport.contact_preference (customer_id, pace, paused_until, preferred_hour)
                values (:customer, :pace, :paused::timestamptz, :hour::smallint)""")
                .param("customer", customer)
                .param("pace", pace)
                .param("paused", pausedUntil == null ? null : Timestamp.from(pausedUntil))
                .param("hour", hour)
                .update();
    }

    private static void liftPause(String customer) {
        messaging
                .jdbc
                .sql("update rapport.contact_preference set paused_until = null where customer_id = ?")
                .params(customer)
                .update();
    }

    private static List<String> deliveryLog(UUID id) {
        return messaging
                .jdbc
                .sql("select outcome || ' ' || rule from rapport.outbox_delivery_log where message_id = ? order by seq")
                .params(id)
                .query(String.class)
                .list();
    }

    /** Whether each was evaluated to its end; what waits for another message is evaluated again at once. */
    private static boolean evaluated(List<String> customers) {
        messaging
                .jdbc
                .sql("update rapport.outbox_message set due_at = ? where state = 'queued' and rule = 'turn'")
                .params(Timestamp.from(OutboxFixture.NOON))
                .update();
        return customers.stream()
                .flatMap(customer -> messaging.outbox.messages(customer).stream())
                .allMatch(message -> Set.of(State.SENT, State.QUEUED).contains(message.state())
                        && message.rule() != null
                        && !message.rule().equals("turn"));
    }

    private void nothingSent() {
        assertThat(server.accepted()).isEmpty();
    }
}

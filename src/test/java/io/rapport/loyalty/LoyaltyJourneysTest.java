package io.rapport.loyalty;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.rapport.app.mailbox.Mailbox;
import io.rapport.calendar.BusinessClock;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Journeys;
import io.rapport.testing.Shop;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Members are informed about points and levels, and recommend the shop")
class LoyaltyJourneysTest extends JourneyStory {

    @Autowired
    private LoyaltyLedger ledger;

    @Autowired
    private LoyaltyDay day;

    @Autowired
    private ReferralDay referralDay;

    @Autowired
    private Referrals referrals;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Mailbox mailbox;

    @Autowired
    private BusinessClock clock;

    LoyaltyJourneysTest() {
        super("loyalty", "referral", "referral-reward");
    }

    @BeforeEach
    void aCustomer() {
        // on no weekend, at no night; what the tests before have left is done with
        jdbc.sql("update rapport.loyalty_account set due_on = 'infinity'").update();
        jdbc.sql("update rapport.referral set due_on = 'infinity' where state = 'open'")
                .update();
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(10, 0)));
        customer = registered("en-GB");
    }

    /** Somebody with an address of their own and no telephone. */
    private String registered(String locale) {
        String id = Journeys.newId("c");
        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName",
                        "Ann",
                        "lastName",
                        "Lee",
                        "email",
                        id + "@example.com",
                        "locale",
                        locale,
                        "timeZone",
                        "Europe/London"));
        return id;
    }

    private void wantsOffers() {
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes, send me offers."));
    }

    /** A message has arrived as a mail that says something. */
    private void arrives(String name, String... says) {
        assertThat(settled(name).state()).isEqualTo(State.SENT);
        eventually(
                name + " says " + List.of(says),
                () -> mailbox.newest(customer + "@example.com", 20).stream()
                        .map(mail -> mail.text().replaceAll("\\s+", " "))
                        .toList(),
                texts -> texts.stream().anyMatch(text -> Stream.of(says).allMatch(text::contains)));
    }

    private ProcessInstance instance(String journey) {
        return instance(journey, "customer:" + customer);
    }

    /** A day, so many from today. */
    private String in(int days) {
        return LocalDate.ofInstant(clock.instant(), ZoneId.of("Europe/London"))
                .plusDays(days)
                .toString();
    }

    private void days(int days) {
        journeys.pass(Duration.ofDays(days));
        while (day.advance()) {
            // on with the next
        }
        while (referralDay.advance()) {
            // on with the next
        }
        journeys.settle();
    }

    @Test
    @DisplayName("Given points that reach a new level, then the customer is congratulated, offers wanted or not")
    void levelReached() {
        ledger.bonus(customer, 600, "gift:" + customer, 12);
        journeys.settle();
        assertThat(instance("loyalty")).isEnded().hasPassedInOrder("is-higher", "send-level-reached", "informed");
        arrives("level-reached", "Silver", "600 points");
    }

    @Test
    @DisplayName("Given a customer who reads Chinese, then the level has its Chinese name")
    void chinese() {
        customer = registered("zh-CN");
        ledger.bonus(customer, 600, "gift:" + customer, 12);
        journeys.settle();
        arrives("level-reached", "银牌", "600 积分");
    }

    @Test
    @DisplayName("Given a level that is lost at its review, then nothing is sent")
    void levelLost() {
        journeys.event(
                "loyalty.level-changed",
                customer,
                Map.of("from", "silver", "to", "bronze", "direction", "down", "higher", false));
        assertThat(instance("loyalty")).isEnded().hasPassed("level-lost");
        assertThat(messages()).isEmpty();
    }

    @Test
    @DisplayName("Given a level at risk, then who wants offers reads what keeps it")
    void levelAtRisk() {
        wantsOffers();
        ledger.bonus(customer, 600, "gift:" + customer, 24);
        journeys.settle();
        days(340);
        assertThat(messages()).containsExactly("level-reached", "level-at-risk");
        arrives("level-at-risk", "500 points are missing", "it will be Bronze");
        assertThat(instance("loyalty")).isEnded().hasPassed("send-level-at-risk");
    }

    @Test
    @DisplayName("and who wants none is left in peace")
    void levelAtRiskUnwanted() {
        journeys.event(
                "loyalty.level-at-risk", customer, Map.of("level", "silver", "next", "bronze", "reviewOn", in(30)));
        assertThat(settled("level-at-risk").state()).isEqualTo(State.WITHHELD);
    }

    @Test
    @DisplayName("Given points that expire soon, then everybody is informed until when they can be used")
    void pointsExpiring() {
        ledger.bonus(customer, 120, "gift:" + customer, 2);
        LocalDate expiry = jdbc.sql("select expires_on from rapport.loyalty_entry where customer_id = :customer")
                .param("customer", customer)
                .query(LocalDate.class)
                .single();
        days((int) clock.instant().atZone(ZoneOffset.UTC).toLocalDate().until(expiry, ChronoUnit.DAYS) - 10);
        assertThat(messages()).containsExactly("points-expiring");
        arrives("points-expiring", "120 of your points can be used until");
        assertThat(instance("loyalty")).isEnded().hasPassed("send-points-expiring");
    }

    @ParameterizedTest(name = "{0} on the last day")
    @CsvSource({
        "points-expiring, expires_on from rapport.loyalty_entry",
        "level-at-risk, review_on from rapport.loyalty_account"
    })
    @DisplayName("What reminds of a last day goes out before it, and on that day no more")
    void notOnTheLastDay(String message, String end) {
        wantsOffers();
        ledger.bonus(customer, 600, "gift:" + customer, message.equals("points-expiring") ? 2 : 24);
        journeys.settle();
        LocalDate endsOn = jdbc.sql("select " + end + " where customer_id = :customer")
                .param("customer", customer)
                .query(LocalDate.class)
                .single();
        journeys.moveTo(endsOn.minusDays(1).atTime(10, 0).toInstant(ZoneOffset.UTC));

        if (message.equals("points-expiring")) {
            journeys.event("loyalty.points-expiring", customer, Map.of("points", 600, "expiresOn", in(1)));
        } else {
            journeys.event(
                    "loyalty.level-at-risk", customer, Map.of("level", "silver", "next", "bronze", "reviewOn", in(1)));
        }

        OutboxMessage withheld = settled(message);
        assertThat(withheld.state()).isEqualTo(State.WITHHELD);
        assertThat(withheld.rule()).isEqualTo("expired");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"points-expiring", "referral-thanks"})
    @DisplayName("What a nightly job brings waits for the customer's own morning")
    void inTheMorning(String message) {
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(0, 5)));
        if (message.equals("points-expiring")) {
            journeys.event("loyalty.points-expiring", customer, Map.of("points", 120, "expiresOn", in(30)));
        } else {
            journeys.event("referral.rewarded", customer, Map.of("points", 200, "forFriend", false, "friends", 1));
        }
        OutboxMessage waiting = eventually(
                message + " waits",
                () -> outbox.messages(customer).stream()
                        .filter(queued -> queued.message().equals(message))
                        .findFirst()
                        .orElseThrow(),
                queued -> "quiet-hours".equals(queued.rule()));
        assertThat(waiting.dueAt().atZone(ZoneId.of("Europe/London")).getHour()).isBetween(8, 9);

        journeys.moveTo(waiting.dueAt());
        assertThat(settled(message).state()).isEqualTo(State.SENT);
    }

    private void isFoundAsPromoter() {
        journeys.event("segment.entered.promoters", customer, Map.of("segment", "promoters"));
    }

    @Test
    @DisplayName("Given a promoter, then the invitation has a code that friends can name; both hear of their points")
    void referral() {
        wantsOffers();
        isFoundAsPromoter();
        assertThat(messages()).isEmpty();
        days(3);
        assertThat(instance("referral")).isWaitingAt("wait-for-friend");
        String code = referrals.codeOf(customer).orElseThrow();
        arrives("referral-invitation", code, "refer?code=" + code);

        String owner = customer;
        String friend = registered("en-GB");
        journeys.event("referral.used", friend, Map.of("code", code));
        assertThat(instance("referral")).isEnded().hasPassed("friend-came");
        String order = shop.order(friend, 40);
        shop.order(order, friend, "delivered");
        days(15);
        assertThat(ledger.points(owner)).isEqualTo(200);
        arrives("referral-thanks", "200 points have been added");
        assertThat(instance("referral-reward")).isEnded().hasPassed("send-thanks");
        customer = friend;
        arrives("referral-welcome", "100 points have been added");
        assertThat(instance("referral-reward")).isEnded().hasPassed("send-welcome");
    }

    @Test
    @DisplayName("Given no friend within 90 days, then the journey ends; a year has to pass before the next invitation")
    void nobodyCame() {
        wantsOffers();
        isFoundAsPromoter();
        days(3);
        settled("referral-invitation");
        days(91);
        assertThat(instance("referral")).isEnded().hasPassed("nobody-came");
        isFoundAsPromoter();
        days(4);
        assertThat(messages()).containsExactly("referral-invitation");
    }

    @Test
    @DisplayName("Given a customer who wants no offers, then no invitation goes out")
    void withheld() {
        isFoundAsPromoter();
        days(3);
        assertThat(settled("referral-invitation").state()).isEqualTo(State.WITHHELD);
        assertThat(instance("referral")).isEnded().hasPassedInOrder("invitation-withheld", "not-invited");
    }

    @Test
    @DisplayName("When the invitation cannot be sent, then nobody is waited for")
    void failed() {
        wantsOffers();
        jdbc.sql("update rapport.customer set email = 'not an address' where id = :id")
                .param("id", customer)
                .update();
        isFoundAsPromoter();
        days(3);
        assertThat(settled("referral-invitation").state()).isEqualTo(State.FAILED);
        assertThat(instance("referral")).isEnded().hasPassedInOrder("invitation-failed", "not-invited");
    }

    @Test
    @DisplayName("A mail that is written later says how it is then")
    void later() {
        journeys.event("loyalty.points-expiring", customer, Map.of("points", 120, "expiresOn", in(30)));
        arrives("points-expiring", "You have used the points that were about to expire");
    }
}

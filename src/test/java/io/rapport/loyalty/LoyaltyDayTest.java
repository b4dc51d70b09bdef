package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.inbox.NewEvent;
import io.rapport.testing.RegisterFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What the passing of days does to points and levels")
class LoyaltyDayTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final LoyaltyLedger ledger = registers.get(LoyaltyLedger.class);
    private final LoyaltyDay day = registers.get(LoyaltyDay.class);
    private String customer;

    @BeforeEach
    void aCustomer() {
        // what the tests before have left is done with
        registers
                .jdbc()
                .sql("update rapport.loyalty_account set due_on = 'infinity'")
                .update();
        customer = registers.customer();
    }

    private void on(String date) {
        registers.clock().moveTo(Instant.parse(date + "T06:00:00Z"));
        while (day.advance()) {
            // on with the next
        }
    }

    /** @return what happened to the customer, such as {@code level-changed {"from":…}} */
    private List<String> events() {
        return registers.sent().stream()
                .filter(event -> event.customerId().equals(customer))
                .map(LoyaltyDayTest::text)
                .toList();
    }

    private static String text(NewEvent event) {
        return event.type().substring("loyalty.".length()) + " "
                + event.data().toString().replace("\"", "");
    }

    @Test
    @DisplayName(
            "Points that nobody used expire at the end of their last month; thirty days before they are announced, once")
    void expiry() {
        ledger.bonus(customer, 100, "gift:" + customer, 3);
        on("2026-05-31");
        assertThat(events()).isEmpty();
        on("2026-06-01");
        on("2026-06-02");
        assertThat(events()).containsExactly("points-expiring {points:100,expiresOn:2026-07-01}");
        assertThat(ledger.points(customer)).isEqualTo(100);
        on("2026-07-01");
        on("2026-07-02");
        assertThat(ledger.points(customer)).isZero();
        assertThat(entries()).containsExactly("bonus 100", "expire -100");
        assertThat(events()).hasSize(1);
    }

    private List<String> entries() {
        return registers
                .jdbc()
                .sql("select kind || ' ' || points from rapport.loyalty_entry where customer_id = :c order by seq")
                .param("c", customer)
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("Where a programme begins, past orders earn once by its table; the level that they lead to is no news")
    void pastOrders() {
        registers.clock().moveTo(Instant.parse("2025-05-10T12:00:00Z"));
        String kept = registers.order(customer, 700);
        registers.clock().moveTo(Instant.parse("2025-11-20T12:00:00Z"));
        String later = registers.order(customer, 60);
        registers.clock().moveTo(RegisterFixture.NOON);
        String returned = registers.order(customer, 90);
        registers.order(returned, customer, "returned");
        String others = registers.order(registers.customer(), 40);
        List<String> orders = List.of(later, kept, returned, others, "unknown");

        assertThat(ledger.creditPast(customer, orders)).isEqualTo(2);
        assertThat(ledger.creditPast(customer, orders)).as("once").isZero();
        assertThat(ledger.award(kept)).isFalse();
        on("2026-03-03");
        assertThat(entries()).containsExactly("earn 700", "earn 60");
        assertThat(registers
                        .jdbc()
                        .sql(
                                """
                        select recorded_at::date || ' until ' || expires_on from rapport.loyalty_entry
                        where customer_id = :c order by seq""")
                        .param("c", customer)
                        .query(String.class)
                        .list())
                .as("each by the day of its order")
                .containsExactly("2025-05-10 until 2027-06-01", "2025-11-20 until 2027-12-01");
        assertThat(ledger.level(customer)).contains("silver");
        assertThat(review()).isEqualTo("2025-05-10 to 2026-05-11");
        assertThat(events()).isEmpty();

        ledger.award(registers.order(customer, 1_500));
        assertThat(events())
                .as("from then on it is news")
                .hasSize(1)
                .first()
                .asString()
                .contains("level-changed");
        registers.order(later, customer, "returned");
        assertThat(ledger.points(customer)).isEqualTo(2_200);
    }

    /** @return since when the customer has the level, and when it is reviewed */
    private String review() {
        return registers
                .jdbc()
                .sql("select level_since || ' to ' || review_on from rapport.loyalty_account where customer_id = :c")
                .param("c", customer)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName(
            "A level from before the programme is at risk, and reviewed, when the year of those who have it is over")
    void pastLevel() {
        registers.clock().moveTo(Instant.parse("2025-05-10T12:00:00Z"));
        String order = registers.order(customer, 700);
        registers.clock().moveTo(RegisterFixture.NOON);
        ledger.creditPast(customer, List.of(order));
        on("2026-04-10");
        assertThat(events()).isEmpty();
        on("2026-04-11");
        assertThat(events()).containsExactly("level-at-risk {level:silver,next:bronze,reviewOn:2026-05-11}");
        on("2026-05-11");
        assertThat(ledger.level(customer)).contains("bronze");
    }

    @Test
    @DisplayName("Points that come back after they would have expired do so at once")
    void comesBackLate() {
        ledger.bonus(customer, 100, "gift:" + customer, 3);
        PointRedemptions redemptions = registers.get(PointRedemptions.class);
        String order = registers.order(customer, 10);
        String id = redemptions
                .hold("till", registers.newId("k"), customer, 100, order, PointRedemptions.Paid.NOT_IN_TOTAL)
                .redemption()
                .id();
        redemptions.confirm("till", id, null, PointRedemptions.Paid.NOT_IN_TOTAL);
        on("2026-07-01");
        registers.order(order, customer, "returned");
        assertThat(ledger.points(customer)).isZero();
        on("2026-07-01");
        on("2026-07-02");
        assertThat(entries()).containsExactly("bonus 100", "redeem -100", "reverse 100", "expire -100");
        assertThat(ledger.points(customer)).isZero();
    }

    @Test
    @DisplayName("A level is reached at once, is at risk before its review, and is lost there alone")
    void levels() {
        ledger.award(registers.order(customer, 30));
        assertThat(events()).as("everybody begins somewhere").isEmpty();
        assertThat(ledger.level(customer)).contains("bronze");
        ledger.award(registers.order(customer, 600));
        assertThat(events()).containsExactly("level-changed {from:bronze,to:silver,direction:up,higher:true}");
        assertThat(ledger.level(customer)).contains("silver");
        on("2027-02-01");
        assertThat(events()).hasSize(1);
        on("2027-02-02");
        on("2027-02-03");
        assertThat(events()).hasSize(2).endsWith("level-at-risk {level:silver,next:bronze,reviewOn:2027-03-04}");
        on("2027-03-03");
        assertThat(ledger.level(customer)).contains("silver");
        on("2027-03-04");
        assertThat(ledger.level(customer)).contains("bronze");
        assertThat(events()).endsWith("level-changed {from:silver,to:bronze,direction:down,higher:false}");
        assertThat(registers
                        .get(LoyaltyTimeline.class)
                        .entries(new TimelineRequest(
                                customer,
                                Set.of(Kind.POINTS),
                                Instant.parse("2030-01-01T00:00:00Z"),
                                50,
                                Locale.ENGLISH))
                        .stream()
                        .filter(entry -> entry.what().equals("level.changed"))
                        .map(entry -> LocalDate.ofInstant(entry.at(), ZoneOffset.UTC) + " " + entry.facts()))
                .as("on the timeline stands what was news, the newest first")
                .containsExactly(
                        "2027-03-04 {before=silver, level=bronze}", "2026-03-03 {before=bronze, level=silver}");
    }

    @Test
    @DisplayName("Before its review a level says how many points more keep it")
    void missing() {
        ledger.award(registers.order(customer, 30));
        ledger.award(registers.order(customer, 600));
        LoyaltyStatements statements = registers.get(LoyaltyStatements.class);
        assertThat(statements.standing(customer).missing())
                .as("what led to the level does not count once more")
                .isEqualTo(500);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(100)));
        ledger.award(registers.order(customer, 130));
        on("2027-02-15");
        // the first orders leave the period before the review
        assertThat(statements.standing(customer))
                .returns("silver", LoyaltyStatements.Standing::level)
                .returns("bronze", LoyaltyStatements.Standing::lower)
                .returns(370, LoyaltyStatements.Standing::missing)
                .returns(760, LoyaltyStatements.Standing::points);
        registers.clock().moveTo(Instant.parse("2027-02-20T06:00:00Z"));
        ledger.award(registers.order(customer, 370));
        assertThat(statements.standing(customer).missing()).isZero();
        assertThat(statements.standing(customer).lower()).isNull();
    }

    @Test
    @DisplayName("Who earned enough in the period keeps the level, without a word")
    void keeps() {
        ledger.award(registers.order(customer, 600));
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(200)));
        ledger.award(registers.order(customer, 700));
        int before = events().size();
        on("2027-02-15");
        on("2027-03-04");
        assertThat(ledger.level(customer)).contains("silver");
        assertThat(events().subList(before, events().size())).noneMatch(event -> event.startsWith("level"));
    }

    @Test
    @DisplayName("What a file brought in is taken as it is, without an event")
    void silent() {
        registers
                .jdbc()
                .sql(
                        """
                insert into rapport.loyalty_entry (customer_id, kind, source, points, expires_on, recorded_at)
                values (:c, 'earn', 'import:' || :c, 900, '2026-03-20', '2026-01-01')""")
                .param("c", customer)
                .update();
        registers
                .jdbc()
                .sql(
                        "insert into rapport.loyalty_account (customer_id, silent, due_on) values (:c, true, '1970-01-01')")
                .param("c", customer)
                .update();
        on("2026-03-04");
        assertThat(events()).isEmpty();
        assertThat(ledger.level(customer)).contains("silver");
        assertThat(review()).as("by the day of the points").isEqualTo("2026-01-01 to 2027-01-02");
        on("2026-03-20");
        assertThat(ledger.points(customer)).isZero();
        assertThat(events()).isEmpty();
    }
}

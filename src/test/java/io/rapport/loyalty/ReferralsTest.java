package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.inbox.Event;
import io.rapport.inbox.NewEvent;
import io.rapport.testing.BrokenRows;
import io.rapport.testing.RegisterFixture;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Customers recommend the shop by a code, and both get points for the friend's first order that is kept")
class ReferralsTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Referrals referrals = registers.get(Referrals.class);
    private final ReferralDay day = registers.get(ReferralDay.class);
    private final LoyaltyLedger ledger = registers.get(LoyaltyLedger.class);
    private String ann;
    private String bob;

    @BeforeEach
    void twoCustomers() {
        registers
                .jdbc()
                .sql("update rapport.referral set due_on = 'infinity' where state = 'open'")
                .update();
        ann = registers.customer();
        bob = registers.customer();
    }

    private Event names(String friend, String code) {
        return registers.happens("referral.used", friend, Map.of("code", code));
    }

    private void after(int days) {
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(days)));
        while (day.advance()) {
            // on with the next
        }
    }

    private String delivered(String customer, double total) {
        String order = registers.order(customer, total);
        registers.order(order, customer, "delivered");
        return order;
    }

    /** @return what became of the codes that a friend named, such as {@code refused loop} */
    private List<String> outcomes(String friend) {
        return registers
                .jdbc()
                .sql(
                        """
                select state || coalesce(' ' || reason, '') from rapport.referral
                where customer_id = :friend order by event_seq""")
                .param("friend", friend)
                .query(String.class)
                .list();
    }

    private List<String> events(String customer) {
        return registers.sent().stream()
                .filter(event -> event.customerId().equals(customer))
                .filter(event -> event.type().startsWith("referral."))
                .map(ReferralsTest::text)
                .toList();
    }

    private static String text(NewEvent event) {
        return event.type().substring("referral.".length()) + " "
                + event.data().toString().replace("\"", "");
    }

    @Test
    @DisplayName("A code is made when it is first needed, stays the same, and is known however it is typed")
    void code() {
        assertThat(referrals.codeOf(ann)).isEmpty();
        String code = referrals.make(ann);
        assertThat(code).matches("[A-HJ-NP-Z2-9]{8}");
        assertThat(referrals.make(ann)).isEqualTo(code);
        assertThat(referrals.codeOf(ann)).contains(code);
        assertThat(referrals.make(bob)).isNotEqualTo(code);
        String typed = " " + code.substring(0, 4).toLowerCase(Locale.ROOT) + "-" + code.substring(4) + " ";
        assertThat(referrals.isValid(typed)).isTrue();
        assertThat(referrals.isValid("NOBODY77")).isFalse();
    }

    @Test
    @DisplayName("Made at the same moment by several, it is one")
    void codeAtOnce() {
        assertThat(registers.atOnce(6, () -> referrals.make(ann))).containsOnly(referrals.make(ann));
    }

    @Test
    @DisplayName("Both get their points fourteen days after the delivery of the friend's first order, once")
    void reward() {
        names(bob, referrals.make(ann));
        assertThat(events(ann)).containsExactly("accepted {}");
        assertThat(referrals.isReferred(bob)).isTrue();
        assertThat(referrals.isReferred(ann)).isFalse();
        delivered(bob, 40);
        after(13);
        assertThat(outcomes(bob)).containsExactly("open");
        after(14);
        after(15);
        assertThat(outcomes(bob)).containsExactly("rewarded");
        assertThat(ledger.points(ann)).isEqualTo(200);
        assertThat(ledger.points(bob)).isEqualTo(100);
        assertThat(events(ann)).containsExactly("accepted {}", "rewarded {points:200,forFriend:false,friends:1}");
        assertThat(events(bob)).containsExactly("rewarded {points:100,forFriend:true}");
        after(400);
        assertThat(ledger.points(ann)).isEqualTo(200);
    }

    @Test
    @DisplayName("What a day brings for several friends is one event with all of it; the friends hear of theirs each")
    void severalFriends() {
        String code = referrals.make(ann);
        List<String> friends = List.of(bob, registers.customer(), registers.customer());
        friends.forEach(friend -> {
            names(friend, code);
            delivered(friend, 40);
        });
        after(14);
        after(15);
        assertThat(events(ann))
                .filteredOn(event -> event.startsWith("rewarded"))
                .containsExactly("rewarded {points:600,forFriend:false,friends:3}");
        assertThat(friends).allSatisfy(friend -> assertThat(events(friend))
                .containsExactly("rewarded {points:100,forFriend:true}"));
        assertThat(referrals.summary(ann)).isEqualTo(new Referrals.ReferralSummary(code, 3, 600, 3, 0));

        String late = registers.customer();
        names(late, code);
        delivered(late, 40);
        after(40);
        assertThat(events(ann)).endsWith("rewarded {points:200,forFriend:false,friends:1}");
        assertThat(referrals.summary(ann)).isEqualTo(new Referrals.ReferralSummary(code, 4, 200, 1, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"returned", "cancelled", "refunded"})
    @DisplayName("An order that comes back earns nothing; the next one that is kept does")
    void notKept(String what) {
        names(bob, referrals.make(ann));
        String order = delivered(bob, 40);
        Map<String, Object> data = what.equals("refunded")
                ? Map.of("orderId", order, "refundId", "r", "currency", "EUR", "total", 40)
                : Map.of("orderId", order);
        registers.happens("order." + what, bob, data);
        after(20);
        assertThat(outcomes(bob)).containsExactly("open");
        assertThat(ledger.points(ann)).isZero();
        delivered(bob, 60);
        after(34);
        assertThat(outcomes(bob)).containsExactly("rewarded");
        assertThat(ledger.points(ann)).isEqualTo(200);
    }

    @Test
    @DisplayName("Without an order in time the referral expires, and an order after it earns nothing")
    void expires() {
        names(bob, referrals.make(ann));
        after(180);
        assertThat(outcomes(bob)).containsExactly("open");
        after(181);
        assertThat(outcomes(bob)).containsExactly("expired");
        delivered(bob, 40);
        after(300);
        assertThat(ledger.points(ann)).isZero();
    }

    @Test
    @DisplayName("An order placed in time is waited for, and earns though its delivery comes later")
    void lateDelivery() {
        names(bob, referrals.make(ann));
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(179)));
        String order = registers.order(bob, 40);
        after(190);
        assertThat(outcomes(bob)).containsExactly("open");
        registers.order(order, bob, "delivered");
        after(204);
        assertThat(outcomes(bob)).containsExactly("rewarded");
    }

    @Test
    @DisplayName("One's own code is refused, also under an id that was merged")
    void self() {
        String code = referrals.make(ann);
        names(ann, code);
        assertThat(outcomes(ann)).containsExactly("refused same-customer");
        registers.happens("customer.merged", bob, Map.of("mergedCustomer", ann, "reason", "twice"));
        names(bob, code);
        assertThat(outcomes(bob)).contains("refused same-customer").doesNotContain("open");
    }

    @Test
    @DisplayName("Who turn out to be one person before the reward get none")
    void mergedLater() {
        names(bob, referrals.make(ann));
        delivered(bob, 40);
        registers.happens("customer.merged", ann, Map.of("mergedCustomer", bob, "reason", "twice"));
        after(14);
        assertThat(outcomes(ann)).containsExactly("refused same-customer");
        assertThat(ledger.points(ann)).isZero();
    }

    @Test
    @DisplayName("A shared e-mail address, telephone or identity is refused, in whichever spelling")
    void sharedContact() {
        String code = referrals.make(ann);
        String carl = registers.newId("c");
        registers.happens(
                "customer.registered",
                carl,
                Map.of(
                        "firstName",
                        "C",
                        "lastName",
                        "L",
                        "locale",
                        "en",
                        "email",
                        ann.toUpperCase(Locale.ROOT) + "+tea@EXAMPLE.com"));
        names(carl, code);
        assertThat(outcomes(carl)).containsExactly("refused same-contact");
        registers.happens("customer.updated", ann, Map.of("phone", "+44 20 7946 0999"));
        registers.happens("customer.updated", bob, Map.of("phone", "+442079460999"));
        names(bob, code);
        assertThat(outcomes(bob)).containsExactly("refused same-contact");
        registers.happens("customer.updated", bob, Collections.singletonMap("phone", null));
        names(bob, code);
        assertThat(outcomes(bob))
                .as("taken away, it was shared all the same")
                .containsExactly("refused same-contact", "refused same-contact");
        String dora = registers.customer();
        List<Map<String, Object>> identities = List.of(Map.of("system", "shop", "id", "shop-" + ann));
        registers.happens("customer.updated", ann, Map.of("identities", identities));
        registers.happens("customer.updated", dora, Map.of("identities", identities));
        names(dora, code);
        assertThat(outcomes(dora)).containsExactly("refused same-contact");
    }

    @Test
    @DisplayName("An address that becomes known after the code was named counts as well")
    void sharedContactLater() {
        names(bob, referrals.make(ann));
        delivered(bob, 40);
        registers.happens("customer.updated", bob, Map.of("email", ann + "@example.com"));
        after(14);
        assertThat(outcomes(bob)).containsExactly("refused same-contact");
        assertThat(ledger.points(ann) + ledger.points(bob)).isZero();
    }

    @Test
    @DisplayName("Nobody is the friend of whom they recommended, through however many others")
    void loop() {
        String carl = registers.customer();
        names(bob, referrals.make(ann));
        names(carl, referrals.make(bob));
        names(ann, referrals.make(carl));
        assertThat(outcomes(ann)).containsExactly("refused loop");
        assertThat(outcomes(carl)).containsExactly("open");
    }

    @Test
    @DisplayName("Who ordered before is no friend, unless the order is of the same checkout")
    void existing() {
        String code = referrals.make(ann);
        registers.order(bob, 20);
        names(bob, code);
        assertThat(outcomes(bob)).containsExactly("open");
        String carl = registers.customer();
        registers.order(carl, 20);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(2)));
        names(carl, code);
        assertThat(outcomes(carl)).containsExactly("refused existing-customer");
    }

    @Test
    @DisplayName("An order of before that becomes known late counts as well")
    void existingLater() {
        names(bob, referrals.make(ann));
        delivered(bob, 40);
        registers
                .jdbc()
                .sql(
                        """
                insert into rapport.customer_order (id, customer_id, currency, total, placed_at)
                values ('old-' || :bob, :bob, 'EUR', 10, '2025-01-01')""")
                .param("bob", bob)
                .update();
        after(14);
        assertThat(outcomes(bob)).containsExactly("refused existing-customer");
    }

    @Test
    @DisplayName("The first code counts; a second one is refused, the same once more is not taken down again")
    void first() {
        String carl = registers.customer();
        Event first = names(bob, referrals.make(ann));
        registers.handle(first);
        names(bob, referrals.make(ann).toLowerCase(Locale.ROOT));
        assertThat(outcomes(bob)).containsExactly("open");
        names(bob, referrals.make(carl));
        assertThat(outcomes(bob)).containsExactly("open", "refused already-referred");
        delivered(bob, 40);
        after(14);
        names(bob, referrals.make(carl));
        assertThat(outcomes(bob))
                .startsWith("rewarded", "refused already-referred")
                .doesNotContain("open");
        assertThat(ledger.points(carl)).isZero();
    }

    @Test
    @DisplayName("A code that there is not is taken down as refused")
    void unknown() {
        names(bob, "NOBODY77");
        assertThat(outcomes(bob)).containsExactly("refused unknown-code");
        String code = referrals.make(ann);
        names(bob, code);
        assertThat(outcomes(bob)).containsExactly("refused unknown-code", "open");
    }

    @Test
    @DisplayName("Beyond ten friends a year only the friend gets points, as the table says")
    void cap() {
        String code = referrals.make(ann);
        for (int i = 0; i < 11; i++) {
            String friend = registers.customer();
            names(friend, code);
            delivered(friend, 40);
        }
        after(14);
        assertThat(ledger.points(ann)).isEqualTo(2_000);
        assertThat(registers
                        .jdbc()
                        .sql(
                                """
                        select count(*) from rapport.referral
                        where code = :code and state = 'rewarded' and friend_points = 100""")
                        .param("code", code)
                        .query(Integer.class)
                        .single())
                .isEqualTo(11);
    }

    @Test
    @DisplayName("While one of the two has the use of their data restricted the reward waits")
    void restricted() {
        names(bob, referrals.make(ann));
        delivered(bob, 40);
        registers.happens("customer.restricted", ann, Map.of("reason", "contested"));
        after(14);
        assertThat(outcomes(bob)).containsExactly("open");
        registers.happens("customer.restriction-lifted", ann, Map.of("reason", "corrected"));
        after(15);
        assertThat(outcomes(bob)).containsExactly("rewarded");
    }

    @Test
    @DisplayName("When the one who recommended is erased, the code is gone and the friend gets what was promised")
    void ownerErased() {
        String code = referrals.make(ann);
        names(bob, code);
        delivered(bob, 40);
        erase(ann);
        assertThat(referrals.isValid(code)).isFalse();
        after(14);
        assertThat(outcomes(bob)).containsExactly("rewarded");
        assertThat(ledger.points(bob)).isEqualTo(100);
        assertThat(ledger.points(ann)).isZero();
    }

    @Test
    @DisplayName("When the friend is erased, nothing says any more who it was")
    void friendErased() {
        names(bob, referrals.make(ann));
        delivered(bob, 40);
        erase(bob);
        after(14);
        assertThat(outcomes(bob)).isEmpty();
        assertThat(ledger.points(ann)).isZero();
    }

    /** What the register of personal data has done about these tables when a customer is erased. */
    private void erase(String customer) {
        registers.happens("customer.erased", customer, Map.of());
        for (String table : List.of("referral", "referral_code")) {
            registers
                    .jdbc()
                    .sql("delete from rapport." + table + " where customer_id = :customer")
                    .param("customer", customer)
                    .update();
        }
    }

    @Test
    @DisplayName("Of two who are merged both codes go on, and lead to the one who stays")
    void bothCodes() {
        String one = referrals.make(ann);
        String other = referrals.make(bob);
        registers.happens("customer.merged", ann, Map.of("mergedCustomer", bob, "reason", "twice"));
        assertThat(referrals.make(ann)).isEqualTo(one);
        String carl = registers.customer();
        names(carl, other);
        delivered(carl, 40);
        after(14);
        assertThat(ledger.points(ann)).isEqualTo(200);
    }

    @Test
    @DisplayName("Several nodes at once give each reward once")
    void nodesAtOnce() {
        String code = referrals.make(ann);
        for (int i = 0; i < 5; i++) {
            String friend = registers.customer();
            names(friend, code);
            delivered(friend, 40);
        }
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(14)));
        registers.atOnce(3, () -> {
            day.advance();
            return true;
        });
        after(15);
        assertThat(ledger.points(ann)).isEqualTo(1_000);
    }

    @Test
    @DisplayName(
            "While another node is at the reward for one friend, what the others brought waits: the day is one event")
    void nodesOnPages() {
        String code = referrals.make(ann);
        String carl = registers.customer();
        for (String friend : List.of(bob, carl)) {
            names(friend, code);
            delivered(friend, 40);
        }
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(14)));
        registers.transaction().executeWithoutResult(status -> {
            registers
                    .jdbc()
                    .sql("select event_seq from rapport.referral where customer_id = :friend for no key update")
                    .param("friend", carl)
                    .query(Long.class)
                    .single();
            // as another node does, on a connection of its own
            assertThat(CompletableFuture.supplyAsync(day::advance).join()).isFalse();
        });
        assertThat(outcomes(bob)).containsExactly("rewarded");
        assertThat(outcomes(carl)).containsExactly("open");
        assertThat(events(ann)).containsExactly("accepted {}", "accepted {}");

        day.advance();

        assertThat(events(ann)).hasSize(3).last().asString().contains("points:400", "friends:2");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"57P01", "40P01"})
    @DisplayName("A reward that the database fails on is given by the next run of the same day")
    void databaseFault(String state) {
        names(bob, referrals.make(ann));
        delivered(bob, 40);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(14)));
        try (BrokenRows broken = new BrokenRows(
                registers.jdbc(),
                "update on rapport.referral",
                "new.customer_id = '%s' and new.state = 'rewarded'".formatted(bob),
                state,
                "not now")) {
            assertThatThrownBy(day::advance).isInstanceOf(RuntimeException.class);
            assertThat(outcomes(bob)).containsExactly("open");
        }

        day.advance();

        assertThat(outcomes(bob)).containsExactly("rewarded");
        assertThat(ledger.points(ann)).isEqualTo(200);
    }

    @Test
    @DisplayName("A reward that fails for its own sake is tried again the next day, and keeps no other from its reward")
    void ownFault() {
        names(bob, referrals.make(ann));
        delivered(bob, 40);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(14)));
        try (BrokenRows broken = new BrokenRows(
                registers.jdbc(),
                "update on rapport.referral",
                "new.customer_id = '%s' and new.state = 'rewarded'".formatted(bob),
                "P0001",
                "not this one")) {
            assertThatThrownBy(day::advance).hasStackTraceContaining("not this one");
        }
        day.advance();
        assertThat(outcomes(bob)).containsExactly("open");

        after(15);

        assertThat(outcomes(bob)).containsExactly("rewarded");
    }

    @Test
    @DisplayName("The timelines of both say what became of it, and not who the other one is")
    void timeline() {
        String code = referrals.make(ann);
        names(bob, code);
        LoyaltyTimeline timeline = registers.get(LoyaltyTimeline.class);
        assertThat(whats(timeline, ann)).contains("referral.code-made", "referral.friend");
        assertThat(whats(timeline, bob)).contains("referral.used");
        assertThat(facts(timeline, ann)).doesNotContain(bob);
        assertThat(facts(timeline, bob)).doesNotContain(ann);
    }

    @Test
    @DisplayName("One's own code stands on the timeline as named and refused, and as nothing that a friend did")
    void timelineOfOwnCode() {
        names(ann, referrals.make(ann));
        LoyaltyTimeline timeline = registers.get(LoyaltyTimeline.class);
        assertThat(whats(timeline, ann)).contains("referral.used").doesNotContain("referral.friend");
        assertThat(facts(timeline, ann)).contains("same-customer");
    }

    private List<String> whats(LoyaltyTimeline timeline, String customer) {
        return timeline.entries(request(customer)).stream()
                .map(TimelineEntry::what)
                .toList();
    }

    private String facts(LoyaltyTimeline timeline, String customer) {
        return timeline.entries(request(customer)).stream()
                .map(entry -> entry.facts().toString())
                .toList()
                .toString();
    }

    private static TimelineRequest request(String customer) {
        return new TimelineRequest(
                customer, Set.of(Kind.POINTS), Instant.parse("2030-01-01T00:00:00Z"), 50, Locale.ENGLISH);
    }

    @Test
    @DisplayName("An order without a delivery that anybody reported is kept forty-four days after it was placed")
    void unreported() {
        names(bob, referrals.make(ann));
        registers.happens("order.placed", bob, Shop.orderData(registers.newId("o"), 40));
        after(43);
        assertThat(outcomes(bob)).containsExactly("open");
        after(44);
        assertThat(outcomes(bob)).containsExactly("rewarded");
    }
}

package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.loyalty.FirstOrders.FriendOrder;
import io.rapport.loyalty.ReferralRules.Known;
import io.rapport.loyalty.ReferralRules.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who counts as a friend, and which order is kept")
class ReferralRulesTest {

    private static final Instant USED = Instant.parse("2026-03-03T12:00:00Z");
    private static final Duration KEPT_AFTER = Duration.ofDays(30);

    private static Known known(String owner, Set<String> shared, List<String> chain) {
        return new Known(owner, "friend", shared, Set.of("email:friend@example.com"), false, chain, false, false);
    }

    @Test
    @DisplayName("Somebody new who shares nothing with the other one counts")
    void counts() {
        assertThat(ReferralRules.refusal(known("ann", Set.of("email:ann@example.com"), List.of("bob"))))
                .isEmpty();
    }

    @Test
    @DisplayName("Nobody's code, one's own, a shared address and a circle do not")
    void refused() {
        assertThat(ReferralRules.refusal(known(null, Set.of(), List.of()))).contains(Reason.UNKNOWN_CODE);
        assertThat(ReferralRules.refusal(known("friend", Set.of(), List.of()))).contains(Reason.SAME_CUSTOMER);
        assertThat(ReferralRules.refusal(known("ann", Set.of("email:friend@example.com"), List.of())))
                .contains(Reason.SAME_CONTACT);
        assertThat(ReferralRules.refusal(new Known("ann", "friend", Set.of(), Set.of(), true, List.of(), false, false)))
                .as("staff are to decide whether they are one person")
                .contains(Reason.SAME_CONTACT);
        assertThat(ReferralRules.refusal(known("ann", Set.of(), List.of("bob", "friend"))))
                .contains(Reason.LOOP);
        assertThat(ReferralRules.refusal(new Known("ann", "friend", Set.of(), Set.of(), false, List.of(), true, true)))
                .contains(Reason.EXISTING_CUSTOMER);
        assertThat(ReferralRules.refusal(new Known("ann", "friend", Set.of(), Set.of(), false, List.of(), false, true)))
                .contains(Reason.ALREADY_REFERRED);
    }

    private static FriendOrder order(String id, int placedAfterDays, Integer deliveredAfterDays, boolean stands) {
        Instant placed = USED.plus(Duration.ofDays(placedAfterDays));
        return new FriendOrder(
                id,
                placed,
                deliveredAfterDays == null ? null : USED.plus(Duration.ofDays(deliveredAfterDays)),
                stands,
                BigDecimal.TEN);
    }

    private static String kept(int onDay, FriendOrder... orders) {
        return FirstOrders.kept(List.of(orders), KEPT_AFTER, USED.plus(Duration.ofDays(onDay)))
                .map(FriendOrder::id)
                .orElse("none");
    }

    @Test
    @DisplayName("An order is kept thirty days after its delivery, if nobody reported one sixty after it was placed")
    void kept() {
        assertThat(kept(32, order("a", 0, 3, true))).isEqualTo("none");
        assertThat(kept(33, order("a", 0, 3, true))).isEqualTo("a");
        assertThat(kept(59, order("a", 0, null, true))).isEqualTo("none");
        assertThat(kept(60, order("a", 0, null, true))).isEqualTo("a");
    }

    @Test
    @DisplayName("One that came back is not; then it is the next one")
    void next() {
        assertThat(kept(40, order("a", 0, 3, false), order("b", 5, 8, true))).isEqualTo("b");
        assertThat(kept(90, order("b", 5, 8, true), order("a", 0, 3, true))).isEqualTo("a");
    }

    @Test
    @DisplayName("An order of the same checkout is none of before")
    void before() {
        FriendOrder checkout = new FriendOrder("a", USED.minus(Duration.ofMinutes(2)), null, true, BigDecimal.TEN);
        assertThat(FirstOrders.isAnyBefore(List.of(checkout), USED)).isFalse();
        assertThat(FirstOrders.isAnyBefore(List.of(checkout, order("b", -2, null, false)), USED))
                .isTrue();
    }
}

package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.loyalty.Lots.Lot;
import io.rapport.loyalty.Lots.Share;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Points by lots")
class LotsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 3);

    private static Lot lot(String name, int points, LocalDate expires) {
        return new Lot(name, points, expires, name.charAt(0));
    }

    @Test
    @DisplayName("are used first in, first out: those that expire soonest go first, those that stay last")
    void order() {
        Lots lots = Lots.of(List.of(
                lot("a", 10, null),
                lot("b", 10, TODAY.plusDays(9)),
                lot("c", 10, TODAY.plusDays(2)),
                lot("d", 10, TODAY.plusDays(9))));
        assertThat(lots.take(25, TODAY)).containsExactly(new Share("c", 10), new Share("b", 10), new Share("d", 5));
        assertThat(lots.usable(TODAY)).isEqualTo(40);
        assertThatThrownBy(() -> lots.take(41, TODAY)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("cannot be used from the day on which they expire, and are no part of the balance then")
    void expired() {
        Lots lots = Lots.of(List.of(lot("a", 10, TODAY), lot("b", 5, TODAY.plusDays(1))));
        assertThat(lots.usable(TODAY)).isEqualTo(5);
        assertThat(lots.balance(TODAY)).isEqualTo(5);
        assertThat(lots.expired(TODAY)).containsExactly(new Share("a", 10));
        assertThat(lots.expired(TODAY.minusDays(1))).isEmpty();
        assertThat(lots.expiring(TODAY, TODAY.plusDays(1)))
                .isEqualTo(new Lots.Expiring(5, TODAY.plusDays(1), TODAY.plusDays(1)));
        assertThat(lots.firstExpiry(TODAY)).isEqualTo(TODAY.plusDays(1));
    }

    @Test
    @DisplayName("that were used before the order was returned are missing from the others, and below zero at last")
    void debts() {
        assertThat(Lots.of(List.of(lot("a", -7, null), lot("b", 10, null))).take(3, TODAY))
                .containsExactly(new Share("b", 3));
        Lots below = Lots.of(List.of(lot("a", -12, null), lot("b", 10, null)));
        assertThat(below.usable(TODAY)).isZero();
        assertThat(below.balance(TODAY)).isEqualTo(-2);
        assertThat(below.expired(TODAY)).isEmpty();
    }

    @Property(tries = 500)
    void nothingIsLost(
            @ForAll @Size(max = 12) List<@IntRange(min = -50, max = 50) Integer> points,
            @ForAll @IntRange(min = 0, max = 100) int part) {
        int[] number = {0};
        List<Lot> all = points.stream()
                .map(some -> new Lot(
                        "lot" + number[0],
                        some,
                        number[0] % 3 == 0 ? null : TODAY.plusDays(number[0] % 5 - 2L),
                        number[0]++))
                .toList();
        Lots lots = Lots.of(all);
        int expired = lots.expired(TODAY).stream().mapToInt(Share::points).sum();
        assertThat(lots.balance(TODAY) + expired)
                .isEqualTo(points.stream().mapToInt(Integer::intValue).sum());
        int use = lots.usable(TODAY) * part / 100;
        List<Share> taken = lots.take(use, TODAY);
        assertThat(taken.stream().mapToInt(Share::points).sum()).isEqualTo(use);
        List<Lot> left = all.stream()
                .map(lot -> new Lot(
                        lot.name(),
                        lot.points()
                                - taken.stream()
                                        .filter(share -> share.lot().equals(lot.name()))
                                        .mapToInt(Share::points)
                                        .sum(),
                        lot.expiresOn(),
                        lot.since()))
                .toList();
        assertThat(Lots.of(left).usable(TODAY)).as("what is used is gone once").isEqualTo(lots.usable(TODAY) - use);
    }
}

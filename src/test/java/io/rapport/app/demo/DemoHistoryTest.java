package io.rapport.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rapport.customer.CustomerValue;
import io.rapport.imports.ImportJob;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.testing.RegisterFixture;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The years before the demo's recording")
class DemoHistoryTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    /** As a clock says it. */
    private static final Instant START = RegisterFixture.NOON.plusNanos(475_793_687);

    private final DemoHistory history = new DemoHistory(
            registers.get(HikariDataSource.class),
            registers.get(CouponPools.class),
            registers.get(LoyaltyLedger.class));

    private static long number(String sql) {
        return registers.jdbc().sql(sql).query(Long.class).single();
    }

    @Test
    @DisplayName("come in as a whole, once, with customers whom nobody makes anew, and points for the year before")
    void broughtIn() throws Exception {
        ShopPast past = ShopPast.drawn(START, START.plus(Duration.ofDays(45)));
        registers.clock().moveTo(START);
        List<ImportJob> jobs = history.bringIn(past);
        assertThat(jobs).hasSize(3).allSatisfy(job -> {
            assertThat(job.state()).isEqualTo("done");
            assertThat(job.faults()).isEmpty();
            assertThat(job.taken()).isPositive();
        });
        assertThat(history.bringIn(past)).allSatisfy(job -> {
            assertThat(job.taken()).isZero();
            assertThat(job.leftOut()).isZero();
        });
        assertThat(number(
                        "select extract(day from max(placed_at) - min(placed_at))::bigint from rapport.customer_order"))
                .as("days of history")
                .isGreaterThan(2 * 365);
        assertThat(number("select count(*) from rapport.customer where registered_at is null"))
                .as("made by an order, since the files of customers have none")
                .isZero();
        for (String what : List.of("cancelled_at", "returned_at")) {
            assertThat(number("select count(*) from rapport.customer_order where " + what + " is not null"))
                    .as(what)
                    .isEqualTo(past.before()
                            .filter(order -> what.equals("cancelled_at")
                                    ? order.cancelledAt() != null
                                    : order.returnedAt() != null
                                            && order.returnedAt().isBefore(START))
                            .count())
                    .isGreaterThan(12);
        }
        assertThat(registers.get(CouponPools.class).find("birthday-15")).hasValueSatisfying(pool -> {
            assertThat(pool.free()).isEqualTo(40);
            assertThat(pool.isShort()).isFalse();
        });

        int credited = history.creditPoints(past);
        assertThat(credited).isGreaterThan(100);
        assertThat(history.creditPoints(past)).as("once").isZero();
        assertThat(
                        number(
                                """
                select count(*) from rapport.loyalty_entry e
                left join rapport.customer_order o on o.id = e.order_id and o.placed_at = e.recorded_at
                where e.kind <> 'earn' or o.id is null"""))
                .as("points that were not earned by an order, on its day")
                .isZero();
        assertThat(number("select count(distinct expires_on) from rapport.loyalty_entry"))
                .as("months at whose end points expire")
                .isGreaterThan(10);
        assertThat(
                        number(
                                """
                select count(*) from rapport.loyalty_account
                where level is not null group by review_on order by 1 desc limit 1"""))
                .as("levels that are reviewed on one day")
                .isLessThan(15);
        LoyaltyLedger ledger = registers.get(LoyaltyLedger.class);
        assertThat(past.customers().stream()
                        .map(Regular::id)
                        .filter(id -> registers
                                        .get(CustomerValue.class)
                                        .lastTwelveMonths(id)
                                        .total()
                                        .compareTo(BigDecimal.valueOf(300))
                                > 0))
                .as("who bought much has points")
                .isNotEmpty()
                .allSatisfy(id -> assertThat(ledger.points(id)).as(id).isGreaterThan(100));
        assertThat(registers.sent()).as("no journey begins by it").isEmpty();
    }
}

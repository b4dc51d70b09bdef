package io.rapport.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rapport.customer.CustomerValue;
import io.rapport.imports.ImportJob;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.testing.RegisterFixture;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The years before the demo's recording")
class DemoHistoryTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final DemoHistory history =
            new DemoHistory(registers.get(HikariDataSource.class), registers.get(CouponPools.class));

    private static long number(String sql) {
        return registers.jdbc().sql(sql).query(Long.class).single();
    }

    @Test
    @DisplayName("come in as a whole, once, with customers whom nobody makes anew")
    void broughtIn() throws Exception {
        // as a clock says it
        Instant start = RegisterFixture.NOON.plusNanos(475_793_687);
        List<ImportJob> jobs = history.bringIn(start);
        assertThat(jobs).hasSize(4).allSatisfy(job -> {
            assertThat(job.state()).isEqualTo("done");
            assertThat(job.faults()).isEmpty();
            assertThat(job.taken()).isPositive();
        });
        assertThat(history.bringIn(start)).allSatisfy(job -> {
            assertThat(job.taken()).isZero();
            assertThat(job.leftOut()).isZero();
        });
        assertThat(number(
                        "select extract(day from max(placed_at) - min(placed_at))::bigint from rapport.customer_order"))
                .as("days of history")
                .isGreaterThan(2 * 365);
        assertThat(registers.get(LoyaltyLedger.class).points("2002")).isPositive();
        registers.clock().moveTo(start);
        assertThat(registers.get(CustomerValue.class).lastTwelveMonths("2011").total())
                .isPositive();
        assertThat(registers.get(CouponPools.class).find("birthday-15")).hasValueSatisfying(pool -> {
            assertThat(pool.free()).isEqualTo(40);
            assertThat(pool.isShort()).isFalse();
        });
        assertThat(registers.sent()).isEmpty();
        assertThat(number("select count(*) from rapport.customer where registered_at is null"))
                .as("made by an order, since the files of customers have none")
                .isZero();
    }
}

package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.Replenishment.Interval;
import io.rapport.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

@DisplayName("After how many days a product is bought again")
class ReplenishmentTest {

    private static final DataSource DATABASE = TestDatabase.migrated().pool();
    private static final Instant NOW = Instant.parse("2027-06-01T03:00:00Z");

    private final JdbcClient jdbc = JdbcClient.create(DATABASE);
    private final Replenishment replenishment = new Replenishment(jdbc, new JdbcTransactionManager(DATABASE));
    private int orders;

    @BeforeEach
    void nothingWasBought() {
        jdbc.sql("delete from rapport.customer_order").update();
        jdbc.sql("delete from rapport.replenishment").update();
        jdbc.sql("update rapport.replenishment_run set computed_at = null").update();
    }

    private String bought(String customer, String sku, LocalDate day) {
        String order = "o" + orders++;
        jdbc.sql("insert into rapport.customer (id) values (:id) on conflict do nothing")
                .param("id", customer)
                .update();
        jdbc.sql(
                        "insert into rapport.customer_order (id, customer_id, currency, placed_at) values (:id, :customer, 'EUR', :at)")
                .param("id", order)
                .param("customer", customer)
                .param("at", day.atTime(10, 0).atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql(
                        """
                insert into rapport.customer_order_item (order_id, line, sku, name, quantity, price, amount_minor)
                values (:id, 1, :sku, :sku, 1, 10, 1000)""")
                .param("id", order)
                .param("sku", sku)
                .update();
        return order;
    }

    /** Six customers who buy it three times each, so many days apart. */
    private void boughtByMany(String sku, int days) {
        IntStream.range(0, 6).forEach(customer -> IntStream.range(0, 3)
                .forEach(time ->
                        bought("c" + customer, sku, LocalDate.of(2027, 1, 1).plusDays((long) time * days))));
    }

    private void compute() {
        assertThat(replenishment.compute(NOW, NOW.minusSeconds(1))).isTrue();
    }

    @Test
    @DisplayName("is what half of the repeat purchases keep to; of several products the shortest counts")
    void median() {
        boughtByMany("TEA", 30);
        boughtByMany("COFFEE", 21);
        compute();
        assertThat(replenishment.soonest(List.of("TEA")).map(Interval::days)).contains(30);
        assertThat(replenishment.soonest(List.of("TEA", "COFFEE", "POT")).map(Interval::days))
                .contains(21);
    }

    @Test
    @DisplayName("is not known of what few bought again, or one customer alone did")
    void tooFew() {
        IntStream.range(0, 20)
                .forEach(time -> bought("fan", "TEA", LocalDate.of(2027, 1, 1).plusDays(time * 7L)));
        IntStream.range(0, 5).forEach(customer -> {
            bought("c" + customer, "POT", LocalDate.of(2027, 1, 1));
            bought("c" + customer, "POT", LocalDate.of(2027, 5, 1));
        });
        compute();
        assertThat(replenishment.soonest(List.of("TEA", "POT"))).isEmpty();
        assertThat(replenishment.soonest(List.of())).isEmpty();
    }

    @Test
    @DisplayName("leaves out orders that came back, those of a day but one, and those of more than three years ago")
    void whatCounts() {
        boughtByMany("TEA", 40);
        IntStream.range(0, 6).forEach(customer -> {
            bought("c" + customer, "TEA", LocalDate.of(2027, 1, 1));
            bought("c" + customer, "TEA", LocalDate.of(2023, 1, 1));
            String returned = bought("c" + customer, "TEA", LocalDate.of(2027, 1, 3));
            jdbc.sql("update rapport.customer_order set called_off = 'returned' where id = :id")
                    .param("id", returned)
                    .update();
        });
        compute();
        assertThat(replenishment.soonest(List.of("TEA")).map(Interval::days)).contains(40);
        assertThat(jdbc.sql("select repeats from rapport.replenishment where sku = 'TEA'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(12);
    }

    @Test
    @DisplayName("is computed once a night, though several nodes ask at once")
    void once() throws Exception {
        boughtByMany("TEA", 30);
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> answers = nodes.invokeAll(IntStream.range(0, 4)
                    .<Callable<Boolean>>mapToObj(
                            node -> () -> replenishment.compute(NOW, NOW.minus(Duration.ofHours(20))))
                    .toList());
            int computed = 0;
            for (Future<Boolean> answer : answers) {
                computed += answer.get() ? 1 : 0;
            }
            assertThat(computed).isOne();
        } finally {
            nodes.shutdownNow();
        }
        assertThat(replenishment.compute(NOW.plus(Duration.ofHours(19)), NOW.minus(Duration.ofHours(1))))
                .isFalse();
        assertThat(replenishment.compute(NOW.plus(Duration.ofHours(21)), NOW.plus(Duration.ofHours(1))))
                .isTrue();
        assertThat(replenishment.soonest(List.of("TEA")).map(Interval::days)).contains(30);
    }
}

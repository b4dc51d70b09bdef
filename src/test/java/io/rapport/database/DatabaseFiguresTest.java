package io.rapport.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.CannotCreateTransactionException;

@DisplayName("Figures that metrics read from the database")
class DatabaseFiguresTest {

    private final DatabaseFigures figures = new DatabaseFigures(Duration.ZERO);

    @AfterEach
    void close() {
        figures.destroy();
    }

    @Test
    @DisplayName("are fresh while the database answers, and are not read more often than is set")
    void fresh() {
        AtomicInteger reads = new AtomicInteger();
        Supplier<Number> always = figures.of(reads::incrementAndGet);
        assertThat(always.get().doubleValue()).isEqualTo(1);
        assertThat(always.get().doubleValue()).isEqualTo(2);

        AtomicInteger rare = new AtomicInteger();
        DatabaseFigures kept = new DatabaseFigures(Duration.ofHours(1));
        Supplier<Number> seldom = kept.of(rare::incrementAndGet);
        assertThat(seldom.get().doubleValue()).isEqualTo(1);
        assertThat(seldom.get().doubleValue()).isEqualTo(1);
        kept.destroy();
    }

    @Test
    @DisplayName("keep nobody waiting for more than a second, all together, while the database hangs")
    void hanging() {
        AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
        List<Supplier<Number>> gauges = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int value = i;
            gauges.add(figures.of(() -> {
                waitFor(gate.get());
                return value;
            }));
        }
        assertThat(gauges.get(7).get().doubleValue()).isEqualTo(7);

        gate.set(new CountDownLatch(1));
        long begin = System.nanoTime();
        gauges.forEach(gauge -> assertThat(gauge.get()).isNotNull());
        gauges.forEach(gauge -> assertThat(gauge.get()).isNotNull());

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1900));
        assertThat(gauges.get(7).get().doubleValue()).as("what is known").isEqualTo(7);
        gate.get().countDown();
    }

    @Test
    @DisplayName("are not a number while the database is away, with one attempt for all, and come back with it")
    void away() {
        AtomicReference<Boolean> away = new AtomicReference<>(true);
        AtomicInteger attempts = new AtomicInteger();
        DoubleSupplier query = () -> {
            attempts.incrementAndGet();
            if (away.get()) {
                throw new CannotCreateTransactionException(
                        "none", new SQLTransientConnectionException("no connection", "28P01"));
            }
            return 3;
        };
        Supplier<Number> one = figures.of(query);
        Supplier<Number> other = figures.of(query);

        assertThat(one.get().doubleValue()).isNaN();
        assertThat(attempts).hasValue(1);
        assertThat(other.get().doubleValue()).isNaN();

        away.set(false);
        await().untilAsserted(() -> assertThat(one.get().doubleValue()).isEqualTo(3));
        assertThat(other.get().doubleValue()).isEqualTo(3);
    }

    @Test
    @DisplayName("fail alone when it is the query that is wrong")
    void broken() {
        Supplier<Number> broken = figures.of(() -> {
            throw new IllegalStateException("a wrong query");
        });
        Supplier<Number> sound = figures.of(() -> 5);

        assertThat(broken.get().doubleValue()).isNaN();
        assertThat(sound.get().doubleValue()).isEqualTo(5);
    }

    private static void waitFor(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.rapport.app.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rapport.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The watch over the database")
class DatabaseWatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestDatabase database = TestDatabase.create();
    private final AtomicReference<SQLException> refusal = new AtomicReference<>();
    private final AtomicReference<Connection> open = new AtomicReference<>();
    private final AtomicInteger attempts = new AtomicInteger();

    private final DatabaseWatch watch = new DatabaseWatch(
            () -> {
                attempts.incrementAndGet();
                if (refusal.get() != null) {
                    throw refusal.get();
                }
                open.set(database.dataSource().getConnection());
                return open.get();
            },
            Duration.ofMillis(20));

    @Test
    @DisplayName("says so when it is away, after two attempts, and when it is back")
    void awayAndBack() throws Exception {
        try (watch) {
            watch.start();
            await().atMost(PATIENCE).until(() -> open.get() != null);
            assertThat(watch.isUp()).isTrue();
            assertThat(watch.isAway()).isFalse();

            refusal.set(new SQLException("Connection refused", "08001"));
            open.get().close();
            await().atMost(PATIENCE).until(watch::isAway);
            assertThat(watch.isUp()).isFalse();

            refusal.set(null);
            await().atMost(PATIENCE).until(watch::isUp);
            assertThat(watch.isAway()).isFalse();
        }
    }

    @Test
    @DisplayName("takes a refused login, or a lack of connections, for no outage")
    void refused() throws Exception {
        try (watch) {
            watch.start();
            await().atMost(PATIENCE).until(() -> open.get() != null);
            int before = attempts.get();
            refusal.set(new SQLException("too many connections", "53300"));
            open.get().close();

            await().atMost(PATIENCE).until(() -> attempts.get() >= before + 3);
            assertThat(watch.isAway()).isFalse();
        }
    }

    @Test
    @DisplayName("shuts no door when it has never reached the database itself")
    void neverReached() throws Exception {
        refusal.set(new SQLException("a firewall knows only the pool", "08001"));
        try (watch) {
            watch.start();
            await().atMost(PATIENCE).until(() -> attempts.get() >= 3);
            assertThat(watch.isAway()).isFalse();
        }
    }
}

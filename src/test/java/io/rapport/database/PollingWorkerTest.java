package io.rapport.database;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

@DisplayName("A worker that asks every so often whether there is work")
class PollingWorkerTest {

    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration LATE = Duration.ofHours(1);

    private final Logger logger = (Logger) LoggerFactory.getLogger(Packer.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Packer worker;

    /** Packs parcels; what each run does is up to the test. */
    private static final class Packer extends PollingWorker {

        private final AtomicInteger runs = new AtomicInteger();
        private final IntConsumer work;

        Packer(Duration poll, IntConsumer work) {
            super("packer", poll, "Parcels", "cannot be packed");
            this.work = work;
        }

        Packer(Duration first, Duration poll) {
            super("packer", first, poll, "Parcels", "cannot be packed");
            this.work = run -> {};
        }

        @Override
        protected void work() {
            work.accept(runs.incrementAndGet());
        }

        private void hasRun(int times) {
            eventually(times + " runs", () -> runs.get() >= times);
        }
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void end() {
        if (worker != null) {
            worker.stop();
        }
        logger.detachAppender(log);
    }

    private Packer started(Duration poll, IntConsumer work) {
        worker = new Packer(poll, work);
        worker.start();
        return worker;
    }

    private List<String> said() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Test
    @DisplayName("works from its start on, again and again, in a thread of its name, until it is stopped")
    void again() {
        List<String> threads = new CopyOnWriteArrayList<>();
        started(SOON, run -> threads.add(Thread.currentThread().getName())).hasRun(3);
        assertThat(worker.isRunning()).isTrue();
        worker.stop();
        assertThat(worker.isRunning()).isFalse();
        int runs = worker.runs.get();
        assertThat(threads).hasSize(runs).containsOnly("packer");
        worker.wake();
        assertThat(worker.runs).hasValue(runs);
    }

    @Test
    @DisplayName("begins later where it is to let the application start first")
    void later() {
        worker = new Packer(LATE, SOON);
        worker.start();
        worker.wake();
        worker.hasRun(1);
        worker.stop();
        assertThat(worker.runs)
                .as("the first run was that for which it was woken")
                .hasValue(1);
    }

    @Test
    @DisplayName("does nothing where the pause is zero, not even when it is woken")
    void off() {
        started(Duration.ZERO, run -> {});
        worker.wake();
        assertThat(worker.isRunning()).isFalse();
        assertThat(worker.runs).hasValue(0);
    }

    @Test
    @DisplayName("may be woken before its time; woken often during a run, it runs once more")
    void woken() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        started(LATE, run -> {
            if (run == 1) {
                begun.countDown();
                await(goOn);
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 5; i++) {
            worker.wake();
        }
        goOn.countDown();
        worker.hasRun(2);
        worker.stop();
        assertThat(worker.runs).hasValue(2);
    }

    @Test
    @DisplayName("goes on after whatever a run ends with, and says so once until a run succeeds again")
    void failing() {
        started(SOON, run -> {
            if (run == 1) {
                throw new AssertionError("no string");
            }
            if (run != 3) {
                throw new IllegalStateException("no paper");
            }
        });
        worker.hasRun(6);
        worker.stop();
        assertThat(said())
                .containsExactly(
                        "ERROR Parcels cannot be packed now; tried again every PT0.005S",
                        "ERROR Parcels cannot be packed now; tried again every PT0.005S");
        assertThat(log.list)
                .extracting(event -> event.getThrowableProxy().getMessage())
                .containsExactly("no string", "no paper");
    }

    @Test
    @DisplayName("waits for a database that is away, without a stack in the log")
    void databaseAway() {
        started(SOON, run -> {
            throw new CannotGetJdbcConnectionException("no", new SQLTransientConnectionException("none to give"));
        });
        worker.hasRun(3);
        worker.stop();
        assertThat(said()).containsExactly("WARN Parcels wait for the database");
        assertThat(log.list).allSatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    @Test
    @DisplayName("is asked to stop between two pieces of work; the stop waits for the one under way")
    void stopped() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger pieces = new AtomicInteger();
        started(LATE, run -> {
            while (worker.goesOn()) {
                begun.countDown();
                pieces.incrementAndGet();
            }
            pieces.set(-1);
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        worker.stop();
        assertThat(pieces).hasValue(-1);
    }

    @Test
    @DisplayName("may be started again after it was stopped")
    void startedAgain() {
        started(LATE, run -> {}).hasRun(1);
        worker.stop();
        worker.start();
        worker.hasRun(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

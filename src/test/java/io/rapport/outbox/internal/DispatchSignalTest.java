package io.rapport.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.outbox.internal.DispatchSignal.Subscription;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A queued message need not wait for the next poll, and is not polled before it is there. */
@Timeout(20)
class DispatchSignalTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final DispatchSignal signal = new DispatchSignal();
    private final Subscription subscription = signal.subscribe("email"::equals);

    @Test
    void wakesAtOnceWhereThereIsNoTransaction() throws InterruptedException {
        signal.wakeAfterCommit();

        assertThat(slept(LONG)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void wakesWhenTheTransactionIsCommittedAndNotBefore() throws InterruptedException {
        TransactionSynchronizationManager.initSynchronization();
        try {
            signal.wakeAfterCommit();
            assertThat(slept(SHORT)).isGreaterThanOrEqualTo(SHORT);
            TransactionSynchronizationManager.getSynchronizations().forEach(TransactionSynchronization::afterCommit);
            assertThat(slept(LONG)).isLessThan(Duration.ofSeconds(5));
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }
    }

    @Test
    void wakesOnceForManyMessages() throws InterruptedException {
        for (int i = 0; i < 25; i++) {
            signal.wakeAfterCommit();
        }

        assertThat(slept(LONG)).isLessThan(Duration.ofSeconds(5));
        assertThat(slept(SHORT)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void letsThoseSleepOnWhoseChannelItIsNot() throws InterruptedException {
        signal.wakeAfterCommit(List.of("sms"));
        assertThat(slept(SHORT)).isGreaterThanOrEqualTo(SHORT);

        signal.wakeAfterCommit(List.of("sms", "email"));
        assertThat(slept(LONG)).isLessThan(Duration.ofSeconds(5));
    }

    private Duration slept(Duration atMost) throws InterruptedException {
        long begin = System.nanoTime();
        subscription.await(atMost);
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}

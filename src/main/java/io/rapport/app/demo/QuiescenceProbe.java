package io.rapport.app.demo;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChanges;
import io.rapport.inbox.InboxQuiescence;
import io.rapport.outbox.OutboxFigures;
import io.rapport.release.ReleaseNotLoaded;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether all that is due at the clock's time is done: events, customers who changed, timers, mail. Asks the tables, since
 * only the replay ever wants to know this, and asks it often. Customers who changed are evaluated by who asks, so that nobody
 * waits for the thread that does it else.
 */
final class QuiescenceProbe {

    private static final Duration CHECK_EVERY = Duration.ofMillis(15);

    private final JdbcClient jdbc;
    private final InboxQuiescence inbox;
    private final OutboxFigures outbox;
    private final ChangedCustomers changed;
    private final CustomerChanges changes;
    private final BusinessClock clock;

    QuiescenceProbe(
            JdbcClient jdbc,
            InboxQuiescence inbox,
            OutboxFigures outbox,
            ChangedCustomers changed,
            CustomerChanges changes,
            BusinessClock clock) {
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.outbox = outbox;
        this.changed = changed;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Waits until nothing is due.
     *
     * @param atMost how long, real time
     * @return false if something is still due
     */
    boolean await(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (somethingIsDue()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(CHECK_EVERY.toMillis());
        }
        return true;
    }

    /**
     * @return when the next timer fires after the clock's time; empty if none waits
     */
    Optional<Instant> nextTimer() {
        return jdbc.sql("select min(duedate_) from rapport.act_ru_job where duedate_ > :now")
                .param("now", Timestamp.from(clock.instant()))
                .query((row, n) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .single();
    }

    private boolean somethingIsDue() {
        Instant now = clock.instant();
        return inbox.isBusy(now) || isTimerDue(now) || outbox.isBusy(now) || isAnyoneEvaluated();
    }

    private boolean isAnyoneEvaluated() {
        try {
            return changes.evaluateNext() > 0 || changed.isBusy(ChangeKind.LIVE);
        } catch (ReleaseNotLoaded e) {
            return true;
        }
    }

    private boolean isTimerDue(Instant now) {
        return jdbc.sql(
                        """
                select exists (select from rapport.act_ru_job
                               where duedate_ <= :now and retries_ > 0 and suspension_state_ = 1)""")
                .param("now", Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }
}

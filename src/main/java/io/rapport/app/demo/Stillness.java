package io.rapport.app.demo;

import io.rapport.calendar.BusinessClock;
import java.sql.Timestamp;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether the house has done what is due at the clock's time: events, timers, mail. Looks into the tables, since only the
 * replay ever asks this, and asks it often.
 */
final class Stillness {

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    Stillness(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Waits until nothing is due.
     *
     * @param atMost real time after which it goes on regardless
     */
    void await(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        do {
            Thread.sleep(LOOK_EVERY.toMillis());
        } while (somethingIsDue() && System.nanoTime() < end);
    }

    private boolean somethingIsDue() {
        return jdbc.sql(
                        """
                select exists (select from rapport.inbox_event where state = 'waiting' and due_at <= :now)
                    or exists (select from act_ru_job where duedate_ <= :now and retries_ > 0 and suspension_state_ = 1)
                    or exists (select from rapport.outbox_message
                               where state in ('claimed', 'sending') or state = 'queued' and due_at <= :now)""")
                .param("now", Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }
}

package io.rapport.dates;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.ScheduleEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Raises the events of schedules; of several moments that were missed the latest alone. */
@Component
final class ScheduleRun {

    /** Clocks are put forward by less. */
    private static final Duration LONGEST_LEAP = Duration.ofHours(3);

    private final DateProgress progress;
    private final RaisedEvents raised;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    ScheduleRun(
            DateProgress progress, RaisedEvents raised, BusinessClock clock, PlatformTransactionManager transactions) {
        this.progress = progress;
        this.raised = raised;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Raises what is due of a schedule.
     *
     * @param schedule the entry
     */
    void advance(ScheduleEvent schedule) {
        transaction.executeWithoutResult(status -> {
            Instant now = clock.instant();
            progress.meet(schedule.type(), now);
            progress.take(schedule.type()).ifPresent(found -> {
                Instant earliest = now.minus(schedule.latest());
                Instant from = found.reached().isBefore(earliest) ? earliest : found.reached();
                Optional<Instant> due = latest(schedule, from, now);
                due.ifPresent(moment -> raised.raise(schedule.type(), List.of(RaisedEvents.of(schedule, moment))));
                if (due.isPresent() || found.reached().plusSeconds(60).isBefore(now)) {
                    progress.reach(schedule.type(), now);
                }
            });
        });
    }

    /**
     * As on the clock on the wall: a time that daylight saving leaves out is as much later as is left out, and one that is
     * repeated counts once, the first time.
     *
     * @param after the span begins behind it
     * @param until the span's end
     * @return the latest moment of the schedule in the span
     */
    static Optional<Instant> latest(ScheduleEvent schedule, Instant after, Instant until) {
        ZoneId zone = schedule.zone();
        LocalDateTime end = LocalDateTime.ofInstant(until, zone);
        Instant latest = null;
        // what was left out stands on the clock before what it is put off to
        LocalDateTime next =
                schedule.cron().next(LocalDateTime.ofInstant(after, zone).minus(LONGEST_LEAP));
        while (next != null && !next.isAfter(end)) {
            Instant moment = next.atZone(zone).toInstant();
            if (moment.isAfter(after) && !moment.isAfter(until) && (latest == null || moment.isAfter(latest))) {
                latest = moment;
            }
            next = schedule.cron().next(next);
        }
        return Optional.ofNullable(latest);
    }
}

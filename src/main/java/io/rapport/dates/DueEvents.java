package io.rapport.dates;

import io.rapport.database.DatabaseFaults;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.DayEvent;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.ScheduleEvent;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Raises the events of all dates, festivals and schedules that are live. */
@Component
public final class DueEvents {

    private static final Logger LOG = LoggerFactory.getLogger(DueEvents.class);

    private final EventTypes types;
    private final DateRun dates;
    private final ScheduleRun schedules;

    DueEvents(EventTypes types, DateRun dates, ScheduleRun schedules) {
        this.types = types;
        this.dates = dates;
        this.schedules = schedules;
    }

    /**
     * Raises all that is due now. What fails does so alone, and is tried again by the next run.
     *
     * @throws RuntimeException if the database is away
     */
    public void raise() {
        List<DateEvent> entries = types.dates();
        List<DayEvent> days = new ArrayList<>(entries);
        days.addAll(types.festivals());
        for (DayEvent entry : days) {
            alone(entry.type(), () -> {
                while (dates.advance(entry) && goesOn()) {
                    // the next transaction
                }
            });
        }
        if (!entries.isEmpty()) {
            alone("Dates that changed", () -> {
                while (dates.checkChanged(entries) && goesOn()) {
                    // the next transaction
                }
            });
        }
        for (ScheduleEvent schedule : types.schedules()) {
            alone(schedule.type(), () -> schedules.advance(schedule));
        }
    }

    private static boolean goesOn() {
        return !Thread.currentThread().isInterrupted();
    }

    private static void alone(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (DatabaseFaults.isUnavailable(e)) {
                throw e;
            }
            LOG.error("{} cannot be raised now; tried again by the next run", what, e);
        }
    }
}

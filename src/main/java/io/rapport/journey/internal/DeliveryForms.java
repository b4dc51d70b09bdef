package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.AnswerRefused;
import io.rapport.desk.FormSubmitted;
import java.time.LocalDate;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Refuses a new date of a delivery that no customer should be given: a day that is over, or a slip of the keyboard. */
@Component
final class DeliveryForms {

    private static final String FIELD = "expectedOn";

    private final BusinessClock clock;
    private final WorkingTime workingTime;

    DeliveryForms(BusinessClock clock, WorkingTime workingTime) {
        this.clock = clock;
        this.workingTime = workingTime;
    }

    @EventListener
    void on(FormSubmitted form) {
        if (!form.task().equals("chase-delivery") || form.answers().get(FIELD) == null) {
            return;
        }
        LocalDate day = LocalDate.parse(form.answers().get(FIELD).toString());
        LocalDate today = LocalDate.ofInstant(clock.instant(), workingTime.zone());
        LocalDate last = today.plusYears(1);
        if (day.isBefore(today) || day.isAfter(last)) {
            throw new AnswerRefused(FIELD, JourneyTexts.say("answer.delivery-day", today, last));
        }
    }
}

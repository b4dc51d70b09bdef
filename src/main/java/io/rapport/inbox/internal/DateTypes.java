package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.DayEvent;
import io.rapport.inbox.FestivalEvent;
import io.rapport.inbox.Reference;
import io.rapport.inbox.ScheduleEvent;
import java.util.TreeSet;

/** The event types of {@code processes/dates.yaml}. */
final class DateTypes {

    private static final String RAISED = "Raised by " + DatesFile.PATH + ", at most once ";

    private DateTypes() {}

    /**
     * All types that dates and schedules raise are of one form. So an event that an entry raised before it left the file is
     * still what it was.
     *
     * @param type name of a type that no file declares
     * @return the type of an entry that has left; {@code null} if it is no type of dates and schedules
     */
    static EventType left(String type) {
        Reference subject = type.startsWith(Reference.SCHEDULE + ".")
                ? new Reference(Reference.SCHEDULE, type.substring(Reference.SCHEDULE.length() + 1))
                : null;
        return subject == null && !type.startsWith("date.") ? null : RaisedTypes.left(type, subject);
    }

    /** @return the type of a date, as a message of an AsyncAPI document */
    static ObjectNode message(DateEvent date, String title) {
        String what =
                switch (date.of()) {
                    case DateEvent.BIRTHDAY -> "the customer's birthday";
                    case DateEvent.FIRST_ORDER -> "the day of the customer's first order";
                    default -> "the customer's " + date.of().substring(DateEvent.ATTRIBUTES.length());
                };
        return message(
                date,
                title,
                what + (date.yearly() && !date.of().equals(DateEvent.BIRTHDAY) ? ", each year" : ""),
                "The date itself, in the year that is meant.",
                "2027-04-17");
    }

    /** @return the type of a festival, as a message of an AsyncAPI document */
    static ObjectNode message(FestivalEvent festival, String title) {
        return message(
                festival,
                title,
                "the festival of " + festival.day() + ", for customers in "
                        + String.join(", ", new TreeSet<>(festival.regions())),
                "The day of the festival.",
                "2027-02-06");
    }

    private static ObjectNode message(DayEvent day, String title, String what, String meaning, String example) {
        return RaisedTypes.message(
                day.type(),
                title,
                "It is " + day.at() + " " + when(day) + " where the customer lives: " + what + ".",
                RAISED + "a customer and year.",
                "date",
                "date",
                RaisedTypes.text(meaning).put("format", "date"),
                example);
    }

    private static String when(DayEvent day) {
        int days = Math.abs(day.days());
        return day.days() == 0
                ? "on the day"
                : days + (days == 1 ? " day " : " days ") + (day.days() < 0 ? "before it" : "after it");
    }

    /**
     * @param cron as it is written
     * @return the type of a schedule, as a message of an AsyncAPI document
     */
    static ObjectNode message(ScheduleEvent schedule, String title, String cron) {
        ObjectNode message = RaisedTypes.message(
                schedule.type(),
                title,
                "The schedule " + cron + " of " + schedule.zone() + " has come.",
                RAISED + "a moment. It is about no customer.",
                "schedule",
                "at",
                RaisedTypes.text("The moment of the schedule.").put("format", "date-time"),
                "2027-04-01T09:00:00+02:00");
        ((ObjectNode) message.get("x-rapport")).put("about", schedule.subject().toString());
        return message;
    }
}

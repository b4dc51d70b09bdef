package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.DayEvent;
import io.rapport.inbox.FestivalEvent;
import io.rapport.inbox.Reference;
import io.rapport.inbox.ScheduleEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The event types that dates, festivals and schedules raise, as messages of an AsyncAPI document. */
final class DateTypes {

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
        return subject == null && !type.startsWith("date.")
                ? null
                : new EventType(
                        type, subject, null, Map.of(), Set.of(), List.of(), List.of(), false, null, false, true);
    }

    static ObjectNode message(DateEvent date, String title) {
        String what =
                switch (date.of()) {
                    case DateEvent.BIRTHDAY -> "the customer's birthday";
                    case DateEvent.FIRST_ORDER -> "the day of the customer's first order";
                    default -> "the customer's " + date.of().substring(DateEvent.ATTRIBUTES.length());
                };
        ObjectNode message = message(
                date.type(),
                title,
                "It is " + date.at() + " " + when(date) + " where the customer lives: " + what
                        + (date.yearly() && !date.of().equals(DateEvent.BIRTHDAY) ? ", each year" : "") + ".",
                "date");
        field(message, "date", "date", "The date itself, in the year that is meant.", "2027-04-17");
        return message;
    }

    static ObjectNode message(FestivalEvent festival, String title) {
        ObjectNode message = message(
                festival.type(),
                title,
                "It is " + festival.at() + " " + when(festival) + " where the customer lives: the festival of "
                        + festival.day() + ", for customers in "
                        + String.join(", ", new TreeSet<>(festival.regions())) + ".",
                "date");
        field(message, "date", "date", "The day of the festival.", "2027-02-06");
        return message;
    }

    private static String when(DayEvent day) {
        int days = Math.abs(day.days());
        return day.days() == 0
                ? "on the day"
                : days + (days == 1 ? " day " : " days ") + (day.days() < 0 ? "before it" : "after it");
    }

    static ObjectNode message(ScheduleEvent schedule, String title, String cron) {
        ObjectNode message = message(
                schedule.type(),
                title,
                "The schedule " + cron + " of " + schedule.zone() + " has come.",
                "schedule");
        ((ObjectNode) message.get("x-rapport"))
                .put("about", schedule.subject().toString());
        field(message, "at", "date-time", "The moment of the schedule.", "2027-04-01T09:00:00+02:00");
        return message;
    }

    private static ObjectNode message(String type, String title, String summary, String tag) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("name", type);
        message.put("title", title);
        message.put("summary", summary);
        message.put(
                "description",
                "Raised by " + DatesFile.PATH + ", at most once "
                        + (tag.equals("date") ? "a customer and year." : "a moment. It is about no customer."));
        message.put("contentType", "application/cloudevents+json");
        message.putArray("tags").addObject().put("name", tag);
        ObjectNode payload = message.putObject("payload");
        payload.put("type", "object").put("additionalProperties", false);
        payload.putObject("properties");
        message.putObject("x-rapport")
                .put("unmatched", "done")
                .put("ordering", "loose")
                .put("toldBy", "rapport");
        return message;
    }

    private static void field(ObjectNode message, String name, String format, String meaning, String example) {
        ObjectNode payload = (ObjectNode) message.get("payload");
        payload.putArray("required").add(name);
        ((ObjectNode) payload.get("properties"))
                .putObject(name)
                .put("type", "string")
                .put("format", format)
                .put("description", meaning);
        ObjectNode shown = message.putArray("examples").addObject();
        shown.put("name", "example").put("summary", message.get("title").asText());
        shown.putObject("payload").put(name, example);
    }
}

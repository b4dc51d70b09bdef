package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.calendar.Rfc3339;
import io.rapport.inbox.InvalidEvent.Fault;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * How far a date of an event may lie from the day on which the event happened: what is further away is a default or a
 * mistyped year. A schema cannot say so.
 *
 * @param field of the data, a date or a moment
 * @param least days after the event, negative for days before it
 * @param most days after the event
 */
record DaysFromEvent(String field, int least, int most) {

    /** The word of the catalogue: {@code [least, most]}. */
    static final String KEYWORD = "x-days-from-event";

    /**
     * Reads the rule of a field.
     *
     * @param field its name
     * @param schema of it
     * @return empty if the catalogue says nothing of it
     * @throws IllegalArgumentException if the rule is not two whole numbers, the smaller one first, or the field no date
     */
    static Optional<DaysFromEvent> of(String field, JsonNode schema) {
        JsonNode rule = schema.path(KEYWORD);
        if (rule.isMissingNode()) {
            return Optional.empty();
        }
        String format = schema.path("format").asText();
        if (rule.size() != 2
                || !rule.path(0).isInt()
                || !rule.path(1).isInt()
                || rule.path(0).intValue() > rule.path(1).intValue()
                || !format.equals("date") && !format.equals("date-time")) {
            throw new IllegalArgumentException("the field '" + field + "': " + KEYWORD + " must be two whole numbers of"
                    + " days, such as [-7, 366], at a field of the format date or date-time");
        }
        return Optional.of(
                new DaysFromEvent(field, rule.path(0).intValue(), rule.path(1).intValue()));
    }

    /**
     * Checks an event's date.
     *
     * @param data that fits the schema
     * @param happened when the event did
     * @return what is wrong with the date, if anything
     */
    Optional<Fault> fault(JsonNode data, Instant happened) {
        LocalDate today = LocalDate.ofInstant(happened, ZoneOffset.UTC);
        LocalDate earliest = today.plusDays(least);
        LocalDate latest = today.plusDays(most);
        return day(data.path(field).asText())
                .filter(day -> day.isBefore(earliest) || day.isAfter(latest))
                .map(day -> new Fault(
                        "/data/" + EventCatalogue.escape(field),
                        "must lie between " + earliest + " and " + latest + ", as the event is of " + today
                                + "; correct it, or name in time when the event happened"));
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException noDate) {
            return Rfc3339.parse(text).map(moment -> LocalDate.ofInstant(moment, ZoneOffset.UTC));
        }
    }
}

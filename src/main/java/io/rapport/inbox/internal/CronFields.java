package io.rapport.inbox.internal;

import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.springframework.scheduling.support.CronExpression;

/** The five fields of a schedule's cron expression; each is read by itself, so that what is wrong names the field. */
final class CronFields {

    /** What a field takes. */
    private record CronField(String name, String position, String values) {}

    private static final List<CronField> FIELDS = List.of(
            new CronField("minute", "first", "a minute from 0 to 59, a list 0,30, a range 0-10, a step */15, or *"),
            new CronField("hour", "second", "an hour from 0 to 23, a list 9,17, a range 9-17, a step */2, or *"),
            new CronField("day of the month", "third", "a day from 1 to 31, a list, a range, L for the last one, or *"),
            new CronField("month", "fourth", "a month from 1 to 12 or JAN to DEC, a list, a range, or *"),
            new CronField("day of the week", "fifth", "a day MON to SUN or 0 to 7, a list, a range, MON#1, or *"));

    private CronFields() {}

    /**
     * @param text minute, hour, day of the month, month and day of the week
     * @param fault takes what is wrong, and what to do
     * @return what is written; empty if anything is wrong in it, or if it never comes
     */
    static Optional<CronExpression> read(String text, BiConsumer<String, String> fault) {
        String[] fields = text.split("\\s+");
        if (text.isEmpty() || fields.length != FIELDS.size()) {
            fault.accept(
                    text.isEmpty() ? "it is missing" : "'" + text + "' has " + fields.length + " fields",
                    "write the five fields minute, hour, day of the month, month and day of the week, such as"
                            + " 0 9 1 * * for nine o'clock on the first of each month");
            return Optional.empty();
        }
        boolean understood = true;
        for (int i = 0; i < fields.length; i++) {
            String[] alone = {"0", "*", "*", "*", "*", "*"};
            alone[i + 1] = fields[i];
            if (next(String.join(" ", alone)).isEmpty()) {
                CronField field = FIELDS.get(i);
                fault.accept(
                        "'" + fields[i] + "' is no " + field.name() + " of a schedule",
                        "write as the " + field.position() + " field " + field.values());
                understood = false;
            }
        }
        if (!understood) {
            return Optional.empty();
        }
        Optional<CronExpression> cron = next("0 " + text);
        if (cron.isEmpty()) {
            fault.accept(
                    "'" + text + "' never comes: no month that it names has such a day",
                    "write a day of the month that there is, or L for the last one");
        }
        return cron;
    }

    /** @return what is written, if it ever comes */
    private static Optional<CronExpression> next(String text) {
        try {
            CronExpression cron = CronExpression.parse(text);
            return cron.next(ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)) == null
                    ? Optional.empty()
                    : Optional.of(cron);
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}

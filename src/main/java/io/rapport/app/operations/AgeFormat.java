package io.rapport.app.operations;

import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Durations and moments as operators' pages write them.
 *
 * @param words of the reader's language
 */
record AgeFormat(Map<String, String> words) {

    /** @return the two largest units, such as {@code 3 h 20 min} */
    public String of(Duration age) {
        if (age.toDays() > 0) {
            return say("days", age.toDays(), age.toHoursPart());
        }
        if (age.toHours() > 0) {
            return say("hours", age.toHours(), age.toMinutesPart());
        }
        return age.toMinutes() > 0
                ? say("minutes", age.toMinutes(), age.toSecondsPart())
                : say("seconds", Math.max(0, age.toSeconds()));
    }

    private String say(String unit, Object... numbers) {
        return MessageFormat.format(words.get("age." + unit), numbers);
    }

    /** @return in UTC, to the second */
    public String at(Instant moment) {
        return moment.toString().substring(0, 19).replace('T', ' ');
    }
}

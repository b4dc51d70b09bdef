package io.rapport.gate;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long the history of what has ended is kept: each process and each decision says it, or the engine takes none of them. */
final class TimeToLive {

    static final String ATTRIBUTE = "historyTimeToLive";

    private static final Pattern DAYS = Pattern.compile("(P?)(\\d+)(D?)");

    private TimeToLive() {}

    /**
     * Says so where it is not days.
     *
     * @param place the process or decision
     * @param text what it says; null for nothing
     */
    static void check(String file, XmlElement place, String text, Findings findings) {
        Matcher days = DAYS.matcher(Objects.toString(text, ""));
        boolean said = days.matches()
                && days.group(1).isEmpty() == days.group(3).isEmpty()
                && days.group(2).length() <= 6
                && Integer.parseInt(days.group(2)) > 0;
        if (!said) {
            findings.add(Rule.TIME_TO_LIVE, file, place, text == null ? "not set" : "'" + text + "'");
        }
    }
}

package io.rapport.gate;

import io.rapport.journey.expression.ExpressionCheck;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.datatype.DatatypeFactory;

/** Checks that each timer of a process says a moment, a duration or a bounded repetition that can be kept. */
final class TimerCheck {

    /** No journey waits longer; the database has no moments for much more. */
    private static final int MOST_YEARS = 10;

    /** This century and day and, if any, the time. */
    private static final Pattern DATE = Pattern.compile(
            "(20\\d{2}-\\d{2}-\\d{2})(?:T(\\d{2}:\\d{2}(?::\\d{2}(?:[.]\\d{1,9})?)?)(?:Z|[+-]\\d{2}:?\\d{2})?)?");

    private static final Pattern REPEATED = Pattern.compile("R(\\d*)/(.+)");

    private static final Pattern WEEKS = Pattern.compile("P(\\d{1,4})W");

    private final ProcessModel model;
    private final ExpressionCheck expressions;
    private final Findings findings;

    TimerCheck(ProcessModel model, Platform platform, Findings findings) {
        this.model = model;
        this.expressions = new ExpressionCheck(platform.vocabulary());
        this.findings = findings;
    }

    void check() {
        model.element().visit(this::timer);
    }

    private void add(Rule rule, XmlElement place, Object... values) {
        findings.add(rule, model.file(), place, values);
    }

    private void timer(XmlElement element) {
        if (!element.is("timeDate", "timeDuration", "timeCycle")) {
            return;
        }
        String text = element.text();
        if (ReferenceCheck.isExpression(text)) {
            // what the model writes out itself is known before it runs
            expressions.constants(text).values().stream()
                    .filter(String.class::isInstance)
                    .forEach(constant -> timer(element, (String) constant));
        } else {
            timer(element, text);
        }
    }

    private void timer(XmlElement element, String text) {
        switch (element.local()) {
            case "timeDuration" -> {
                if (WEEKS.matcher(text).matches()) {
                    weeks(element, text, "");
                } else if (!isDuration(text)) {
                    add(
                            Rule.TIMER,
                            element,
                            text,
                            "duration",
                            "an ISO 8601 duration of at most 10 years, such as P7D or PT2H");
                }
            }
            case "timeDate" -> {
                if (!isDate(text)) {
                    add(Rule.TIMER, element, text, "date", "an expression such as ${orderFacts.overdueAt(orderId)}");
                }
            }
            default -> cycle(element, text);
        }
    }

    private void cycle(XmlElement element, String text) {
        Matcher repeated = REPEATED.matcher(text);
        if (!repeated.matches()) {
            add(Rule.TIMER_ENDLESS, element, text);
            return;
        }
        String[] parts = repeated.group(2).split("/");
        String pause = parts[parts.length - 1];
        if (WEEKS.matcher(pause).matches()) {
            weeks(element, text, "R" + repeated.group(1) + "/");
        } else if (!isDuration(pause) || parts.length > 2) {
            add(Rule.TIMER, element, text, "repetition", "how often and after how long, such as R3/P7D");
        } else if (repeated.group(1).isEmpty() || repeated.group(1).length() > 3 || isShort(pause)) {
            add(Rule.TIMER_ENDLESS, element, text);
        }
    }

    /** What ISO 8601 knows and the engine does not. */
    private void weeks(XmlElement element, String text, String before) {
        Matcher weeks = WEEKS.matcher(text.substring(text.lastIndexOf('/') + 1));
        if (weeks.matches()) {
            String days = before + "P" + Integer.parseInt(weeks.group(1)) * 7 + "D";
            add(Rule.TIMER, element, text, "duration", "the weeks in days, such as " + days);
        }
    }

    private static boolean isDuration(String text) {
        try {
            javax.xml.datatype.Duration duration =
                    DatatypeFactory.newDefaultInstance().newDuration(text);
            return duration.getSign() > 0
                    && duration.isShorterThan(
                            DatatypeFactory.newDefaultInstance().newDuration("P" + MOST_YEARS + "Y1D"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isShort(String pause) {
        try {
            return Duration.parse(pause).compareTo(Duration.ofMinutes(1)) < 0;
        } catch (DateTimeParseException e) {
            // months and years
            return false;
        }
    }

    private static boolean isDate(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return false;
        }
        try {
            LocalDate.parse(date.group(1));
            return date.group(2) == null || LocalTime.parse(date.group(2)) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}

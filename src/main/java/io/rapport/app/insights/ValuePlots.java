package io.rapport.app.insights;

import io.rapport.language.Sentences;
import io.rapport.value.ValueFit;
import io.rapport.value.ValueFit.Frequency;
import io.rapport.value.ValueFit.Week;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The two plots by which a fit is judged, for a reader of some language. */
final class ValuePlots {

    static final Sentences TEXTS = new Sentences("insights/value");

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyy-MM", Locale.ROOT);

    private final ValueFit fit;
    private final Locale locale;
    private final String style;

    /**
     * @param fit what they show
     * @param locale of the reader
     * @param style empty on a page, {@link LinePlot#STYLE} in a file
     */
    ValuePlots(ValueFit fit, Locale locale, String style) {
        this.fit = fit;
        this.locale = locale;
        this.style = style;
    }

    /** @return repeat purchases by week, what happened and what was expected, before and behind the cut */
    String tracking() {
        List<Week> weeks = fit.weeks();
        int limit = 0;
        List<String> places = new ArrayList<>();
        for (Week week : weeks) {
            places.add(MONTH.format(week.from()));
            limit += isBefore(week.from()) ? 1 : 0;
        }
        LinePlot plot = new LinePlot(
                        "tracking", say("tracking"), say("tracking.text"), places, say("week"), say("repeats.by-week"))
                .line(
                        "actual",
                        say("actual"),
                        weeks.stream().mapToDouble(Week::actual).toArray())
                .line(
                        "expected",
                        "MBG/NBD",
                        weeks.stream().mapToDouble(Week::expected).toArray())
                .line(
                        "yardstick",
                        "BG/NBD",
                        weeks.stream().mapToDouble(Week::yardstick).toArray());
        if (limit < weeks.size()) {
            plot.limit(limit, say("not-fitted"));
        }
        return plot.svg(locale, style);
    }

    /** @return whether a week is one of those that the models were fitted on */
    boolean isBefore(LocalDate week) {
        return !week.plusDays(6).isAfter(fit.cut());
    }

    /** @return purchases behind the cut a customer, by how often they had bought again before */
    String calibration() {
        List<Frequency> frequencies = fit.frequencies();
        List<String> places = new ArrayList<>();
        for (int i = 0; i < frequencies.size(); i++) {
            places.add(repeats(i));
        }
        return new LinePlot(
                        "calibration",
                        say("calibration"),
                        say("calibration.text"),
                        places,
                        say("repeats.before"),
                        say("purchases.behind"))
                .line(
                        "actual",
                        say("actual"),
                        frequencies.stream()
                                .mapToDouble(one -> one.actual() / (double) one.customers())
                                .toArray())
                .line("expected", "MBG/NBD", each(frequencies))
                .line("yardstick", "BG/NBD", each(fit.yardstickFrequencies()))
                .svg(locale, style);
    }

    /** @return how often customers of a group had bought again; the last group may have so many or more */
    String repeats(int group) {
        int repeats = fit.frequencies().get(group).repeats();
        return repeats + (repeats >= 7 ? "+" : "");
    }

    private static double[] each(List<Frequency> frequencies) {
        return frequencies.stream()
                .mapToDouble(one -> one.expected() / one.customers())
                .toArray();
    }

    private String say(String key) {
        return TEXTS.say(key, locale);
    }
}

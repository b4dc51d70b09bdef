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
    private final String place;
    private final boolean beside;

    /**
     * @param fit what they show
     * @param locale of the reader
     * @param style empty on a page, {@link LinePlot#STYLE} in a file
     */
    ValuePlots(ValueFit fit, Locale locale, String style) {
        this(fit, locale, style, "", false);
    }

    private ValuePlots(ValueFit fit, Locale locale, String style, String place, boolean beside) {
        this.fit = fit;
        this.locale = locale;
        this.style = style;
        this.place = place;
        this.beside = beside;
    }

    /**
     * @param fit of a candidate
     * @param locale of the reader
     * @return plots that show it beside the fit that is live, where there is one, on the same weeks
     */
    static ValuePlots ofCandidate(ValueFit fit, Locale locale) {
        return new ValuePlots(fit, locale, "", "candidate-", fit.frequenciesBefore() != null);
    }

    /** @return what the lines are called, in their order */
    private List<String> lines() {
        return List.of(say("actual"), beside ? say("line.candidate") : "MBG/NBD", beside ? say("line.live") : "BG/NBD");
    }

    /** @return what stands in the rows of the numbers by week */
    public List<String> columnsByWeek() {
        return List.of(say("week"), lines().get(0), lines().get(1), lines().get(2), say("which"));
    }

    /** @return what stands in the rows of the numbers by frequency */
    public List<String> columnsByFrequency() {
        return List.of(say("repeats.before"), say("customers"), lines().get(0), lines().get(1), lines().get(2));
    }

    /** @return of the last line */
    double third(Week week) {
        return beside ? week.before() : week.yardstick();
    }

    /** @return of the last line, by frequency */
    List<Frequency> third() {
        return beside ? fit.frequenciesBefore() : fit.yardstickFrequencies();
    }

    /** @return repeat purchases by week, what happened and what was expected, before and behind the cut */
    public String tracking() {
        List<Week> weeks = fit.weeks();
        int limit = 0;
        List<String> places = new ArrayList<>();
        for (Week week : weeks) {
            places.add(MONTH.format(week.from()));
            limit += isBefore(week.from()) ? 1 : 0;
        }
        LinePlot plot = new LinePlot(
                        place + "tracking",
                        say("tracking"),
                        say("tracking.text"),
                        places,
                        say("week"),
                        say("repeats.by-week"))
                .newestLast()
                .line(
                        "actual",
                        lines().get(0),
                        weeks.stream().mapToDouble(Week::actual).toArray())
                .line(
                        "expected",
                        lines().get(1),
                        weeks.stream().mapToDouble(Week::expected).toArray())
                .line(
                        "yardstick",
                        lines().get(2),
                        weeks.stream().mapToDouble(this::third).toArray());
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
    public String calibration() {
        List<Frequency> frequencies = fit.frequencies();
        List<String> places = new ArrayList<>();
        for (int i = 0; i < frequencies.size(); i++) {
            places.add(repeats(i));
        }
        return new LinePlot(
                        place + "calibration",
                        say("calibration"),
                        say("calibration.text"),
                        places,
                        say("repeats.before"),
                        say("purchases.behind"))
                .line(
                        "actual",
                        lines().get(0),
                        frequencies.stream()
                                .mapToDouble(one -> one.actual() / (double) one.customers())
                                .toArray())
                .line("expected", lines().get(1), each(frequencies))
                .line("yardstick", lines().get(2), each(third()))
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

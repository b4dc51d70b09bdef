package io.rapport.app.insights;

import io.rapport.value.BetaGeometric;
import io.rapport.value.FitOutcome;
import io.rapport.value.FitQuantity;
import io.rapport.value.FitTrust;
import io.rapport.value.StoredFit;
import io.rapport.value.ValueFit;
import io.rapport.value.ValueFit.Frequency;
import io.rapport.value.ValueRunState;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the page about models of value says, for one reader. */
final class ValueInsightsPage {

    /** Less of it is not worth a sentence. */
    private static final double CHANCE_TO_NAME = 0.05;

    private final Locale locale;
    private final ZoneId zone;

    ValueInsightsPage(Locale locale, ZoneId zone) {
        this.locale = locale;
        this.zone = zone;
    }

    /** A row of a table, its cells as the reader writes them. */
    record Row(String name, List<String> cells) {}

    /** @return how the last run ended, and what goes on */
    List<String> state(ValueRunState state) {
        List<String> sentences = new ArrayList<>();
        sentences.add(state.outcome()
                .map(outcome -> say("outcome." + outcome.code(), moment(state.outcomeAt())))
                .orElseGet(() -> say("outcome.none")));
        if (state.outcome().filter(outcome -> outcome == FitOutcome.TOO_LITTLE).isPresent()) {
            state.quantity().map(this::missing).ifPresent(sentences::add);
            sentences.add(say("rule-of-days"));
        }
        if (state.scoring()) {
            sentences.add(say("scoring", number(state.scored())));
        } else if (state.scoredAt() != null) {
            sentences.add(say("scored", number(state.scored()), moment(state.scoredAt())));
        }
        if (state.requested()) {
            sentences.add(say("requested"));
        }
        return sentences;
    }

    /**
     * @param fit which is live
     * @param error of it, in the newest weeks that it was checked on
     * @return how far what is live may be relied on, and what to do: the verdict, then what it is read from
     */
    List<String> trust(ValueFit fit, double error) {
        List<String> sentences = new ArrayList<>();
        sentences.add(say(
                "trust." + FitTrust.of(error).name().toLowerCase(Locale.ROOT),
                percent(error),
                percent(FitTrust.GOOD_UP_TO),
                percent(FitTrust.CARE_UP_TO)));
        double expected = fit.expectedPurchases();
        long actual = fit.actualPurchases();
        sentences.add(say(
                expected >= actual ? "totals.many" : "totals.few",
                number(Math.round(expected)),
                number(actual),
                percent(Math.abs(expected - actual) / Math.max(1, actual))));
        if (fit.errorByChance() >= CHANCE_TO_NAME) {
            sentences.add(say("chance", percent(fit.errorByChance())));
        }
        return sentences;
    }

    /** @return when fits are made */
    String night(LocalTime at) {
        return say(
                "night",
                DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                        .withLocale(locale)
                        .format(at));
    }

    private String missing(FitQuantity quantity) {
        return say(
                "quantity",
                number(quantity.repeaters()),
                number(quantity.customers()),
                number(quantity.leastRepeaters()),
                number(quantity.weeks()),
                number(quantity.leastWeeks()));
    }

    List<Row> about(StoredFit live) {
        ValueFit fit = live.fit();
        List<Row> rows = new ArrayList<>(about(fit));
        rows.add(0, new Row(say("fitted-at"), List.of(moment(live.at()))));
        if (live.decision() != null) {
            rows.add(new Row(
                    say("made-live"),
                    List.of(say(
                            "made-live.by",
                            live.decision().by(),
                            moment(live.decision().at())))));
            if (live.decision().reason() != null) {
                rows.add(
                        new Row(say("made-live.reason"), List.of(live.decision().reason())));
            }
        }
        return rows;
    }

    private List<Row> about(ValueFit fit) {
        return List.of(
                new Row(say("fitted-on"), List.of(say("from-to", day(fit.since()), day(fit.cut())))),
                new Row(say("checked-on"), List.of(say("from-to", day(fit.cut().plusDays(1)), day(fit.until())))),
                new Row(say("customers"), List.of(number(fit.customers()))),
                new Row(say("repeaters"), List.of(number(fit.repeaters()))),
                new Row(say("repeats"), List.of(number(fit.repeats()))),
                new Row(say("error"), List.of(say("error.both", percent(fit.error()), percent(fit.yardstickError())))));
    }

    /**
     * @param error of the models that customers are scored by, behind the cut, as a part of all purchases
     * @param yardstick of the published yardstick, likewise
     * @return what it means where the yardstick came nearer; {@code null} where it did not
     */
    String nearerYardstick(double error, double yardstick) {
        return yardstick < error ? say("yardstick.nearer", percent(yardstick), percent(error)) : null;
    }

    List<Row> parameters(ValueFit fit) {
        List<Row> rows = new ArrayList<>();
        rows.add(buying(say("model.live"), fit.buying(), fit.logLikelihood()));
        rows.add(buying(say("model.checked"), fit.checked(), fit.checkedLogLikelihood()));
        rows.add(buying(say("model.yardstick"), fit.yardstick(), fit.yardstickLogLikelihood()));
        if (fit.spending() != null) {
            rows.add(new Row(
                    say("model.spending"),
                    List.of(
                            "p " + digits(fit.spending().p()) + ", q "
                                    + digits(fit.spending().q()) + ", γ "
                                    + digits(fit.spending().gamma()),
                            say("mean", digits(fit.spending().expectedMean(0, 0))),
                            oneDecimal(fit.spendingLogLikelihood()))));
        }
        return rows;
    }

    private Row buying(String name, BetaGeometric model, double logLikelihood) {
        return new Row(
                name,
                List.of(
                        "r " + digits(model.r()) + ", α " + digits(model.alpha()) + ", a " + digits(model.a()) + ", b "
                                + digits(model.b()),
                        say("rates", digits(model.r() / model.alpha()), percent(model.a() / (model.a() + model.b()))),
                        oneDecimal(logLikelihood)));
    }

    List<Row> cohorts(List<StoredFit> cohorts) {
        return cohorts.stream()
                .map(cohort -> new Row(
                        cohort.cohort(),
                        Stream.concat(
                                        Stream.of(number(cohort.fit().customers())),
                                        buying("", cohort.fit().buying(), 0).cells().stream()
                                                .limit(2))
                                .toList()))
                .toList();
    }

    List<String> cohortColumns() {
        return List.of(say("cohort"), say("customers"), say("values"), say("means"));
    }

    List<Row> weeks(ValueFit fit, ValuePlots plots) {
        return fit.weeks().stream()
                .map(week -> new Row(
                        day(week.from()),
                        List.of(
                                number(week.actual()),
                                oneDecimal(week.expected()),
                                oneDecimal(plots.third(week)),
                                say(plots.isBefore(week.from()) ? "fitted" : "not-fitted"))))
                .toList();
    }

    List<Row> frequencies(ValueFit fit, ValuePlots plots) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < fit.frequencies().size(); i++) {
            Frequency frequency = fit.frequencies().get(i);
            double customers = frequency.customers();
            rows.add(new Row(
                    plots.repeats(i),
                    List.of(
                            number(frequency.customers()),
                            digits(frequency.actual() / customers),
                            digits(frequency.expected() / customers),
                            digits(plots.third().get(i).expected() / customers))));
        }
        return rows;
    }

    String say(String key, Object... values) {
        return ValuePlots.TEXTS.say(key, locale, values);
    }

    String number(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    private String digits(double number) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        int before = number == 0 ? 0 : (int) Math.floor(Math.log10(Math.abs(number)));
        int decimals = Math.max(0, 3 - before);
        format.setMinimumFractionDigits(Math.min(decimals, 6));
        format.setMaximumFractionDigits(Math.min(decimals, 6));
        return format.format(number);
    }

    String oneDecimal(double number) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(1);
        format.setMaximumFractionDigits(1);
        return format.format(number);
    }

    String percent(double part) {
        NumberFormat format = NumberFormat.getPercentInstance(locale);
        format.setMaximumFractionDigits(1);
        return format.format(part);
    }

    private String day(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .format(day);
    }

    String moment(Instant at) {
        return at == null
                ? ""
                : DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(locale)
                        .format(at.atZone(zone));
    }
}

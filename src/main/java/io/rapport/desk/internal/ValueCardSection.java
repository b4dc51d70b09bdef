package io.rapport.desk.internal;

import io.rapport.desk.CardSection;
import io.rapport.value.CustomerScore;
import io.rapport.value.ScoringMethod;
import io.rapport.value.ValueScores;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What the customer is worth, and whether they are likely to buy again: it says how much effort is due. */
@Component
@Order(5)
final class ValueCardSection implements CardSection {

    private final ValueScores scores;
    private final CardTexts texts;

    ValueCardSection(ValueScores scores, CardTexts texts) {
        this.scores = scores;
        this.texts = texts;
    }

    @Override
    public Optional<Section> contribute(CardRequest request) {
        return scores.find(request.customerId()).map(score -> section(score, request.locale()));
    }

    private Section section(CustomerScore score, Locale locale) {
        String currency = scores.currency();
        NumberFormat purchases = NumberFormat.getInstance(locale);
        purchases.setMaximumFractionDigits(1);
        return new Section(
                texts.say("worth", locale),
                List.of(
                        new Line(
                                texts.say("worth.class", locale),
                                texts.say(
                                        "worth.class.text",
                                        locale,
                                        score.valueClass(),
                                        score.lifetimeEstimate(currency, locale))),
                        new Line(
                                texts.say("worth.alive", locale),
                                texts.say(
                                        score.method() == ScoringMethod.MODEL
                                                ? "worth.alive.model"
                                                : "worth.alive.days",
                                        locale,
                                        NumberFormat.getPercentInstance(locale).format(score.alive()),
                                        purchases.format(score.expected365())))));
    }
}

package io.rapport.journey.internal;

import io.rapport.desk.CardSection;
import io.rapport.lifecycle.Relationships;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** How close a customer is and how far along, since when, and why that holds now, on the customer card. */
@Component
@Order(5)
final class RelationshipCardSection implements CardSection {

    private final Relationships relationships;

    RelationshipCardSection(Relationships relationships) {
        this.relationships = relationships;
    }

    @Override
    public Optional<Section> contribute(CardRequest request) {
        Locale viewer = request.locale();
        return relationships
                .find(request.customerId())
                .map(known -> new Section(
                        JourneyTexts.ALL.say("card.relationship", viewer),
                        List.of(
                                line("card.closeness", known.tier(), known.tierSince(), known.tierWhy(), viewer),
                                line("card.stage", known.stage(), known.stageSince(), known.stageWhy(), viewer))));
    }

    private static Line line(String label, String code, Instant since, String why, Locale viewer) {
        String day = DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(viewer)
                .format(since.atZone(ZoneOffset.UTC));
        return new Line(
                JourneyTexts.ALL.say(label, viewer),
                JourneyTexts.ALL.say(
                        "card.since",
                        viewer,
                        word("standing.", code, viewer),
                        day,
                        word("standing-why.", why, viewer)));
    }

    /** What a manager has added to a table has no other name than that. */
    private static String word(String kind, String code, Locale viewer) {
        return JourneyTexts.ALL.find(kind + code, viewer).orElse(code);
    }
}

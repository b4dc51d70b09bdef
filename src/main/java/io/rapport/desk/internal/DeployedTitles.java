package io.rapport.desk.internal;

import io.rapport.desk.JourneyTitles;
import io.rapport.language.StaffLanguages;
import io.rapport.language.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Names of journeys and tasks from the texts that were deployed with them. */
@Component
final class DeployedTitles implements JourneyTitles {

    private static final String NAME = "name";

    private final DeployedTexts texts;
    private final StaffLanguages languages;

    DeployedTitles(DeployedTexts texts, StaffLanguages languages) {
        this.texts = texts;
        this.languages = languages;
    }

    @Override
    public String task(String definitionId, String task, Locale reader) {
        return over(definitionId, reader)
                .get(task, NAME)
                .or(() -> texts.journey(definitionId).map(journey -> journey.name(task)))
                .orElse(task);
    }

    @Override
    public String of(String definitionId, Locale reader) {
        return texts.journey(definitionId)
                .map(journey -> over(definitionId, reader)
                        .get(journey.key(), NAME)
                        .or(() -> Optional.ofNullable(journey.name(journey.key())))
                        .orElse(journey.key()))
                .orElse(definitionId.replaceFirst(":.*", ""));
    }

    /** A browser names a region, too. */
    private Texts over(String definitionId, Locale reader) {
        return texts.ofJourney(definitionId, languages.nearest(List.of(reader)));
    }
}

package io.rapport.desk.internal;

import io.rapport.desk.JourneyTitles;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Names of journeys and tasks from the texts that were deployed with them. */
@Component
final class DeployedTitles implements JourneyTitles {

    private static final String NAME = "name";

    private final DeployedTexts texts;

    DeployedTitles(DeployedTexts texts) {
        this.texts = texts;
    }

    @Override
    public String task(String definitionId, String task, Locale reader) {
        return texts.ofJourney(definitionId, reader)
                .get(task, NAME)
                .or(() -> texts.journey(definitionId).map(journey -> journey.name(task)))
                .orElse(task);
    }

    @Override
    public String of(String definitionId, Locale reader) {
        return texts.journey(definitionId)
                .map(journey -> texts.ofJourney(definitionId, reader)
                        .get(journey.key(), NAME)
                        .or(() -> Optional.ofNullable(journey.name(journey.key())))
                        .orElse(journey.key()))
                .orElse(definitionId.replaceFirst(":.*", ""));
    }
}

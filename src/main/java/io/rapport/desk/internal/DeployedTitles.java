package io.rapport.desk.internal;

import io.rapport.desk.JourneyTitles;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Names of journeys from the texts that were deployed with them. */
@Component
final class DeployedTitles implements JourneyTitles {

    private final DeployedTexts texts;

    DeployedTitles(DeployedTexts texts) {
        this.texts = texts;
    }

    @Override
    public String of(String definitionId, Locale reader) {
        return texts.journey(definitionId)
                .map(journey -> texts.ofJourney(definitionId, reader)
                        .get(journey.key(), "name")
                        .or(() -> Optional.ofNullable(journey.name(journey.key())))
                        .orElse(journey.key()))
                .orElse(definitionId.replaceFirst(":.*", ""));
    }
}

package io.rapport.desk;

import java.util.Locale;

/** Knows what staff call a journey; what knows the texts of deployed models provides it. */
@FunctionalInterface
public interface JourneyTitles {

    /**
     * @param definitionId the engine's id of a version
     * @param reader the reader's language
     * @return the journey's name in that language, else in English, else its key
     */
    String of(String definitionId, Locale reader);
}

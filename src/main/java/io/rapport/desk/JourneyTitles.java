package io.rapport.desk;

import java.util.Locale;

/** Knows what staff call a journey and its tasks; what knows the texts of deployed models provides it. */
public interface JourneyTitles {

    /**
     * @param definitionId the engine's id of a version
     * @param reader the reader's language
     * @return the journey's name in that language, else in English, else its key
     */
    String of(String definitionId, Locale reader);

    /**
     * @param definitionId the engine's id of a version; may be null
     * @param task id of a user task in it
     * @param reader the reader's language
     * @return the task's name in that language, else in English, else its id
     */
    String task(String definitionId, String task, Locale reader);
}

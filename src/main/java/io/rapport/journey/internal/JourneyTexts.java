package io.rapport.journey.internal;

import io.rapport.desk.ReaderLanguage;
import io.rapport.language.Sentences;

/** What journeys add to the card, and what they say to answers in forms. */
final class JourneyTexts {

    static final Sentences ALL = new Sentences("journey/texts");

    private JourneyTexts() {}

    /**
     * @param key of a sentence
     * @param values for its places
     * @return it in the language of who is being answered
     */
    static String say(String key, Object... values) {
        return ALL.say(key, ReaderLanguage.current(), values);
    }
}

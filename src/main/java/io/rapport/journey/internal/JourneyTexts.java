package io.rapport.journey.internal;

import io.rapport.desk.ReaderLanguage;
import io.rapport.language.Sentences;
import java.util.Locale;

/** What journeys add to the card, and what they say to answers in forms. */
final class JourneyTexts {

    static final Sentences ALL = new Sentences("journey/texts");

    /** What rules' codes mean, in languages other than that in which reasons are stored. */
    private static final Sentences REASONS = new Sentences("operations/reasons");

    private JourneyTexts() {}

    /**
     * @param rule code of the rule that decided about a message, or null
     * @param why the reason as it is stored, in English, or null
     * @param reader the reader's language
     * @return the reason in it; as stored where the language has none
     */
    static String reason(String rule, String why, Locale reader) {
        return rule == null ? why : REASONS.find(rule, reader).orElse(why);
    }

    /**
     * @param key of a sentence
     * @param values for its places
     * @return it in the language of who is being answered
     */
    static String say(String key, Object... values) {
        return ALL.say(key, ReaderLanguage.current(), values);
    }
}

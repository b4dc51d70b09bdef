package io.rapport.desk.internal;

import io.rapport.desk.ReaderLanguage;
import io.rapport.language.Sentences;

/** The desk's own sentences. Static, since the engine's API makes what answers for its faults by itself. */
final class DeskTexts {

    static final String BUNDLE = "desk/texts";

    static final Sentences ALL = new Sentences(BUNDLE);

    private DeskTexts() {}

    /**
     * @param key of a sentence
     * @param values for its places
     * @return it in the language of who is being answered
     */
    static String say(String key, Object... values) {
        return ALL.say(key, ReaderLanguage.current(), values);
    }
}

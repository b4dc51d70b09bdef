package io.rapport.publicpages;

import io.rapport.language.Sentences;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The sentences of the public pages: in the reader's language where there is a file of it, else in English. */
final class PageTexts {

    private static final Sentences SENTENCES = new Sentences("io/rapport/publicpages/texts");

    private final Locale locale;

    private PageTexts(Locale locale) {
        this.locale = locale;
    }

    /** @return the texts in the reader's language, English if it is not offered */
    static PageTexts in(Locale wanted) {
        return new PageTexts(Locale.forLanguageTag(SENTENCES.say("lang", wanted)));
    }

    /** @return the language that they are in */
    Locale locale() {
        return locale;
    }

    /**
     * @param reader language and region of who reads
     * @return how dates and numbers are written beside the texts: as the reader does, if that goes with their language
     */
    Locale region(Locale reader) {
        return reader.getLanguage().equals(locale.getLanguage()) ? reader : locale;
    }

    /** @return the sentence with its gaps filled */
    String get(String key, Object... values) {
        return SENTENCES.say(key, locale, values);
    }

    /** @return all sentences without gaps, for the template */
    Map<String, String> all(String prefix) {
        return new HashMap<>(SENTENCES.beginning(prefix, locale));
    }
}

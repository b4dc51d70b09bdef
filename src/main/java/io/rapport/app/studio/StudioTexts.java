package io.rapport.app.studio;

import io.rapport.language.Sentences;
import io.rapport.template.SmsLength;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** The sentences of the studio: in the reader's language where there is a file of it, else in English. */
final class StudioTexts {

    private static final Sentences SENTENCES = new Sentences("io/rapport/app/studio/texts");

    private final Map<String, String> all;

    private StudioTexts(Map<String, String> all) {
        this.all = all;
    }

    /** @return the texts in the reader's language, English if it is not offered */
    static StudioTexts in(Locale wanted) {
        return new StudioTexts(SENTENCES.all(wanted));
    }

    String language() {
        return all.get("lang");
    }

    /** @return all sentences, those with gaps unfilled */
    Map<String, String> all() {
        return all;
    }

    String hint(Hint hint) {
        return get("hint." + hint.key(), hint.values().toArray());
    }

    /** @return the sentence with its gaps filled */
    String get(String key, Object... values) {
        // the language that the text is in, not the one that was wanted: numbers go with it
        return SENTENCES.say(key, Locale.forLanguageTag(language()), values);
    }

    /** @return what a text costs as an SMS */
    String length(SmsLength length) {
        String encoding = length.encoding().name().replace('_', '-');
        return get("sms.length", length.segments(), length.places(), encoding);
    }

    /** @return whole days where it is whole days, else hours */
    String duration(Duration duration) {
        return duration.toHours() % 24 == 0 ? get("days", duration.toDays()) : get("hours", duration.toHours());
    }

    /** @return the category in the reader's language */
    String category(String key) {
        return get("category." + key);
    }
}

package io.rapport.app.studio;

import io.rapport.template.SmsLength;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** The sentences of the studio: English, and Chinese for readers of any Chinese. */
final class StudioTexts {

    private static final String BUNDLE = StudioTexts.class.getPackageName() + ".texts";
    private static final StudioTexts ENGLISH = new StudioTexts(Locale.ENGLISH);
    private static final StudioTexts CHINESE = new StudioTexts(Locale.SIMPLIFIED_CHINESE);

    private final Locale locale;
    private final ResourceBundle bundle;
    private final Map<String, String> all = new HashMap<>();

    private StudioTexts(Locale locale) {
        this.locale = locale;
        // never the server's own language
        this.bundle = ResourceBundle.getBundle(BUNDLE, locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
        bundle.keySet().forEach(key -> all.put(key, bundle.getString(key)));
    }

    /** @return the texts in the reader's language, English if it is not offered */
    static StudioTexts in(Locale wanted) {
        return wanted.getLanguage().equals("zh") ? CHINESE : ENGLISH;
    }

    String language() {
        return locale.toLanguageTag();
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
        String text = bundle.getString(key);
        return values.length == 0 ? text : new MessageFormat(text, locale).format(values);
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
        return bundle.getString("category." + key);
    }
}

package io.rapport.publicpages;

import java.text.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.stream.Collectors;

/** The sentences of the public pages in the languages offered: English, and Chinese for readers of any Chinese. */
final class PageTexts {

    private static final String BUNDLE = PageTexts.class.getPackageName() + ".texts";
    private static final Map<String, PageTexts> OFFERED =
            Map.of("en", new PageTexts(Locale.ENGLISH), "zh", new PageTexts(Locale.SIMPLIFIED_CHINESE));

    private final Locale locale;
    private final ResourceBundle bundle;

    private PageTexts(Locale locale) {
        this.locale = locale;
        // never the server's own language
        this.bundle = ResourceBundle.getBundle(BUNDLE, locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    /** @return the texts in the reader's language, English if it is not offered */
    static PageTexts in(Locale wanted) {
        return OFFERED.getOrDefault(wanted.getLanguage(), OFFERED.get("en"));
    }

    static List<PageTexts> all() {
        return List.copyOf(OFFERED.values());
    }

    Locale locale() {
        return locale;
    }

    /** @return the sentence with its gaps filled */
    String get(String key, Object... values) {
        String text = bundle.getString(key);
        return values.length == 0 ? text : new MessageFormat(text, locale).format(values);
    }

    /** @return all sentences without gaps, for the template */
    Map<String, String> all(String prefix) {
        return bundle.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .collect(Collectors.toMap(
                        key -> key.substring(prefix.length()), bundle::getString, (one, other) -> one, HashMap::new));
    }
}

package io.rapport.app.operations;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The words of the operators' pages, in the languages of staff. */
final class OperationsTexts {

    private static final ResourceBundle.Control EXACTLY =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private OperationsTexts() {}

    /** @return the words by key: Chinese for readers of Chinese, else English; with {@code lang}, the page's language */
    static Map<String, String> of(Locale reader) {
        return of("operations/messages", reader);
    }

    /** @return the words of the page about events, likewise */
    static Map<String, String> events(Locale reader) {
        return of("operations/events", reader);
    }

    /** @return the words of the page about queues and people, likewise */
    static Map<String, String> staff(Locale reader) {
        return of("operations/staff", reader);
    }

    /** @return the words of a bundle, likewise */
    static Map<String, String> bundle(String name, Locale reader) {
        return of(name, reader);
    }

    /**
     * What rules' codes mean, for those who do not read the stored English.
     *
     * @return sentences by code; none for readers of English, nor for rules of the company's own
     */
    static Map<String, String> reasons(Locale reader) {
        return reader.getLanguage().equals("zh")
                ? texts("operations/reasons", Locale.SIMPLIFIED_CHINESE)
                : Collections.emptyMap();
    }

    private static Map<String, String> of(String name, Locale reader) {
        return texts(name, reader.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ROOT);
    }

    private static Map<String, String> texts(String name, Locale language) {
        ResourceBundle bundle = ResourceBundle.getBundle(name, language, EXACTLY);
        Map<String, String> texts = new HashMap<>();
        Collections.list(bundle.getKeys()).forEach(key -> texts.put(key, bundle.getString(key)));
        return texts;
    }
}

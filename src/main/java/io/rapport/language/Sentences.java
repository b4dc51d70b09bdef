package io.rapport.language;

import java.text.MessageFormat;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.TreeMap;

/**
 * Sentences by key in several languages: a bundle of properties files, English in the one without a language. What a
 * language lacks is said in English.
 */
public final class Sentences {

    /** Never the server's own language. */
    private static final Control EXACTLY = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

    private final String bundle;

    /** @param bundle such as {@code desk/texts} */
    public Sentences(String bundle) {
        this.bundle = bundle;
    }

    /**
     * @param key of the sentence
     * @param locale of the reader
     * @param values for its places {@code {0}}, {@code {1}} …
     * @return the sentence
     */
    public String say(String key, Locale locale, Object... values) {
        String text = in(locale).getString(key);
        return values.length == 0 ? text : new MessageFormat(text, locale).format(values);
    }

    /**
     * @param key of the sentence
     * @param locale of the reader
     * @return the sentence, empty if there is none
     */
    public Optional<String> find(String key, Locale locale) {
        ResourceBundle texts = in(locale);
        return texts.containsKey(key) ? Optional.of(texts.getString(key)) : Optional.empty();
    }

    /**
     * @param locale of the reader
     * @return all sentences by key; a page may ask it for the key null, too
     */
    public Map<String, String> all(Locale locale) {
        return new HashMap<>(beginning("", locale));
    }

    /**
     * @param before what the keys begin with
     * @param locale of the reader
     * @return all sentences of such keys, by the rest of the key
     */
    public Map<String, String> beginning(String before, Locale locale) {
        ResourceBundle texts = in(locale);
        Map<String, String> found = new TreeMap<>();
        Collections.list(texts.getKeys()).stream()
                .filter(key -> key.startsWith(before))
                .forEach(key -> found.put(key.substring(before.length()), texts.getString(key)));
        return found;
    }

    private ResourceBundle in(Locale locale) {
        return ResourceBundle.getBundle(bundle, locale.getLanguage().equals("en") ? Locale.ROOT : locale, EXACTLY);
    }
}

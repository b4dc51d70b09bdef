package io.rapport.app.customers;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.springframework.util.MultiValueMap;

/**
 * What no form of ours sends: a field that it has not, and one that stands there twice, of which one would be taken and the
 * other dropped without a word.
 */
final class UnaskedFields {

    /** What each form carries beside what it asks for: its own name, and the page's token. */
    private static final Set<String> OWN = Set.of("form", "_csrf");

    private static final int LONGEST_NAME = 60;

    private UnaskedFields() {}

    /**
     * @param sent all that was sent
     * @param known the fields that the form asks for
     * @param label of a field, as its form has it; the field itself where it has none
     * @param locale of the reader
     * @return what to say of each, by the field, in order
     */
    static Map<String, String> of(
            MultiValueMap<String, String> sent, Set<String> known, UnaryOperator<String> label, Locale locale) {
        Set<String> asked = new HashSet<>(known);
        asked.addAll(OWN);
        Map<String, String> unasked = new TreeMap<>();
        sent.forEach((name, values) -> {
            if (!asked.contains(name)) {
                unasked.put(name, ActionLinks.TEXTS.say("no-field", locale, shortened(name)));
            } else if (Set.copyOf(values).size() > 1) {
                unasked.put(name, ActionLinks.TEXTS.say("sent-twice", locale, label.apply(name)));
            }
        });
        return unasked;
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }
}

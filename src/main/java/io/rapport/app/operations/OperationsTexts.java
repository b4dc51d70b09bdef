package io.rapport.app.operations;

import io.rapport.language.Sentences;
import java.util.Locale;
import java.util.Map;

/** The words of the operators' pages: in the reader's language where there are files of it, else in English. */
final class OperationsTexts {

    private OperationsTexts() {}

    /** @return the words by key; with {@code lang}, the page's language */
    static Map<String, String> of(Locale reader) {
        return bundle("operations/messages", reader);
    }

    /** @return the words of the page about events, likewise */
    static Map<String, String> events(Locale reader) {
        return bundle("operations/events", reader);
    }

    /** @return the words of the page about queues and people, likewise */
    static Map<String, String> staff(Locale reader) {
        return bundle("operations/staff", reader);
    }

    /**
     * What rules' codes mean, for those who do not read the stored English.
     *
     * @return sentences by code; none for readers of English, nor for rules of the company's own
     */
    static Map<String, String> reasons(Locale reader) {
        return bundle("operations/reasons", reader);
    }

    /** @return the words of a bundle, likewise */
    static Map<String, String> bundle(String name, Locale reader) {
        return new Sentences(name).all(reader);
    }
}

package io.rapport.app.operations;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What every page for operators needs. */
public final class OperatorsPage {

    private OperatorsPage() {}

    /**
     * @param reader the reader's language
     * @param bundle words of the page's own, such as {@code operations/releases}
     * @return words of all pages as {@code t}, of this one as {@code r}, and how moments are written as {@code ages}
     */
    public static Map<String, Object> model(Locale reader, String bundle) {
        Map<String, Object> model = new HashMap<>(MessagesController.model(reader));
        model.put("r", OperationsTexts.bundle(bundle, reader));
        return model;
    }

    /**
     * What rules' codes mean, for those who do not read the stored English.
     *
     * @param reader the reader's language
     * @return sentences by code; none for readers of English, nor for rules of the company's own
     */
    public static Map<String, String> reasons(Locale reader) {
        return OperationsTexts.reasons(reader);
    }
}

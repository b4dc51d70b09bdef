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
}

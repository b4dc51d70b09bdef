package io.rapport.app.operations;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.ModelAndView;

/** What every page for operators needs. */
public final class OperatorsPage {

    private OperatorsPage() {}

    /**
     * @param reader the reader's language
     * @param bundle words of the page's own, such as {@code operations/releases}
     * @return words of all pages as {@code t}, of this one as {@code r}, and how moments are written as {@code ages}
     */
    public static Map<String, Object> model(Locale reader, String bundle) {
        Map<String, Object> model = model(reader);
        model.put("r", OperationsTexts.bundle(bundle, reader));
        return model;
    }

    /** @return the same without words of the page's own */
    static Map<String, Object> model(Locale reader) {
        Map<String, Object> model = new HashMap<>();
        Map<String, String> words = OperationsTexts.of(reader);
        model.put("t", words);
        model.put("reasons", OperationsTexts.reasons(reader));
        model.put("ages", new AgeFormat(words));
        return model;
    }

    /**
     * @param heading a key of the words of all pages
     * @param fault in English, without a full stop
     * @param page where the reader goes on
     * @return the page that says it
     */
    static ModelAndView fault(String heading, String fault, String page, HttpStatus status, Locale reader) {
        Map<String, Object> model = model(reader);
        String said = new FindingTexts(reader).in(fault);
        model.put("heading", OperationsTexts.of(reader).get(heading));
        model.put("fault", said);
        model.put("original", said.equals(fault));
        model.put("page", page);
        return new ModelAndView("operations/fault", model, status);
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

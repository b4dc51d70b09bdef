package io.rapport.app.forms;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.support.RequestContextUtils;
import org.springframework.web.servlet.view.RedirectView;

/**
 * What became of a form, for the page that it leads back to. It is kept in the session for the next request of that page alone:
 * no link says what nobody did, and a page that is loaded anew does not say it again.
 *
 * @param code names the sentence
 * @param values what it says beside it: numbers, ids
 */
public record FormOutcome(String code, List<Serializable> values) implements Serializable {

    /** The form was sent before: nothing is done. Each page has a sentence for it. */
    public static final FormOutcome BEFORE = of("before");

    /** It is done, and needs no sentence: the page shows it. */
    public static final FormOutcome NOTHING_TO_SAY = of("done");

    private static final String ATTRIBUTE = FormOutcome.class.getName();

    /** @return an outcome */
    public static FormOutcome of(String code, Serializable... values) {
        return new FormOutcome(code, List.of(values));
    }

    /**
     * @param form that was carried out, or was not
     * @param page where to see it, path and query
     * @return the way there
     */
    public ModelAndView leadBack(HttpServletRequest form, String page) {
        if (!equals(NOTHING_TO_SAY)) {
            RequestContextUtils.getOutputFlashMap(form).put(ATTRIBUTE, this);
        }
        return seeOther(page);
    }

    /**
     * Has a page say it that asks for itself anew in a moment.
     *
     * @param page the request that is answered
     * @param answer to it
     * @param path of the page
     * @param seconds until it is asked for
     */
    public void comeAgain(HttpServletRequest page, HttpServletResponse answer, String path, int seconds) {
        RequestContextUtils.getOutputFlashMap(page).put(ATTRIBUTE, this);
        RequestContextUtils.saveOutputFlashMap(path, page, answer);
        answer.setHeader("Refresh", seconds + "; url=" + path);
    }

    /**
     * @param page the request of a page
     * @return what the page says of a form that has just led to it; empty if none has
     */
    public static Optional<FormOutcome> on(HttpServletRequest page) {
        Map<String, ?> kept = RequestContextUtils.getInputFlashMap(page);
        return kept != null && kept.get(ATTRIBUTE) instanceof FormOutcome outcome
                ? Optional.of(outcome)
                : Optional.empty();
    }

    /**
     * @param page the request of a page
     * @return the code alone of what it says; null if no form has just led to it
     */
    public static String codeOn(HttpServletRequest page) {
        return on(page).map(FormOutcome::code).orElse(null);
    }

    /**
     * @param page path and query, as a URL has them
     * @return the way to a page, after a form
     */
    public static ModelAndView seeOther(String page) {
        RedirectView view = new RedirectView(page);
        view.setStatusCode(HttpStatus.SEE_OTHER);
        view.setExpandUriTemplateVariables(false);
        view.setExposeModelAttributes(false);
        return new ModelAndView(view);
    }
}

package io.rapport.app.customers;

import io.rapport.app.forms.FormOutcome;
import io.rapport.inbox.EventProgress;
import io.rapport.inbox.EventStatus.State;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What a customer's page says of a form that was just sent. The form is an event: the page shows what holds once it is
 * handled, and until then that it is being saved.
 */
@Component
final class SavedForms {

    /** So often the page is asked for anew by itself; then its reader decides. */
    private static final int MOST_TIMES = 3;

    private static final int SECONDS = 2;

    private final EventProgress progress;

    SavedForms(EventProgress progress) {
        this.progress = progress;
    }

    /**
     * @param request that sent the form
     * @param customer whose page it is
     * @param done what was done: a key of the sentences {@code done.}
     * @param form names what was sent; null if that is no event
     * @return the way back to the page, a little after the form was sent
     */
    ModelAndView backTo(HttpServletRequest request, String customer, String done, UUID form) {
        if (form != null) {
            progress.await(CustomerActions.SOURCE, form.toString());
        }
        return outcome(done, form == null ? "" : form.toString(), 0)
                .leadBack(
                        request,
                        UriComponentsBuilder.fromPath("/customers/{id}")
                                .encode()
                                .buildAndExpand(customer)
                                .toUriString());
    }

    /**
     * @param page the request of a customer's page
     * @param answer to it, which has the page ask for itself anew while the form is being saved
     * @return what to say; empty if no form has led to the page
     */
    Optional<String> of(HttpServletRequest page, HttpServletResponse answer, Locale locale) {
        return FormOutcome.on(page).map(outcome -> {
            String form = (String) outcome.values().get(0);
            int times = (Integer) outcome.values().get(1);
            State saved = form.isEmpty()
                    ? State.DONE
                    : progress.of(CustomerActions.SOURCE, form).orElse(State.DONE);
            return switch (saved) {
                case WAITING -> {
                    if (times == MOST_TIMES) {
                        yield say("still-saving", locale);
                    }
                    outcome(outcome.code(), form, times + 1).comeAgain(page, answer, page.getRequestURI(), SECONDS);
                    yield say("saving", locale);
                }
                case DEAD -> say("not-saved", locale);
                default -> say("done." + outcome.code(), locale);
            };
        });
    }

    private static FormOutcome outcome(String done, String form, int times) {
        return FormOutcome.of(done, form, times);
    }

    private static String say(String key, Locale locale) {
        return ActionLinks.TEXTS.say(key, locale);
    }
}

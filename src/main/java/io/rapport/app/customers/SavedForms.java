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
     * @param form that has become an event
     * @param customer whose page it is
     * @param done what was done: a key of the sentences {@code done.}
     * @param event its id
     * @return the way back to the page, a little after the form was sent
     */
    ModelAndView backTo(HttpServletRequest form, String customer, String done, UUID event) {
        progress.await(CustomerActions.SOURCE, event.toString());
        return backTo(form, customer, FormOutcome.of(done, event.toString(), 0));
    }

    /**
     * @param form that has become no event
     * @param customer whose page it is
     * @param outcome what came of it; its code is a key of the sentences {@code done.}
     * @return the way back to the page
     */
    ModelAndView backTo(HttpServletRequest form, String customer, FormOutcome outcome) {
        return outcome.leadBack(
                form,
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
            if (outcome.values().isEmpty()) {
                return say("done." + outcome.code(), locale);
            }
            String event = (String) outcome.values().get(0);
            int times = (Integer) outcome.values().get(1);
            State saved = progress.of(CustomerActions.SOURCE, event).orElse(State.DONE);
            return switch (saved) {
                case WAITING -> {
                    if (times == MOST_TIMES) {
                        yield say("still-saving", locale);
                    }
                    FormOutcome.of(outcome.code(), event, times + 1)
                            .comeAgain(page, answer, page.getRequestURI(), SECONDS);
                    yield say("saving", locale);
                }
                case DEAD -> say("not-saved", locale);
                default -> say("done." + outcome.code(), locale);
            };
        });
    }

    private static String say(String key, Locale locale) {
        return ActionLinks.TEXTS.say(key, locale);
    }
}

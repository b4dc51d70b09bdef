package io.rapport.app.customers;

import io.rapport.inbox.EventProgress;
import io.rapport.inbox.EventStatus.State;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.view.RedirectView;
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
     * What to say.
     *
     * @param text in the reader's language
     * @param refresh for the header of that name: the page is to be asked for again; null where it is not
     */
    record Said(String text, String refresh) {}

    /**
     * @param customer whose page it is
     * @param done what was done, as {@link ActionLinks#done} knows it
     * @param form names what was sent; null if that is no event
     * @return the way back to the page, a little after the form was sent
     */
    ModelAndView backTo(String customer, String done, UUID form) {
        if (form != null) {
            progress.await(CustomerActions.SOURCE, form.toString());
        }
        RedirectView page = new RedirectView(path(customer, done, form == null ? "" : form.toString(), 0));
        page.setStatusCode(HttpStatus.SEE_OTHER);
        page.setExpandUriTemplateVariables(false);
        return new ModelAndView(page);
    }

    /**
     * @param customer whose page it is
     * @param done what was done, as the page's address says; anything
     * @param form what was sent, as the page's address says; anything
     * @param times how often the page was asked for anew by itself
     * @return what to say; empty if there is nothing of that name, or no such form was saved
     */
    Optional<Said> of(String customer, String done, String form, int times, Locale locale) {
        if (form.isEmpty() && StaffAction.find(done).isPresent()) {
            // those forms are events, and name theirs: an address that anybody can write says nothing of them
            return Optional.empty();
        }
        Optional<State> saved = form.isEmpty() ? Optional.of(State.DONE) : progress.of(CustomerActions.SOURCE, form);
        return ActionLinks.done(done, locale)
                .flatMap(text -> saved.map(state -> {
                    return switch (state) {
                        case WAITING ->
                            times < MOST_TIMES
                                    ? new Said(
                                            ActionLinks.TEXTS.say("saving", locale),
                                            SECONDS + "; url=" + path(customer, done, form, times + 1))
                                    : new Said(ActionLinks.TEXTS.say("still-saving", locale), null);
                        case DEAD -> new Said(ActionLinks.TEXTS.say("not-saved", locale), null);
                        default -> new Said(text, null);
                    };
                }));
    }

    private static String path(String customer, String done, String form, int times) {
        UriComponentsBuilder page =
                UriComponentsBuilder.fromPath("/customers/{id}").queryParam("done", done);
        if (!form.isEmpty()) {
            page.queryParam("form", "{form}");
        }
        if (times > 0) {
            page.queryParam("times", times);
        }
        return form.isEmpty()
                ? page.encode().buildAndExpand(customer).toUriString()
                : page.encode().buildAndExpand(customer, form).toUriString();
    }
}

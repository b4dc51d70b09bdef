package io.rapport.app.customers;

import io.rapport.desk.StaffDirectory;
import io.rapport.journey.StaffStarts;
import io.rapport.language.Sentences;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** Which actions somebody may take for customers, and what pages say of them. */
@Component
final class ActionLinks {

    static final Sentences TEXTS = new Sentences("customers/actions");

    private final StaffDirectory staff;
    private final StaffStarts starts;
    private final DataRequests requests;

    ActionLinks(StaffDirectory staff, StaffStarts starts, DataRequests requests) {
        this.staff = staff;
        this.starts = starts;
        this.requests = requests;
    }

    /**
     * A way to a form.
     *
     * @param path behind {@code /customers/{id}/actions/}
     * @param title what it is for
     */
    record ActionLink(String path, String title) {}

    /** @return whether an action is for a reader, who sees customers */
    boolean isFor(Principal reader, StaffAction action) {
        return !action.isForEditors() || isEditor(reader);
    }

    /**
     * Asked anew: a session may remember groups that somebody has left.
     *
     * @return whether a reader may change what is known of customers
     */
    boolean isEditor(Principal reader) {
        Set<String> groups = staff.groups(reader.getName());
        return groups.contains(StaffDirectory.CUSTOMER_EDITORS) || groups.contains(StaffDirectory.ADMINISTRATORS);
    }

    /**
     * @param customerId bare id
     * @return the ids of the customer's erasures that are still to happen
     */
    List<String> erasures(String customerId) {
        return requests.open(customerId).stream()
                .filter(DataRequest::isErasure)
                .map(DataRequest::id)
                .toList();
    }

    /** @return what a reader may do for a customer, in the order of the page */
    List<ActionLink> of(Principal reader, String customerId, Locale locale) {
        boolean editor = isEditor(reader);
        return Arrays.stream(StaffAction.values())
                .filter(action -> editor || !action.isForEditors())
                .filter(action ->
                        action != StaffAction.JOURNEY || !starts.all(locale).isEmpty())
                .filter(action -> action != StaffAction.WITHDRAWAL
                        || !erasures(customerId).isEmpty())
                .map(action -> new ActionLink(action.path(), TEXTS.say(action.path() + ".title", locale)))
                .toList();
    }

    /** @return the words of the forms by their key, with those that all pages about customers have in their header */
    static Map<String, String> words(Locale locale) {
        Map<String, String> words = CustomerTexts.ALL.beginning("page.", locale);
        words.putAll(TEXTS.beginning("", locale));
        return words;
    }

    /**
     * @param id of a customer, as it was asked for
     * @return the page that says that there is no such customer or action, or that it is not for this reader
     */
    static ModelAndView refused(String id, Locale locale) {
        return new ModelAndView("customers/action-refused", Map.of("t", words(locale), "id", id), HttpStatus.NOT_FOUND);
    }
}

package io.rapport.app.customers;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.customer.CustomerMerges;
import io.rapport.segment.Segments;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /customers/{id}/segments}: the group {@code customer-editors} and administrators take a customer out of a segment by
 * hand, and put them back. Both say what became of it on the customer's page.
 */
@Controller
@RequestMapping("/customers/{id}/segments/{segment}")
class CustomerSegmentsController {

    private static final int LONGEST_REASON = 200;

    private final Segments segments;
    private final CustomerMerges merges;
    private final ActionLinks links;
    private final SavedForms saved;
    private final SentForms forms;

    CustomerSegmentsController(
            Segments segments, CustomerMerges merges, ActionLinks links, SavedForms saved, SentForms forms) {
        this.segments = segments;
        this.merges = merges;
        this.links = links;
        this.saved = saved;
        this.forms = forms;
    }

    @PostMapping("/out")
    ModelAndView takeOut(
            @PathVariable String id,
            @PathVariable String segment,
            @RequestParam(defaultValue = "") String why,
            Principal reader,
            Locale locale,
            HttpServletRequest form) {
        String reason = why.strip();
        return asEditor(
                id,
                reader,
                locale,
                form,
                customer -> reason.isEmpty() || reason.length() > LONGEST_REASON
                        ? FormOutcome.of("segmentwhy")
                        : once(
                                form,
                                "segmentout",
                                () -> segments.takeOut(reader.getName(), customer, segment, reason)));
    }

    @PostMapping("/back")
    ModelAndView putBack(
            @PathVariable String id,
            @PathVariable String segment,
            Principal reader,
            Locale locale,
            HttpServletRequest form) {
        return asEditor(
                id,
                reader,
                locale,
                form,
                customer -> once(form, "segmentback", () -> segments.putBack(reader.getName(), customer, segment)));
    }

    private ModelAndView asEditor(
            String id, Principal reader, Locale locale, HttpServletRequest form, Function<String, FormOutcome> act) {
        if (!links.isEditor(reader)) {
            return ActionLinks.refused(id, locale);
        }
        // a page may be open since before a merge
        String customer = merges.current(id);
        return saved.backTo(form, customer, act.apply(customer));
    }

    /** @param act whether it is done now; false if it was so before */
    private FormOutcome once(HttpServletRequest form, String done, BooleanSupplier act) {
        return forms.once(form, () -> act.getAsBoolean() ? FormOutcome.of(done) : FormOutcome.BEFORE);
    }
}

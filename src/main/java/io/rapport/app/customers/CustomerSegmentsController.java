package io.rapport.app.customers;

import io.rapport.app.forms.SentForms;
import io.rapport.customer.CustomerMerges;
import io.rapport.segment.Segments;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.http.HttpStatus;
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
            @RequestParam(defaultValue = "") String form,
            Principal reader,
            Locale locale,
            HttpServletRequest request) {
        if (!links.isEditor(reader)) {
            return refused(id, locale);
        }
        String reason = why.strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            return saved.backTo(request, id, "segmentwhy", null);
        }
        // a page may be open since before a merge
        String customer = merges.current(id);
        return done(
                request, id, form, () -> segments.takeOut(reader.getName(), customer, segment, reason), "segmentout");
    }

    @PostMapping("/back")
    ModelAndView putBack(
            @PathVariable String id,
            @PathVariable String segment,
            @RequestParam(defaultValue = "") String form,
            Principal reader,
            Locale locale,
            HttpServletRequest request) {
        if (!links.isEditor(reader)) {
            return refused(id, locale);
        }
        String customer = merges.current(id);
        return done(request, id, form, () -> segments.putBack(reader.getName(), customer, segment), "segmentback");
    }

    private ModelAndView done(
            HttpServletRequest request, String customer, String form, BooleanSupplier act, String done) {
        boolean now = forms.once(form, act::getAsBoolean).orElse(false);
        return saved.backTo(request, customer, now ? done : "before", null);
    }

    private static ModelAndView refused(String id, Locale locale) {
        ModelAndView page =
                new ModelAndView("customers/action-refused", Map.of("t", ActionLinks.words(locale), "id", id));
        page.setStatus(HttpStatus.NOT_FOUND);
        return page;
    }
}

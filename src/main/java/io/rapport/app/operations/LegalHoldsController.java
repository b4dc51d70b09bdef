package io.rapport.app.operations;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.app.forms.TypedSearches;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditReason;
import io.rapport.audit.AuditRecord;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.database.OperatorDecision;
import io.rapport.privacy.LegalHoldOrder;
import io.rapport.privacy.LegalHoldOrders;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /operations/legal-holds}: whose data are to be kept for a court or an authority, who ordered it and why; orders are
 * set and ended here. It shows ids alone.
 */
@Controller
@RequestMapping("/operations/legal-holds")
class LegalHoldsController {

    private static final String PAGE = "/operations/legal-holds";
    private static final int MOST = 200;
    private static final int LONGEST_ID = 128;

    private final LegalHoldOrders orders;
    private final Customers customers;
    private final AuditLog audit;
    private final SentForms forms;

    LegalHoldsController(LegalHoldOrders orders, Customers customers, AuditLog audit, SentForms forms) {
        this.orders = orders;
        this.customers = customers;
        this.audit = audit;
        this.forms = forms;
    }

    /**
     * @param search of a customer, as {@link #lookUp} named it; empty for none
     */
    @GetMapping
    ModelAndView page(@RequestParam(defaultValue = "") String search, Locale locale, HttpServletRequest request) {
        Map<String, Object> model = OperatorsPage.model(locale, "operations/legal-holds");
        model.put("orders", orders.inForce(MOST));
        Optional<String> customer = TypedSearches.find(request, search).map(typed -> typed.get(0));
        model.put("over", !search.isEmpty() && customer.isEmpty());
        customer.ifPresent(id -> {
            List<LegalHoldOrder> all = orders.of(id);
            model.put("customer", id);
            model.put("all", all);
            model.put("held", all.stream().anyMatch(LegalHoldOrder::isInForce));
        });
        model.put("outcome", FormOutcome.on(request).map(FormOutcome::code).orElse(null));
        return new ModelAndView("operations/legal-holds", model);
    }

    @PostMapping
    ModelAndView lookUp(@RequestParam(defaultValue = "") String customer, HttpServletRequest request) {
        String id = bare(customer);
        return id.isEmpty() ? FormOutcome.seeOther(PAGE) : TypedSearches.leadTo(request, PAGE, id);
    }

    @PostMapping("/set")
    ModelAndView set(
            @RequestParam(defaultValue = "") String customer,
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "") String form,
            Principal operator,
            HttpServletRequest request) {
        String id = bare(customer);
        Optional<Customer> known = customers.find(id).filter(one -> !one.isErased());
        if (known.isEmpty()) {
            throw new IllegalArgumentException("there is no customer of this id: nothing could be kept");
        }
        String outcome = decided("legal-hold.set", id, note, form, operator, true)
                .map(done -> done ? "set" : "in-force")
                .orElse("before");
        return back(request, id, outcome);
    }

    @PostMapping("/end")
    ModelAndView end(
            @RequestParam(defaultValue = "") String customer,
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "") String form,
            Principal operator,
            HttpServletRequest request) {
        String id = bare(customer);
        String outcome = decided("legal-hold.end", id, note, form, operator, false)
                .map(done -> done ? "ended" : "not-in-force")
                .orElse("before");
        return back(request, id, outcome);
    }

    /** @return whether it is done now; empty if the form was sent before */
    private Optional<Boolean> decided(
            String what, String id, String note, String form, Principal operator, boolean set) {
        OperatorDecision decision = new OperatorDecision(operator.getName(), AuditReason.typed(note));
        return forms.once(form, () -> {
            boolean done = set ? orders.set(id, decision) : orders.end(id, decision);
            if (done) {
                // of an erased customer the audit log knows nobody any more
                boolean erased =
                        customers.find(id).filter(one -> !one.isErased()).isEmpty();
                audit.record(new AuditRecord(
                        Actor.staff(operator.getName()),
                        AuditAction.CHANGE,
                        what,
                        erased ? null : id,
                        decision.note()));
            }
            return done;
        });
    }

    @ExceptionHandler
    ModelAndView fault(IllegalArgumentException e, Locale locale) {
        return MessagesController.fault(e.getMessage(), HttpStatus.BAD_REQUEST, locale);
    }

    private static ModelAndView back(HttpServletRequest form, String customer, String outcome) {
        return FormOutcome.of(outcome).leadBack(form, TypedSearches.keep(form, PAGE, customer));
    }

    private static String bare(String customer) {
        String id = customer.strip().replaceFirst("^customer:", "");
        return id.substring(0, Math.min(id.length(), LONGEST_ID));
    }
}

package io.rapport.app.operations;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.app.forms.TypedCustomerId;
import io.rapport.app.forms.TypedSearches;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditReason;
import io.rapport.audit.AuditRecord;
import io.rapport.customer.Customers;
import io.rapport.database.OperatorDecision;
import io.rapport.privacy.LegalHoldOrder;
import io.rapport.privacy.LegalHoldOrders;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Controller;
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
        model.put("outcome", FormOutcome.codeOn(request));
        return new ModelAndView("operations/legal-holds", model);
    }

    @PostMapping
    ModelAndView lookUp(@RequestParam(defaultValue = "") String customer, HttpServletRequest request) {
        String id = TypedCustomerId.of(customer);
        return id.isEmpty() ? FormOutcome.seeOther(PAGE) : TypedSearches.leadTo(request, PAGE, id);
    }

    @PostMapping("/set")
    ModelAndView set(@RequestParam(defaultValue = "") String customer, HttpServletRequest form) {
        String id = TypedCustomerId.of(customer);
        if (!isKnown(id)) {
            throw new IllegalArgumentException("there is no customer of this id: nothing could be kept");
        }
        return decided(form, "legal-hold.set", id, decision -> orders.set(id, decision), "set", "in-force");
    }

    @PostMapping("/end")
    ModelAndView end(@RequestParam(defaultValue = "") String customer, HttpServletRequest form) {
        String id = TypedCustomerId.of(customer);
        return decided(form, "legal-hold.end", id, decision -> orders.end(id, decision), "ended", "not-in-force");
    }

    /**
     * @param act whether there was anything to do
     * @param done what to say if it was
     * @param idle what to say if not
     */
    private ModelAndView decided(
            HttpServletRequest form,
            String what,
            String id,
            Predicate<OperatorDecision> act,
            String done,
            String idle) {
        return forms.decide(form, decision -> {
                    String why = AuditReason.typed(decision.note());
                    if (!act.test(decision)) {
                        return FormOutcome.of(idle);
                    }
                    // of an erased customer the audit log knows nobody any more
                    audit.record(new AuditRecord(
                            Actor.staff(decision.who()), AuditAction.CHANGE, what, isKnown(id) ? id : null, why));
                    return FormOutcome.of(done);
                })
                .leadBack(form, TypedSearches.keep(form, PAGE, id));
    }

    private boolean isKnown(String id) {
        return customers.find(id).filter(one -> !one.isErased()).isPresent();
    }
}

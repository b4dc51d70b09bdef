package io.rapport.app.operations;

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
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
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

    private static final int MOST = 200;
    private static final int LONGEST_ID = 128;

    private final LegalHoldOrders orders;
    private final Customers customers;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    LegalHoldsController(
            LegalHoldOrders orders, Customers customers, AuditLog audit, PlatformTransactionManager transactions) {
        this.orders = orders;
        this.customers = customers;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    @GetMapping
    ModelAndView inForce(Locale locale) {
        Map<String, Object> model = OperatorsPage.model(locale, "operations/legal-holds");
        model.put("orders", orders.inForce(MOST));
        return new ModelAndView("operations/legal-holds", model);
    }

    @PostMapping
    ModelAndView lookUp(@RequestParam(defaultValue = "") String customer, Locale locale) {
        return of(bare(customer), null, locale);
    }

    @PostMapping("/set")
    ModelAndView set(
            @RequestParam(defaultValue = "") String customer,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale) {
        String id = bare(customer);
        Optional<Customer> known = customers.find(id).filter(one -> !one.isErased());
        if (known.isEmpty()) {
            throw new IllegalArgumentException("there is no customer of this id: nothing could be kept");
        }
        boolean done = decided("legal-hold.set", id, note, operator, true);
        return of(id, done ? "set" : "in-force", locale);
    }

    @PostMapping("/end")
    ModelAndView end(
            @RequestParam(defaultValue = "") String customer,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale) {
        String id = bare(customer);
        boolean done = decided("legal-hold.end", id, note, operator, false);
        return of(id, done ? "ended" : "not-in-force", locale);
    }

    private boolean decided(String what, String id, String note, Principal operator, boolean set) {
        OperatorDecision decision = new OperatorDecision(operator.getName(), AuditReason.typed(note));
        return Boolean.TRUE.equals(transaction.execute(status -> {
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
        }));
    }

    @ExceptionHandler
    ModelAndView fault(IllegalArgumentException e, Locale locale) {
        return MessagesController.fault(e.getMessage(), HttpStatus.BAD_REQUEST, locale);
    }

    private ModelAndView of(String customer, String outcome, Locale locale) {
        if (customer.isEmpty()) {
            return inForce(locale);
        }
        ModelAndView page = inForce(locale);
        page.addObject("customer", customer);
        List<LegalHoldOrder> all = orders.of(customer);
        page.addObject("all", all);
        page.addObject("held", all.stream().anyMatch(LegalHoldOrder::isInForce));
        page.addObject("outcome", outcome);
        return page;
    }

    private static String bare(String customer) {
        String id = customer.strip().replaceFirst("^customer:", "");
        return id.substring(0, Math.min(id.length(), LONGEST_ID));
    }
}

package io.rapport.app.operations;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.audit.AuditReason;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Customers;
import io.rapport.customer.MergeProposals;
import io.rapport.database.OperatorDecision;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import java.security.Principal;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /operations/merges}: customers who may be one person, and who was merged. What staff decide becomes an event, as a
 * system's would. It shows ids only.
 */
@Controller
@RequestMapping("/operations/merges")
class MergesController {

    private static final String SOURCE = "urn:rapport:staff";
    private static final int MOST = 100;

    private final MergeProposals proposals;
    private final CustomerMerges merges;
    private final Customers customers;
    private final Inbox inbox;

    MergesController(MergeProposals proposals, CustomerMerges merges, Customers customers, Inbox inbox) {
        this.proposals = proposals;
        this.merges = merges;
        this.customers = customers;
        this.inbox = inbox;
    }

    @GetMapping
    ModelAndView page(Locale locale) {
        return page(null, locale);
    }

    @PostMapping
    ModelAndView merge(
            @RequestParam String customer,
            @RequestParam String merged,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale) {
        String survivor = known(customer);
        String other = known(merged);
        if (survivor.equals(merges.current(other))) {
            throw new IllegalArgumentException("the two ids are one customer's already");
        }
        publish("customer.merged", survivor, other, new OperatorDecision(operator.getName(), note));
        return page("taken", locale);
    }

    @PostMapping("/undo")
    ModelAndView undo(
            @RequestParam String merged,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale) {
        String other = bare(merged);
        String survivor = merges.current(other);
        if (survivor.equals(other)) {
            throw new IllegalArgumentException("this customer is merged into nobody");
        }
        publish("customer.merge-undone", survivor, other, new OperatorDecision(operator.getName(), note));
        return page("taken", locale);
    }

    @PostMapping("/dismiss")
    ModelAndView dismiss(
            @RequestParam long proposal,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale) {
        boolean dismissed = proposals.dismiss(proposal, new OperatorDecision(operator.getName(), note));
        return page(dismissed ? "dismissed" : "not-dismissed", locale);
    }

    @ExceptionHandler
    ModelAndView fault(IllegalArgumentException e, Locale locale) {
        return MessagesController.fault(e.getMessage(), HttpStatus.BAD_REQUEST, locale);
    }

    private void publish(String type, String survivor, String merged, OperatorDecision decision) {
        try {
            inbox.accept(new NewEvent(
                    SOURCE,
                    UUID.randomUUID().toString(),
                    type,
                    survivor,
                    null,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("mergedCustomer", merged)
                            .put("reason", AuditReason.typed(decision.note()))
                            .put("by", decision.who())));
        } catch (InvalidEvent e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private String known(String text) {
        String id = bare(text);
        return customers
                .find(id)
                .filter(customer -> !customer.isErased())
                .map(customer -> id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no customer has this id; write it as in events, with or without customer:"));
    }

    /** An id with or without its kind, such as {@code customer:42}. */
    private static String bare(String text) {
        return text.strip().substring(text.strip().indexOf(':') + 1);
    }

    private ModelAndView page(String outcome, Locale locale) {
        Map<String, Object> model = OperatorsPage.model(locale, "operations/merges");
        model.put("proposals", proposals.open(MOST));
        model.put("merges", merges.newest(MOST));
        model.put("outcome", outcome);
        return new ModelAndView("operations/merges", model);
    }
}

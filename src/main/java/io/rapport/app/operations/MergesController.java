package io.rapport.app.operations;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.app.forms.TypedCustomerId;
import io.rapport.audit.AuditReason;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Customers;
import io.rapport.customer.MergeProposals;
import io.rapport.database.OperatorDecision;
import io.rapport.inbox.EventProgress;
import io.rapport.inbox.EventStatus.State;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
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
    private static final String PAGE = "/operations/merges";
    private static final int MOST = 100;

    private final MergeProposals proposals;
    private final CustomerMerges merges;
    private final Customers customers;
    private final Inbox inbox;
    private final EventProgress progress;
    private final SentForms forms;

    MergesController(
            MergeProposals proposals,
            CustomerMerges merges,
            Customers customers,
            Inbox inbox,
            EventProgress progress,
            SentForms forms) {
        this.proposals = proposals;
        this.merges = merges;
        this.customers = customers;
        this.inbox = inbox;
        this.progress = progress;
        this.forms = forms;
    }

    @GetMapping
    ModelAndView page(Locale locale, HttpServletRequest request) {
        Map<String, Object> model = OperatorsPage.model(locale, "operations/merges");
        model.put("proposals", proposals.open(MOST));
        model.put("merges", merges.newest(MOST));
        model.put("outcome", FormOutcome.on(request).map(this::outcome).orElse(null));
        return new ModelAndView("operations/merges", model);
    }

    private String outcome(FormOutcome outcome) {
        State state = outcome.values().isEmpty()
                ? State.DONE
                : progress.of(SOURCE, (String) outcome.values().get(0)).orElse(State.DONE);
        return switch (state) {
            case WAITING -> "taken";
            case DEAD -> "refused";
            default -> outcome.code();
        };
    }

    @PostMapping
    ModelAndView merge(@RequestParam String customer, @RequestParam String merged, HttpServletRequest form) {
        return published(forms.decide(form, decision -> {
                    String survivor = known(customer);
                    String other = known(merged);
                    if (survivor.equals(merges.current(other))) {
                        throw new IllegalArgumentException("the two ids are one customer's already");
                    }
                    return FormOutcome.of("merged", publish("customer.merged", survivor, other, decision));
                }))
                .leadBack(form, PAGE);
    }

    @PostMapping("/undo")
    ModelAndView undo(@RequestParam String merged, HttpServletRequest form) {
        return published(forms.decide(form, decision -> {
                    String other = TypedCustomerId.of(merged);
                    String survivor = merges.current(other);
                    if (survivor.equals(other)) {
                        throw new IllegalArgumentException("this customer is merged into nobody");
                    }
                    return FormOutcome.of("undone", publish("customer.merge-undone", survivor, other, decision));
                }))
                .leadBack(form, PAGE);
    }

    @PostMapping("/dismiss")
    ModelAndView dismiss(@RequestParam long proposal, HttpServletRequest form) {
        return forms.decide(
                        form,
                        decision ->
                                FormOutcome.of(proposals.dismiss(proposal, decision) ? "dismissed" : "not-dismissed"))
                .leadBack(form, PAGE);
    }

    /** @return the id of the event that the decision has become */
    private String publish(String type, String survivor, String merged, OperatorDecision decision) {
        String id = UUID.randomUUID().toString();
        try {
            inbox.accept(new NewEvent(
                    SOURCE,
                    id,
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
        return id;
    }

    /** The page shows what holds then, if that does not take long. */
    private FormOutcome published(FormOutcome outcome) {
        outcome.values().forEach(event -> progress.await(SOURCE, (String) event));
        return outcome;
    }

    private String known(String text) {
        String id = TypedCustomerId.of(text);
        return customers
                .find(id)
                .filter(customer -> !customer.isErased())
                .map(customer -> id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no customer has this id; write it as in events, with or without customer:"));
    }
}

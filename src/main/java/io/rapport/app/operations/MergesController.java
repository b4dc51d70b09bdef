package io.rapport.app.operations;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.security.Principal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.view.RedirectView;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * {@code /operations/merges}: customers who may be one person, and who was merged. What staff decide becomes an event, as a
 * system's would. It shows ids only.
 */
@Controller
@RequestMapping("/operations/merges")
class MergesController {

    private static final String SOURCE = "urn:rapport:staff";
    private static final int MOST = 100;
    private static final Set<String> OUTCOMES = Set.of("merged", "undone", "dismissed", "not-dismissed");

    private final MergeProposals proposals;
    private final CustomerMerges merges;
    private final Customers customers;
    private final Inbox inbox;
    private final EventProgress progress;

    MergesController(
            MergeProposals proposals, CustomerMerges merges, Customers customers, Inbox inbox, EventProgress progress) {
        this.proposals = proposals;
        this.merges = merges;
        this.customers = customers;
        this.inbox = inbox;
        this.progress = progress;
    }

    /**
     * @param done what was just done, as {@link #doneBy} says
     * @param event by which it was done; empty if by none
     */
    @GetMapping
    ModelAndView page(
            @RequestParam(defaultValue = "") String done,
            @RequestParam(defaultValue = "") String event,
            Locale locale) {
        Map<String, Object> model = OperatorsPage.model(locale, "operations/merges");
        model.put("proposals", proposals.open(MOST));
        model.put("merges", merges.newest(MOST));
        model.put("outcome", OUTCOMES.contains(done) ? outcome(done, event) : null);
        return new ModelAndView("operations/merges", model);
    }

    private String outcome(String done, String event) {
        State state = event.isEmpty() ? State.DONE : progress.of(SOURCE, event).orElse(State.DONE);
        return switch (state) {
            case WAITING -> "taken";
            case DEAD -> "refused";
            default -> done;
        };
    }

    @PostMapping
    ModelAndView merge(
            @RequestParam String customer,
            @RequestParam String merged,
            @RequestParam(defaultValue = "") String note,
            Principal operator) {
        String survivor = known(customer);
        String other = known(merged);
        if (survivor.equals(merges.current(other))) {
            throw new IllegalArgumentException("the two ids are one customer's already");
        }
        return doneBy(
                publish("customer.merged", survivor, other, new OperatorDecision(operator.getName(), note)), "merged");
    }

    @PostMapping("/undo")
    ModelAndView undo(@RequestParam String merged, @RequestParam(defaultValue = "") String note, Principal operator) {
        String other = bare(merged);
        String survivor = merges.current(other);
        if (survivor.equals(other)) {
            throw new IllegalArgumentException("this customer is merged into nobody");
        }
        return doneBy(
                publish("customer.merge-undone", survivor, other, new OperatorDecision(operator.getName(), note)),
                "undone");
    }

    @PostMapping("/dismiss")
    ModelAndView dismiss(
            @RequestParam long proposal, @RequestParam(defaultValue = "") String note, Principal operator) {
        boolean dismissed = proposals.dismiss(proposal, new OperatorDecision(operator.getName(), note));
        return backTo(dismissed ? "dismissed" : "not-dismissed", null);
    }

    @ExceptionHandler
    ModelAndView fault(IllegalArgumentException e, Locale locale) {
        return MessagesController.fault(e.getMessage(), HttpStatus.BAD_REQUEST, locale);
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
    private ModelAndView doneBy(String event, String done) {
        progress.await(SOURCE, event);
        return backTo(done, event);
    }

    private static ModelAndView backTo(String done, String event) {
        RedirectView page = new RedirectView(UriComponentsBuilder.fromPath("/operations/merges")
                .queryParam("done", done)
                .queryParamIfPresent("event", Optional.ofNullable(event))
                .toUriString());
        page.setStatusCode(HttpStatus.SEE_OTHER);
        return new ModelAndView(page);
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
}

package io.rapport.publicpages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.feedback.PanelInvitation;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.template.Formats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/**
 * The page on which a customer takes part in a round of the panel: consents to it, chooses, and writes. What was answered
 * before is not shown, for a mail is easily passed on; a new answer takes its place.
 */
@Component
final class PanelPage {

    private static final int LONGEST_COMMENT = 4000;

    private final Panels panels;
    private final Consents consents;
    private final Inbox inbox;
    private final FormStamp stamps;
    private final ObjectMapper json;
    private final BusinessClock clock;

    PanelPage(Panels panels, Consents consents, Inbox inbox, FormStamp stamps, ObjectMapper json, BusinessClock clock) {
        this.panels = panels;
        this.consents = consents;
        this.inbox = inbox;
        this.stamps = stamps;
        this.json = json;
        this.clock = clock;
    }

    /** A round that the customer may answer now. */
    private record Asked(PanelInvitation invitation, PanelRound round) {}

    /** @return the form, or why there is none any more */
    ModelAndView show(
            ModelAndView page,
            String token,
            Customer customer,
            PageTexts texts,
            Map<String, String> values,
            String stamp) {
        Optional<Asked> asked = asked(customer);
        return asked.isEmpty()
                ? over(page, customer, texts)
                : form(page, asked.get(), token, customer, texts, values, List.of(), stamp);
    }

    /** Consent and answer are handed in together, the consent first: the answer is never without it. */
    ModelAndView act(ModelAndView page, String token, Customer customer, PageTexts texts, Map<String, String> form) {
        Optional<Asked> asked = asked(customer);
        if (asked.isEmpty()) {
            return over(page, customer, texts);
        }
        PanelRound.Text text = asked.get().round().text(texts.locale());
        String comment = form.getOrDefault("comment", "").strip();
        Integer choice = choice(form.getOrDefault("choice", ""), text.choices().size());
        List<String> faults = new ArrayList<>();
        if (choice == null && (!text.choices().isEmpty() || form.containsKey("choice"))) {
            faults.add("choice");
        }
        if (comment.length() > LONGEST_COMMENT) {
            faults.add("comment");
        }
        if (text.choices().isEmpty() && comment.isEmpty()) {
            faults.add("words");
        }
        if (!form.containsKey("consent") && !takesPart(customer)) {
            faults.add("consent");
        }
        if (!faults.isEmpty()) {
            page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return form(page, asked.get(), token, customer, texts, form, faults, stamps.make(token));
        }
        accept(asked.get(), customer, texts, choice, comment, form);
        page.setViewName("links/page");
        return page.addObject("title", texts.get("panel.done.title"))
                .addObject("lead", texts.get("panel.done.lead"))
                .addObject("token", token)
                .addObject(
                        "answer",
                        choice == null
                                ? null
                                : texts.get("answer.yours", text.choices().get(choice - 1)))
                .addObject("comment", comment);
    }

    private Optional<Asked> asked(Customer customer) {
        Instant now = clock.instant();
        return panels.invitation(customer.id())
                .filter(invitation -> invitation.leftAt() == null)
                .flatMap(invitation -> panels.find(invitation.roundId()).map(round -> new Asked(invitation, round)))
                .filter(asked -> asked.round().isOpen(now));
    }

    private ModelAndView over(ModelAndView page, Customer customer, PageTexts texts) {
        boolean left = panels.invitation(customer.id())
                .filter(invitation -> invitation.leftAt() != null)
                .isPresent();
        String key = left ? "panel.left" : "panel.over";
        return page.addObject("title", texts.get(key + ".title")).addObject("lead", texts.get(key + ".lead"));
    }

    private ModelAndView form(
            ModelAndView page,
            Asked asked,
            String token,
            Customer customer,
            PageTexts texts,
            Map<String, String> values,
            List<String> faults,
            String stamp) {
        PanelRound.Text text = asked.round().text(texts.locale());
        page.setViewName("links/panel");
        return page.addObject("token", token)
                .addObject("stamp", stamp)
                .addObject("title", text.title())
                .addObject(
                        "lead",
                        texts.get(
                                asked.invitation().answeredAt() == null ? "panel.lead" : "panel.again",
                                Formats.date(asked.round().lastDay(), texts.region(customer.locale()))))
                .addObject("question", text.question())
                .addObject("choices", text.choices())
                .addObject("values", values)
                .addObject("faults", faults)
                .addObject("consented", takesPart(customer))
                .addObject("p", texts.all("panel."));
    }

    private boolean takesPart(Customer customer) {
        return Consents.inForce(consents.ledgerToBe(customer.id()), PanelConsent.CHANNEL, Panels.TOPIC)
                .orElse(false);
    }

    private static Integer choice(String text, int choices) {
        if (!text.matches("[1-9]")) {
            return null;
        }
        int choice = Integer.parseInt(text);
        return choice <= choices ? choice : null;
    }

    private void accept(
            Asked asked, Customer customer, PageTexts texts, Integer choice, String comment, Map<String, String> form) {
        String id = asked.invitation().id() + ":" + form.getOrDefault(FormStamp.FIELD, "");
        if (inbox.status(LinkEvents.SOURCE, "panel:" + id).isPresent()) {
            // the form is sent again, perhaps with another answer
            id += ":" + UUID.randomUUID();
        }
        List<EventSubmission> events = new ArrayList<>();
        if (form.containsKey("consent")) {
            events.add(event(
                    "panel-consent:" + id,
                    "consent.granted",
                    customer,
                    PanelConsent.granted(asked.round().id(), texts.locale())));
        }
        ObjectNode answer = json.createObjectNode().put("round", asked.round().id());
        if (choice != null) {
            answer.put("choice", choice);
        }
        if (!comment.isEmpty()) {
            answer.put("comment", comment);
        }
        events.add(event("panel:" + id, "panel.answered", customer, answer));
        for (Inbox.IntakeResult taken : inbox.acceptAll(events)) {
            if (taken.invalid() != null) {
                throw new IllegalStateException("an answer does not fit the event catalogue", taken.invalid());
            }
        }
    }

    private EventSubmission event(String id, String type, Customer customer, ObjectNode data) {
        return new EventSubmission(
                new NewEvent(LinkEvents.SOURCE, id, type, customer.id(), clock.instant(), data), null);
    }
}

package io.rapport.publicpages;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.Channel;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.feedback.PanelInvitation;
import io.rapport.feedback.Panels;
import io.rapport.link.Links;
import io.rapport.link.Links.Link;
import io.rapport.link.Links.Purpose;
import io.rapport.publicpages.PreferenceActions.Chosen;
import io.rapport.publicpages.PreferenceActions.PreferenceChange;
import io.rapport.publicpages.PreferenceForm.Changes;
import io.rapport.publicpages.Topics.Topic;
import io.rapport.template.MessageCatalogue;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/**
 * The preference page: what a customer gets, on which way, how often and when. Anyone who holds the link sees no name and
 * no whole address, for a mail is easily passed on. Each change can be taken back for a while.
 */
@Component
final class PreferencePages {

    static final Duration PAUSE = Duration.ofDays(30);

    /** Hours that the page offers: the quiet ones make no sense. */
    private static final int FIRST_HOUR = 8;

    private static final int LAST_HOUR = 20;

    private final PreferenceActions actions;
    private final FormStamp stamps;
    private final Links links;
    private final MessageCatalogue catalogue;
    private final List<Channel> channels;
    private final Panels panels;
    private final BusinessClock clock;

    PreferencePages(
            PreferenceActions actions,
            FormStamp stamps,
            Links links,
            MessageCatalogue catalogue,
            ObjectProvider<Channel> channels,
            Panels panels,
            BusinessClock clock) {
        this.actions = actions;
        this.stamps = stamps;
        this.links = links;
        this.catalogue = catalogue;
        this.channels = channels.stream().toList();
        this.panels = panels;
        this.clock = clock;
    }

    /** A topic with its boxes, as the template shows it. */
    record Group(String title, String about, List<Box> boxes) {}

    /** @param name of the choice */
    record Box(String name, String was, boolean checked, String label) {}

    /** An entry of a list to choose one from. */
    record Option(String value, String label, boolean chosen) {}

    /**
     * Shows what holds now, or what a form had that comes back.
     *
     * @param page with what all pages have
     * @param posted the fields of the form that comes back; empty for a new one
     * @param stamp the form's, see {@link FormStamp}
     */
    ModelAndView show(
            ModelAndView page,
            String token,
            Link link,
            Customer customer,
            PageTexts texts,
            Map<String, String> posted,
            String stamp) {
        Chosen chosen = actions.chosen(link.customerId());
        PreferenceForm form = new PreferenceForm(posted);
        PreferenceTexts words = words(texts, customer);
        String pause = chosen.value(PreferenceChoice.PAUSE);
        List<PreferenceChoice> shown =
                new ArrayList<>(List.of(PreferenceChoice.PACE, PreferenceChoice.HOUR, PreferenceChoice.PAUSE));
        Topics.channels(words.topics()).forEach(channel -> shown.add(PreferenceChoice.consent(channel, Consents.ALL)));
        Map<String, String> was = new LinkedHashMap<>();
        shown.forEach(choice -> was.put(PreferenceForm.WAS + choice.name(), form.was(choice, chosen)));
        page.setViewName("links/preferences");
        return page.addObject("view", "choose")
                .addObject("token", token)
                .addObject("stamp", stamp)
                .addObject("title", texts.get("preferences.title"))
                .addObject("lead", texts.get("preferences.lead"))
                .addObject("address", customer.email() == null ? null : PreferenceTexts.shortened(customer.email()))
                .addObject("groups", groups(words, form, chosen))
                .addObject(
                        "owed",
                        words.topics().stream()
                                .filter(topic -> !topic.optional())
                                .toList())
                .addObject("paces", paces(form.is(PreferenceChoice.PACE, chosen), words))
                .addObject("hours", hours(form.is(PreferenceChoice.HOUR, chosen), words))
                .addObject("paused", pause.equals(PreferenceChoice.NONE) ? null : words.paused(pause))
                .addObject("was", was);
    }

    /**
     * Makes the change that a form asks for.
     *
     * @return the page that says what holds now, with the means to take it back
     */
    ModelAndView act(
            ModelAndView page, String token, Link link, Customer customer, PageTexts texts, Map<String, String> form) {
        PreferenceTexts words = words(texts, customer);
        PreferenceForm posted = new PreferenceForm(form);
        if (posted.isForeign(words.topics())) {
            // such as a topic that is gone since: nothing of it is done, and a new form has what there is
            ModelAndView again = show(page, token, link, customer, texts, Map.of(), stamps.make(token))
                    .addObject("note", texts.get("form.again"));
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        Changes changes = posted.changes(
                words.topics(),
                channel -> channel.reaches(customer, channels),
                clock.instant().plus(PAUSE).truncatedTo(ChronoUnit.SECONDS));
        if (changes.isEmpty()) {
            return message(page, texts, "preferences.same", List.of(), token, null);
        }
        String stamp = form.get(FormStamp.FIELD);
        String again = actions.make(
                link,
                new PreferenceChange(
                        "preferences:" + link.messageId() + ":" + stamp,
                        changes.after(),
                        Topics.onConsent(words.topics()),
                        "preference page",
                        words.wordings(changes.after()),
                        false));
        String undo = links.token(link, Purpose.UNDO, PreferenceChoice.write(changes.before()), stamp + again);
        return message(page, texts, "preferences.saved", words.said(changes.after()), token, undo);
    }

    /**
     * Asks whether to take a change back, if it was not yet.
     *
     * @param stamp the form's, see {@link FormStamp}
     */
    ModelAndView askUndo(ModelAndView page, String token, Link link, Customer customer, PageTexts texts, String stamp) {
        PreferenceTexts words = words(texts, customer);
        PreferenceChange change = takingBack(link, words);
        if (actions.isMade(link, change)) {
            return undone(page, link, texts, "undone.before", words.said(actions.standing(link, change)));
        }
        page.setViewName("links/preferences");
        return page.addObject("view", "undo")
                .addObject("title", texts.get("undo.title"))
                .addObject("lead", texts.get("undo.lead"))
                .addObject("changes", words.said(change.values()))
                .addObject("gone", gone(link, change.values(), texts))
                .addObject("undo", token)
                .addObject("undoStamp", stamp);
    }

    /** Restores what was before a change; a second time it does nothing, and the page says what holds instead. */
    ModelAndView undo(ModelAndView page, Link link, Customer customer, PageTexts texts) {
        PreferenceTexts words = words(texts, customer);
        PreferenceChange change = takingBack(link, words);
        if (actions.isMade(link, change)) {
            return undone(page, link, texts, "undone.before", words.said(actions.standing(link, change)));
        }
        actions.make(link, change);
        return undone(page, link, texts, "undone", words.said(change.values()))
                .addObject("gone", gone(link, change.values(), texts));
    }

    /**
     * @param restored what holds again
     * @return what does not come back with it, a sentence each
     */
    private List<String> gone(Link link, Map<PreferenceChoice, String> restored, PageTexts texts) {
        PreferenceChoice panel = PreferenceChoice.consent(ContactChannel.EMAIL, Panels.TOPIC);
        PreferenceChoice all = PreferenceChoice.consent(ContactChannel.EMAIL, Consents.ALL);
        boolean again = PreferenceChoice.GRANTED.equals(restored.get(panel))
                || restored.containsKey(all) && !restored.get(all).equals(PreferenceChoice.WITHDRAWN);
        Optional<PanelInvitation> left = again
                ? panels.invitation(link.customerId())
                        // the withdrawal may wait to be handled; it takes out the answer before the way back is handled
                        .filter(invitation -> invitation.leftAt() != null || invitation.answeredAt() != null)
                : Optional.empty();
        if (left.isEmpty()) {
            return List.of();
        }
        boolean open = panels.find(left.get().roundId())
                .filter(round -> round.isOpen(clock.instant()))
                .isPresent();
        return open
                ? List.of(texts.get("undo.panel.answer"), texts.get("undo.panel.round"))
                : List.of(texts.get("undo.panel.answer"));
    }

    private static PreferenceChange takingBack(Link link, PreferenceTexts words) {
        Map<PreferenceChoice, String> before = PreferenceChoice.read(link.about());
        return new PreferenceChange(
                "undo:" + link.messageId() + ":" + link.kind(),
                before,
                Topics.onConsent(words.topics()),
                "undo on the preference page",
                words.wordings(before),
                true);
    }

    private ModelAndView undone(ModelAndView page, Link link, PageTexts texts, String key, List<String> changes) {
        return message(page, texts, key, changes, links.token(link, Purpose.PREFERENCES, "", ""), null);
    }

    /** @return the token of a link that restores what holds now, for a change that is about to be made */
    String undoToken(Link link, PreferenceChoice choice) {
        Map<PreferenceChoice, String> before =
                Map.of(choice, actions.chosen(link.customerId()).value(choice));
        return links.token(
                link,
                Purpose.UNDO,
                PreferenceChoice.write(before),
                UUID.randomUUID().toString());
    }

    private ModelAndView message(
            ModelAndView page, PageTexts texts, String key, List<String> changes, String back, String undo) {
        page.setViewName("links/preferences");
        return page.addObject("view", "message")
                .addObject("title", texts.get(key + ".title"))
                .addObject("lead", texts.get(key + ".lead"))
                .addObject("changes", changes)
                .addObject("back", back)
                .addObject("undo", undo)
                .addObject("undoStamp", undo == null ? null : stamps.make(undo));
    }

    private PreferenceTexts words(PageTexts texts, Customer customer) {
        return new PreferenceTexts(texts, Topics.all(catalogue, texts.locale()), customer);
    }

    private List<Group> groups(PreferenceTexts words, PreferenceForm form, Chosen chosen) {
        List<Group> groups = new ArrayList<>();
        for (Topic topic : words.topics()) {
            List<Box> boxes = topic.channels().stream()
                    .filter(channel -> channel.reaches(words.customer(), channels))
                    .map(channel -> {
                        PreferenceChoice choice = PreferenceChoice.consent(channel, topic.key());
                        return new Box(
                                choice.name(),
                                form.was(choice, chosen),
                                form.isTicked(choice, topic, chosen),
                                words.by(channel.consent()));
                    })
                    .toList();
            if (!boxes.isEmpty()) {
                groups.add(new Group(topic.title(), topic.about(), boxes));
            }
        }
        return groups;
    }

    private static List<Option> paces(String chosen, PreferenceTexts words) {
        return List.of("normal", "less").stream()
                .map(pace -> new Option(pace, words.pace(pace), pace.equals(chosen)))
                .toList();
    }

    private static List<Option> hours(String chosen, PreferenceTexts words) {
        List<String> hours = new ArrayList<>(List.of(PreferenceChoice.NONE));
        IntStream.rangeClosed(FIRST_HOUR, LAST_HOUR).mapToObj(String::valueOf).forEach(hours::add);
        if (!hours.contains(chosen)) {
            hours.add(chosen);
        }
        return hours.stream()
                .map(hour -> new Option(hour, words.hour(hour), hour.equals(chosen)))
                .toList();
    }
}

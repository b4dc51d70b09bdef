package io.rapport.messaging.internal.pages;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.messaging.Links;
import io.rapport.messaging.Links.Link;
import io.rapport.messaging.Links.Purpose;
import io.rapport.messaging.internal.channel.Channel;
import io.rapport.messaging.internal.pages.PreferenceActions.Change;
import io.rapport.messaging.internal.pages.PreferenceActions.Chosen;
import io.rapport.messaging.internal.pages.Topics.Topic;
import io.rapport.messaging.internal.template.MessageCatalogue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/**
 * The preference page: what a customer gets, on which way, how often and when. Whoever holds the link sees no name and
 * no whole address, for a mail is easily passed on. A form says what it showed beside what was chosen, so that sending it
 * changes only what was touched, and each change can be taken back for a while.
 */
@Component
final class PreferencePages {

    static final Duration PAUSE = Duration.ofDays(30);

    /** Hours that the page offers: the quiet ones make no sense. */
    private static final int FIRST_HOUR = 8;

    private static final int LAST_HOUR = 20;

    private static final String WAS = "was.";
    private static final String IS = "is.";

    private final PreferenceActions actions;
    private final Links links;
    private final MessageCatalogue catalogue;
    private final List<Channel> channels;
    private final BusinessClock clock;

    PreferencePages(
            PreferenceActions actions,
            Links links,
            MessageCatalogue catalogue,
            ObjectProvider<Channel> channels,
            BusinessClock clock) {
        this.actions = actions;
        this.links = links;
        this.catalogue = catalogue;
        this.channels = channels.stream().toList();
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
        List<Topic> topics = Topics.all(catalogue, texts.locale());
        String pause = chosen.value(Choice.PAUSE);
        Map<String, String> was = new LinkedHashMap<>();
        List<Choice> shown = new ArrayList<>(List.of(Choice.PACE, Choice.HOUR, Choice.PAUSE));
        offered(topics).forEach(channel -> shown.add(Choice.consent(channel, Consents.ALL)));
        shown.forEach(choice -> was.put(WAS + choice.name(), was(choice, posted, chosen)));
        page.setViewName("links/preferences");
        return page.addObject("view", "choose")
                .addObject("token", token)
                .addObject("stamp", stamp)
                .addObject("title", texts.get("preferences.title"))
                .addObject("lead", texts.get("preferences.lead"))
                .addObject("address", customer.email() == null ? null : shortened(customer.email()))
                .addObject("groups", groups(topics, customer, texts, posted, chosen))
                .addObject(
                        "owed",
                        topics.stream().filter(topic -> !topic.optional()).toList())
                .addObject("paces", paces(is(Choice.PACE, posted, chosen), texts))
                .addObject("hours", hours(is(Choice.HOUR, posted, chosen), texts))
                .addObject("paused", pause.equals(Choice.NONE) ? null : paused(pause, customer, texts))
                .addObject("was", was);
    }

    /**
     * Makes the change that a form asks for.
     *
     * @return the page that says what holds now, with the means to take it back
     */
    ModelAndView act(
            ModelAndView page, String token, Link link, Customer customer, PageTexts texts, Map<String, String> form) {
        List<Topic> topics = Topics.all(catalogue, texts.locale());
        Map<Choice, String> before = new LinkedHashMap<>();
        Map<Choice, String> after = new LinkedHashMap<>();
        if ("off".equals(form.get("act"))) {
            turnOff(topics, form, before, after);
        } else {
            touched(topics, customer, form, before, after);
            if ("pause".equals(form.get("act"))) {
                Instant until = clock.instant().plus(PAUSE).truncatedTo(ChronoUnit.SECONDS);
                put(Choice.PAUSE, form, until.toString(), before, after);
            } else if ("resume".equals(form.get("act"))) {
                put(Choice.PAUSE, form, Choice.NONE, before, after);
            }
        }
        if (after.isEmpty()) {
            return told(page, texts, "preferences.same", List.of(), token, null);
        }
        String stamp = form.get(FormStamp.FIELD);
        actions.make(
                link,
                new Change(
                        "preferences:" + link.messageId() + ":" + stamp,
                        after,
                        onConsent(topics),
                        "preference page",
                        wordings(after, topics, customer, texts),
                        false));
        String undo = links.token(link, Purpose.UNDO, Choice.write(before), stamp);
        return told(page, texts, "preferences.saved", said(after, topics, customer, texts), token, undo);
    }

    /** Asks whether to take a change back. */
    ModelAndView askUndo(ModelAndView page, String token, Link link, Customer customer, PageTexts texts) {
        List<Topic> topics = Topics.all(catalogue, texts.locale());
        page.setViewName("links/preferences");
        return page.addObject("view", "undo")
                .addObject("title", texts.get("undo.title"))
                .addObject("lead", texts.get("undo.lead"))
                .addObject("changes", said(Choice.read(link.about()), topics, customer, texts))
                .addObject("undo", token);
    }

    /** Restores what was before a change; a second time it does nothing. */
    ModelAndView undo(ModelAndView page, Link link, Customer customer, PageTexts texts) {
        List<Topic> topics = Topics.all(catalogue, texts.locale());
        Map<Choice, String> before = Choice.read(link.about());
        actions.make(
                link,
                new Change(
                        "undo:" + link.messageId() + ":" + link.kind(),
                        before,
                        onConsent(topics),
                        "undo on the preference page",
                        wordings(before, topics, customer, texts),
                        true));
        String back = links.token(link, Purpose.PREFERENCES, "", "");
        return told(page, texts, "undone", said(before, topics, customer, texts), back, null);
    }

    /** @return the token of a link that restores what holds now, for a change that is about to be made */
    String undoToken(Link link, Choice choice) {
        Map<Choice, String> before =
                Map.of(choice, actions.chosen(link.customerId()).value(choice));
        return links.token(
                link,
                Purpose.UNDO,
                Choice.write(before),
                Long.toString(clock.instant().toEpochMilli(), Character.MAX_RADIX));
    }

    private static ModelAndView told(
            ModelAndView page, PageTexts texts, String key, List<String> changes, String back, String undo) {
        page.setViewName("links/preferences");
        return page.addObject("view", "told")
                .addObject("title", texts.get(key + ".title"))
                .addObject("lead", texts.get(key + ".lead"))
                .addObject("changes", changes)
                .addObject("back", back)
                .addObject("undo", undo);
    }

    private static void turnOff(
            List<Topic> topics, Map<String, String> form, Map<Choice, String> before, Map<Choice, String> after) {
        for (ContactChannel channel : offered(topics)) {
            Choice all = Choice.consent(channel, Consents.ALL);
            after.put(all, Choice.WITHDRAWN);
            if (!Choice.WITHDRAWN.equals(form.get(WAS + all.name()))) {
                // taking it back brings all topics back as they were
                before.put(all, Choice.UNKNOWN);
                continue;
            }
            for (Topic topic : topics) {
                Choice choice = Choice.consent(channel, topic.key());
                String was = form.get(WAS + choice.name());
                if (topic.channels().contains(channel) && choice.takes(was) && !was.equals(Choice.WITHDRAWN)) {
                    before.put(choice, was);
                }
            }
        }
    }

    /** What differs from what the form showed. */
    private void touched(
            List<Topic> topics,
            Customer customer,
            Map<String, String> form,
            Map<Choice, String> before,
            Map<Choice, String> after) {
        for (Topic topic : topics) {
            for (ContactChannel channel : topic.channels()) {
                Choice choice = Choice.consent(channel, topic.key());
                String was = form.get(WAS + choice.name());
                boolean on = "on".equals(form.get(IS + choice.name()));
                if (channel.reaches(customer, channels) && choice.takes(was) && on != isOn(was, topic)) {
                    before.put(choice, was);
                    after.put(choice, on ? Choice.GRANTED : Choice.WITHDRAWN);
                }
            }
        }
        for (Choice choice : List.of(Choice.PACE, Choice.HOUR)) {
            String is = form.get(IS + choice.name());
            if (choice.takes(is)) {
                put(choice, form, is, before, after);
            }
        }
    }

    private static void put(
            Choice choice,
            Map<String, String> form,
            String value,
            Map<Choice, String> before,
            Map<Choice, String> after) {
        String was = form.get(WAS + choice.name());
        if (choice.takes(was) && !was.equals(value)) {
            before.put(choice, was);
            after.put(choice, value);
        }
    }

    /** Care messages go out until the customer objects, promotional ones only once the customer agreed. */
    private static boolean isOn(String value, Topic topic) {
        return value.equals(Choice.GRANTED) || value.equals(Choice.UNKNOWN) && !topic.needsConsent();
    }

    private static Set<ContactChannel> offered(List<Topic> topics) {
        return topics.stream()
                .flatMap(topic -> topic.channels().stream())
                .sorted()
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> onConsent(List<Topic> topics) {
        return topics.stream()
                .filter(topic -> topic.optional() && topic.needsConsent())
                .map(Topic::key)
                .collect(Collectors.toSet());
    }

    private static String was(Choice choice, Map<String, String> posted, Chosen chosen) {
        String was = posted.get(WAS + choice.name());
        return choice.takes(was) ? was : chosen.value(choice);
    }

    private static String is(Choice choice, Map<String, String> posted, Chosen chosen) {
        String is = posted.get(IS + choice.name());
        return choice.takes(is) ? is : chosen.value(choice);
    }

    private List<Group> groups(
            List<Topic> topics, Customer customer, PageTexts texts, Map<String, String> posted, Chosen chosen) {
        List<Group> groups = new ArrayList<>();
        for (Topic topic : topics) {
            List<Box> boxes = topic.channels().stream()
                    .filter(channel -> channel.reaches(customer, channels))
                    .map(channel -> {
                        Choice choice = Choice.consent(channel, topic.key());
                        String was = was(choice, posted, chosen);
                        boolean on = posted.containsKey(WAS + choice.name())
                                ? "on".equals(posted.get(IS + choice.name()))
                                : isOn(was, topic);
                        return new Box(choice.name(), was, on, by(channel, texts));
                    })
                    .toList();
            if (!boxes.isEmpty()) {
                groups.add(new Group(topic.title(), topic.about(), boxes));
            }
        }
        return groups;
    }

    private static List<Option> paces(String chosen, PageTexts texts) {
        return List.of("normal", "less").stream()
                .map(pace -> new Option(pace, texts.get("pace." + pace), pace.equals(chosen)))
                .toList();
    }

    private static List<Option> hours(String chosen, PageTexts texts) {
        List<String> hours = new ArrayList<>(List.of(Choice.NONE));
        IntStream.rangeClosed(FIRST_HOUR, LAST_HOUR).mapToObj(String::valueOf).forEach(hours::add);
        if (!hours.contains(chosen)) {
            hours.add(chosen);
        }
        return hours.stream()
                .map(hour -> new Option(hour, hour(hour, texts), hour.equals(chosen)))
                .toList();
    }

    private static String hour(String hour, PageTexts texts) {
        return hour.equals(Choice.NONE)
                ? texts.get("hour.none")
                : DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                        .withLocale(texts.locale().getLanguage().equals("en") ? Locale.UK : texts.locale())
                        .format(LocalTime.of(Integer.parseInt(hour), 0));
    }

    private static String paused(String until, Customer customer, PageTexts texts) {
        return texts.get(
                "pause.until",
                DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                        .withLocale(texts.locale().getLanguage().equals("en") ? Locale.UK : texts.locale())
                        .format(Instant.parse(until).atZone(customer.timeZone())));
    }

    private static String by(ContactChannel channel, PageTexts texts) {
        return texts.get("by." + channel.consent());
    }

    /** What holds now, in words, for the customer. */
    private static List<String> said(
            Map<Choice, String> values, List<Topic> topics, Customer customer, PageTexts texts) {
        return values.entrySet().stream()
                .map(value -> said(value.getKey(), value.getValue(), topics, customer, texts))
                .toList();
    }

    private static String said(Choice choice, String value, List<Topic> topics, Customer customer, PageTexts texts) {
        if (choice.isConsent()) {
            Topic topic = topic(choice, topics);
            String by = texts.get("by." + choice.channel());
            if (choice.isAllTopics()) {
                return texts.get(value.equals(Choice.WITHDRAWN) ? "said.all.off" : "said.all.on", by);
            }
            boolean on = topic == null ? value.equals(Choice.GRANTED) : isOn(value, topic);
            return texts.get(on ? "said.on" : "said.off", topic == null ? choice.topic() : topic.title(), by);
        }
        return switch (choice.name()) {
            case "pace" -> texts.get("said.pace", texts.get("pace." + value));
            case "hour" -> texts.get("said.hour", hour(value, texts));
            default -> value.equals(Choice.NONE) ? texts.get("said.resumed") : paused(value, customer, texts);
        };
    }

    /** What the customer agreed to, as the page showed it, for the ledger. */
    private static Map<Choice, String> wordings(
            Map<Choice, String> values, List<Topic> topics, Customer customer, PageTexts texts) {
        Map<Choice, String> wordings = new LinkedHashMap<>();
        values.forEach((choice, value) -> {
            Topic topic = topic(choice, topics);
            String about = topic == null || topic.about().isEmpty() ? "" : " (" + topic.about() + ")";
            wordings.put(choice, said(choice, value, topics, customer, texts) + about);
        });
        return wordings;
    }

    private static Topic topic(Choice choice, List<Topic> topics) {
        return topics.stream()
                .filter(topic -> topic.key().equals(choice.topic()))
                .findFirst()
                .orElse(null);
    }

    /** Enough for its owner to know it, not for anybody else. */
    static String shortened(String email) {
        return Arrays.stream(email.split("@", 2))
                .map(part -> part.isEmpty() ? "…" : part.substring(0, part.offsetByCodePoints(0, 1)) + "…")
                .collect(Collectors.joining("@"));
    }
}

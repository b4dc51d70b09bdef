package io.rapport.publicpages;

import io.rapport.customer.Customer;
import io.rapport.publicpages.Topics.Topic;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What customers choose, in words: on the page, and as evidence in the ledger.
 *
 * @param texts in the customer's language
 * @param topics all that there are
 * @param customer whose choices they are
 */
record PreferenceTexts(PageTexts texts, List<Topic> topics, Customer customer) {

    /** @return what holds with these values, a sentence each */
    List<String> said(Map<PreferenceChoice, String> values) {
        return values.entrySet().stream()
                .map(value -> said(value.getKey(), value.getValue()))
                .toList();
    }

    /** @return what the customer agreed to, as the page showed it, by choice */
    Map<PreferenceChoice, String> wordings(Map<PreferenceChoice, String> values) {
        Map<PreferenceChoice, String> wordings = new LinkedHashMap<>();
        values.forEach((choice, value) -> {
            Topic topic = topic(choice);
            String about = topic == null || topic.about().isEmpty() ? "" : " (" + topic.about() + ")";
            wordings.put(choice, said(choice, value) + about);
        });
        return wordings;
    }

    private String said(PreferenceChoice choice, String value) {
        if (choice.isConsent()) {
            return consent(choice, value);
        }
        return switch (choice.name()) {
            case "pace" -> texts.get("said.pace", pace(value));
            case "hour" -> texts.get("said.hour", hour(value));
            default -> value.equals(PreferenceChoice.NONE) ? texts.get("said.resumed") : paused(value);
        };
    }

    private String consent(PreferenceChoice choice, String value) {
        String by = by(choice.channel());
        if (choice.isAllTopics()) {
            return texts.get(value.equals(PreferenceChoice.WITHDRAWN) ? "said.all.off" : "said.all.on", by);
        }
        Topic topic = topic(choice);
        boolean on = topic == null ? value.equals(PreferenceChoice.GRANTED) : topic.isOn(value);
        return texts.get(on ? "said.on" : "said.off", topic == null ? choice.topic() : topic.title(), by);
    }

    private Topic topic(PreferenceChoice choice) {
        return topics.stream()
                .filter(topic -> topic.key().equals(choice.topic()))
                .findFirst()
                .orElse(null);
    }

    /** @param channel as the ledger names it */
    String by(String channel) {
        return texts.get("by." + channel);
    }

    String pace(String pace) {
        return texts.get("pace." + pace);
    }

    /** @param hour of the day, or none */
    String hour(String hour) {
        return hour.equals(PreferenceChoice.NONE)
                ? texts.get("hour.none")
                : DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                        .withLocale(locale())
                        .format(LocalTime.of(Integer.parseInt(hour), 0));
    }

    /** @param until a moment */
    String paused(String until) {
        return texts.get(
                "pause.until",
                DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                        .withLocale(locale())
                        .format(Instant.parse(until).atZone(customer.timeZone())));
    }

    private Locale locale() {
        Locale region = texts.region(customer.locale());
        return region.getLanguage().equals("en") && region.getCountry().isEmpty() ? Locale.UK : region;
    }

    /** Enough of an address for its owner to know it, not for anybody else. */
    static String shortened(String email) {
        return Arrays.stream(email.split("@", 2))
                .map(part -> part.isEmpty() ? "…" : part.substring(0, part.offsetByCodePoints(0, 1)) + "…")
                .collect(Collectors.joining("@"));
    }
}

package io.rapport.publicpages;

import io.rapport.contactpolicy.Category;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the company's messages are about, by their definitions, in the words that {@code brand.yaml} has for it. */
final class Topics {

    private Topics() {}

    /**
     * @param key as messages name it
     * @param name within a sentence
     * @param title standing alone
     * @param about a line about what comes; empty if nobody wrote one
     * @param optional whether some of its messages can be turned off; the others are owed
     * @param needsConsent whether none of those goes out without consent
     * @param channels on which those may go out
     */
    record Topic(
            String key,
            String name,
            String title,
            String about,
            boolean optional,
            boolean needsConsent,
            Set<ContactChannel> channels) {

        /**
         * Care messages go out until the customer objects, promotional ones only once the customer agreed.
         *
         * @param consent what the customer said of this topic, a value of a {@link PreferenceChoice}
         * @return whether its messages go out
         */
        boolean isOn(String consent) {
            return consent.equals(PreferenceChoice.GRANTED)
                    || consent.equals(PreferenceChoice.UNKNOWN) && !needsConsent;
        }
    }

    /** @return the ways on which messages of these topics go out that can be turned off, in order */
    static Set<ContactChannel> channels(List<Topic> topics) {
        return topics.stream()
                .flatMap(topic -> topic.channels().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ContactChannel.class)));
    }

    /** @return keys of the topics whose messages go out by consent alone */
    static Set<String> onConsent(List<Topic> topics) {
        return topics.stream()
                .filter(topic -> topic.optional() && topic.needsConsent())
                .map(Topic::key)
                .collect(Collectors.toSet());
    }

    /** @return all topics that messages have, in the order of {@code brand.yaml} */
    static List<Topic> all(MessageCatalogue catalogue, Locale wanted) {
        List<MessageDefinition> toCustomers = catalogue.names().stream()
                .map(catalogue::definition)
                .filter(definition -> definition.category() != Category.INTERNAL)
                .toList();
        Set<String> keys = new TreeSet<>();
        toCustomers.forEach(definition -> keys.add(definition.topic()));
        List<String> order = new ArrayList<>(words(catalogue.brand(), wanted).keySet());
        return keys.stream()
                .sorted(Comparator.comparingInt(key -> order.contains(key) ? order.indexOf(key) : order.size()))
                .map(key -> topic(
                        catalogue.brand(),
                        wanted,
                        key,
                        toCustomers.stream()
                                .filter(definition -> definition.topic().equals(key))
                                .filter(definition -> definition.category().optOut())
                                .toList()))
                .toList();
    }

    /** @return what customers call a topic; the topic's own name when nobody wrote one down */
    static String name(Brand brand, Locale wanted, String topic) {
        return word(brand, wanted, topic, "name", topic);
    }

    private static Topic topic(Brand brand, Locale wanted, String key, List<MessageDefinition> optional) {
        EnumSet<ContactChannel> channels = EnumSet.noneOf(ContactChannel.class);
        Arrays.stream(ContactChannel.values())
                .filter(channel -> optional.stream()
                        .anyMatch(definition -> definition.channels().contains(channel.message())))
                .forEach(channels::add);
        return new Topic(
                key,
                name(brand, wanted, key),
                word(brand, wanted, key, "title", key),
                word(brand, wanted, key, "about", ""),
                !optional.isEmpty(),
                optional.stream().allMatch(definition -> definition.category() == Category.PROMOTIONAL),
                Collections.unmodifiableSet(channels));
    }

    private static String word(Brand brand, Locale wanted, String topic, String kind, String otherwise) {
        return words(brand, wanted).get(topic) instanceof Map<?, ?> words && words.get(kind) instanceof String word
                ? word
                : otherwise;
    }

    private static Map<String, Object> words(Brand brand, Locale wanted) {
        Object topics = brand.text().get(brand.nearest(wanted)).get("topics");
        if (!(topics instanceof Map<?, ?> map)) {
            return Map.of();
        }
        Map<String, Object> words = new java.util.LinkedHashMap<>();
        map.forEach((key, value) -> words.put(String.valueOf(key), value));
        return words;
    }
}

package io.rapport.contactpolicy;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that the contact policy decides by, as it is at the moment of sending: few words and truth values, so that equal
 * situations are decided once.
 *
 * @param category kind of the message
 * @param topic what the customer can opt out of, such as {@code offers}; null for none
 * @param channel what it would go out on, such as {@code email}
 * @param consent the ledger's answer for the channel and topic
 * @param cap which limit on the number of messages is reached
 * @param facts what is true of those that the policy knows by itself; all else is not
 * @param added facts that rooms add, by key: truth values and words
 */
public record PolicyInput(
        Category category,
        String topic,
        String channel,
        Consent consent,
        Cap cap,
        Set<Fact> facts,
        Map<String, Object> added) {

    /** Keeps the facts as they are now. */
    public PolicyInput {
        facts = Set.copyOf(facts);
        added = Map.copyOf(added);
    }

    /** @return a message on a channel of which nothing else is known yet */
    public static PolicyInput of(Category category, String topic, String channel) {
        return new PolicyInput(category, topic, channel, Consent.UNKNOWN, Cap.NONE, Set.of(), Map.of());
    }

    /** @return whether the fact is so */
    public boolean is(Fact fact) {
        return facts.contains(fact);
    }

    /** @return the same where this is so, or is not */
    public PolicyInput with(Fact fact, boolean so) {
        if (is(fact) == so) {
            return this;
        }
        EnumSet<Fact> changed = facts.isEmpty() ? EnumSet.noneOf(Fact.class) : EnumSet.copyOf(facts);
        if (so) {
            changed.add(fact);
        } else {
            changed.remove(fact);
        }
        return new PolicyInput(category, topic, channel, consent, cap, changed, added);
    }

    /**
     * @param policyFacts by key, what each says
     * @return the same where these are so, or are not
     */
    public PolicyInput with(Map<String, Object> policyFacts) {
        PolicyInput changed = this;
        Map<String, Object> more = new HashMap<>(added);
        for (Map.Entry<String, Object> each : policyFacts.entrySet()) {
            Optional<Fact> known = Fact.of(each.getKey());
            if (known.isPresent()) {
                changed = changed.with(known.get(), Boolean.TRUE.equals(each.getValue()));
            } else {
                more.put(each.getKey(), each.getValue());
            }
        }
        return new PolicyInput(category, topic, channel, consent, cap, changed.facts, more);
    }

    /** @return the same with this answer of the ledger */
    public PolicyInput with(Consent given) {
        return new PolicyInput(category, topic, channel, given, cap, facts, added);
    }

    /** @return the same with this limit reached */
    public PolicyInput with(Cap reached) {
        return new PolicyInput(category, topic, channel, consent, reached, facts, added);
    }

    /** @return the same message on another channel, where it may be differently reached and allowed */
    public PolicyInput on(String other) {
        return new PolicyInput(category, topic, other, consent, cap, facts, added);
    }

    /** @return whether the customer's word on this channel is less than the message needs */
    public boolean lacksConsent() {
        return category == Category.PROMOTIONAL && consent != Consent.GRANTED
                || category.optOut() && consent == Consent.WITHDRAWN;
    }

    /**
     * Whether the law, and not a preference, forbids to send.
     *
     * @return why, for people; null if it does not
     */
    String forbidden() {
        if (is(Fact.ERASED)) {
            return "the recipient was erased or is unknown";
        }
        if (is(Fact.EXPIRED)) {
            return "the message expired";
        }
        if (is(Fact.SUPPRESSED)) {
            return "the address is suppressed";
        }
        if (is(Fact.RESTRICTED) && category.optOut()) {
            return "the use of the customer's data is restricted";
        }
        if (lacksConsent()) {
            return consent == Consent.WITHDRAWN ? "the customer withdrew consent" : "promotional messages need consent";
        }
        return null;
    }

    /** @return the inputs of the tables, by their names there */
    Map<String, Object> inputs() {
        Map<String, Object> inputs = words();
        for (Fact fact : Fact.values()) {
            inputs.put(fact.key(), is(fact));
        }
        inputs.putAll(PolicyVocabulary.UNSAID);
        inputs.putAll(added);
        return inputs;
    }

    /**
     * @param asked the names that the tables read
     * @return the same for keeping: without what is not so, and without words and segments that nobody asked for
     */
    Map<String, Object> noted(Set<String> asked) {
        Map<String, Object> noted = words();
        noted.values().removeIf(value -> value == null);
        for (Fact fact : Fact.values()) {
            if (is(fact)) {
                noted.put(fact.key(), true);
            }
        }
        added.forEach((key, says) -> {
            boolean always = says instanceof Boolean && SegmentFact.segment(key) == null;
            if (!says.equals(false) && !says.equals("") && (always || asked.contains(key))) {
                noted.put(key, says);
            }
        });
        return noted;
    }

    private Map<String, Object> words() {
        Map<String, Object> words = new LinkedHashMap<>(32);
        words.put("category", category.key());
        words.put("topic", topic);
        words.put("channel", channel);
        words.put("consent", consent.name().toLowerCase(Locale.ROOT));
        words.put("cap", cap.name().toLowerCase(Locale.ROOT));
        return words;
    }
}

package io.rapport.contactpolicy;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What {@link PolicyDecisionService} are asked with and may answer, so that tables can be checked before they decide: what
 * the contact policy knows by itself, and the facts that rooms add ({@link PolicyFacts#vocabulary}).
 */
public final class PolicyVocabulary {

    /**
     * The channels of messages: what definitions of messages list and the tables may ask for. What events about messages name
     * ({@code MessageChannel} in the catalogue of events) is the same; the consents asked for are another list, that of the
     * ledger.
     */
    public static final List<String> CHANNELS = List.of("email", "sms", "webhook", "task");

    /** Lets a message go. */
    public static final String SEND = PolicyDecision.Action.SEND.name();

    /** Lets a message wait until something that is named. */
    public static final String DEFER = PolicyDecision.Action.DEFER.name();

    /** Sends a message on another channel. */
    public static final String SWITCH = PolicyDecision.Action.SWITCH.name();

    /** The facts without one of which nothing can be switched: a later channel where this one is in trouble, or in any case. */
    static final List<String> SWITCHABLE = List.of(Fact.OTHER_CHANNEL.key(), Fact.LATER_CHANNEL.key());

    /**
     * Words that rooms say of customers, by name: the first is that of whom nothing is known. Which levels there are is the
     * company's own.
     */
    private static final Map<String, List<Object>> WORDS = Map.of(
            "tier", List.of("", "distant", "brand", "face-to-face", "intimate"),
            "stage", List.of("", "prospect", "new", "active", "at-risk", "lapsed", "won-back"),
            "level", List.of(""));

    /** What is known in words of whom nobody has said anything, by name. */
    static final Map<String, Object> UNSAID = WORDS.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, word -> word.getValue().get(0)));

    /** What the contact policy knows by itself. */
    public static final PolicyVocabulary OWN = new PolicyVocabulary(Map.of());

    private final Map<String, List<Object>> facts;

    /** @param added by name, all values that a fact of another room may have, the usual one first */
    PolicyVocabulary(Map<String, List<Object>> added) {
        Map<String, List<Object>> facts = new LinkedHashMap<>();
        facts.put("category", words(Category.values(), Category::key));
        facts.put("topic", List.of("offers"));
        facts.put("channel", List.copyOf(CHANNELS));
        facts.put("consent", words(Consent.values(), PolicyVocabulary::lower));
        facts.put("cap", words(Cap.values(), PolicyVocabulary::lower));
        facts.putAll(new TreeMap<>(WORDS));
        for (Fact fact : Fact.values()) {
            facts.put(fact.key(), List.of(false, true));
        }
        facts.putAll(added);
        this.facts = Collections.unmodifiableMap(facts);
    }

    /**
     * @param name such as {@code tier}
     * @return the words that a room says of customers by this name, the first of whom nothing is known
     */
    public static List<Object> words(String name) {
        return WORDS.get(name);
    }

    /**
     * The inputs of {@link PolicyDecisionService#decide}.
     *
     * @return by name, all values that each may have; where these are the company's own ({@link #isOpen}), one alone
     */
    public Map<String, List<Object>> facts() {
        return facts;
    }

    /**
     * @param name of an input of {@link PolicyDecisionService#decide}
     * @return all values that it may have, one of which is usual; none if it is not known
     */
    public List<Object> values(String name) {
        return SegmentFact.segment(name) == null ? facts.getOrDefault(name, List.of()) : List.of(false, true);
    }

    /**
     * @param name of an input of {@link PolicyDecisionService#decide}
     * @return whether its values are the company's own words, as those of the topic
     */
    public boolean isOpen(String name) {
        List<Object> values = facts.get(name);
        return values != null && values.size() == 1;
    }

    /** @return the inputs of {@link PolicyDecisionService#limits}, by name with all values that each may have */
    public static Map<String, List<Object>> limitFacts() {
        return Map.of("category", words(Category.values(), Category::key), "pace", List.of("normal", "less"));
    }

    /** @return what a rule may do */
    public static List<String> outcomes() {
        return Arrays.stream(PolicyDecision.Action.values()).map(Enum::name).toList();
    }

    /** @return what a deferred message may wait for */
    public static List<String> waits() {
        return Arrays.stream(DeferReason.values()).map(DeferReason::key).toList();
    }

    private static <T> List<Object> words(T[] values, Function<T, String> word) {
        return Arrays.stream(values).map(value -> (Object) word.apply(value)).toList();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

package io.rapport.contactpolicy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** What {@link PolicyDecisionService} are asked with and may answer, so that tables can be checked before they decide. */
public final class PolicyVocabulary {

    /** Lets a message go. */
    public static final String SEND = PolicyDecision.Action.SEND.name();

    /** Lets a message wait until something that is named. */
    public static final String DEFER = PolicyDecision.Action.DEFER.name();

    /** Sends a message on another channel. */
    public static final String SWITCH = PolicyDecision.Action.SWITCH.name();

    /** The fact without which nothing can be switched. */
    public static final String OTHER_CHANNEL = Fact.OTHER_CHANNEL.key();

    /** Keys of the facts that rooms add, from the moment that the application has them. */
    private static final List<String> ADDED = new CopyOnWriteArrayList<>();

    private PolicyVocabulary() {}

    static void add(Collection<String> keys) {
        ADDED.addAll(keys);
    }

    static void remove(Collection<String> keys) {
        keys.forEach(ADDED::remove);
    }

    /**
     * The inputs of {@link PolicyDecisionService#decide}.
     *
     * @return by name, all values that each may have; for the topic, which is the company's own, only an example
     */
    public static Map<String, List<Object>> facts() {
        Map<String, List<Object>> facts = new LinkedHashMap<>();
        facts.put("category", words(Category.values(), Category::key));
        facts.put("topic", List.of("offers"));
        facts.put("channel", List.of("email", "sms", "webhook", "task"));
        facts.put("consent", words(Consent.values(), PolicyVocabulary::lower));
        facts.put("cap", words(Cap.values(), PolicyVocabulary::lower));
        for (Fact fact : Fact.values()) {
            facts.put(fact.key(), List.of(false, true));
        }
        ADDED.forEach(key -> facts.put(key, List.of(false, true)));
        return Collections.unmodifiableMap(facts);
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

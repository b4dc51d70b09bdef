package io.rapport.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model or a form says to people, or what says it in another language.
 *
 * @param byElement by id of the element or component: texts by attribute, such as {@code name}, {@code label} or
 *     {@code values.refund}
 */
public record Texts(Map<String, Map<String, String>> byElement) {

    private static final Texts NONE = new Texts(Map.of());

    public Texts {
        Map<String, Map<String, String>> copy = new LinkedHashMap<>();
        byElement.forEach((id, texts) -> copy.put(id, Collections.unmodifiableMap(new LinkedHashMap<>(texts))));
        byElement = Collections.unmodifiableMap(copy);
    }

    /** @return no texts at all */
    public static Texts none() {
        return NONE;
    }

    /**
     * @param element id of an element or component
     * @param attribute what of it
     * @return the text, empty if there is none
     */
    public Optional<String> get(String element, String attribute) {
        return Optional.ofNullable(of(element).get(attribute));
    }

    /**
     * @param element id of an element or component
     * @return its texts by attribute, none if it has none
     */
    public Map<String, String> of(String element) {
        return byElement.getOrDefault(element, Map.of());
    }

    /**
     * @param others texts of the same model or form
     * @return the places of the texts that stand here and not in the others, such as {@code findings.label}
     */
    public List<String> without(Texts others) {
        List<String> places = new ArrayList<>();
        byElement.forEach((id, texts) -> texts.keySet().stream()
                .filter(attribute -> others.get(id, attribute).isEmpty())
                .forEach(attribute -> places.add(id + "." + attribute)));
        return places;
    }
}

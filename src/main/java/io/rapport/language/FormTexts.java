package io.rapport.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The texts of a Camunda form, by id of the component. */
public final class FormTexts {

    private static final List<String> ATTRIBUTES =
            List.of("label", "dateLabel", "timeLabel", "description", "text", "content", "alt");

    /** Within {@code appearance}. */
    private static final List<String> ADDERS = List.of("prefixAdder", "suffixAdder");

    private static final String VALUES = "values.";

    private static final Pattern MARKUP = Pattern.compile("<[^>]*>|\\{\\{.*?}}");
    private static final Pattern WORD = Pattern.compile("\\p{L}{2}");

    private FormTexts() {}

    /**
     * @param form the content of a {@code .form} file
     * @return what it says, also where an expression says it
     */
    public static Texts of(JsonNode form) {
        Map<String, Map<String, String>> texts = new LinkedHashMap<>();
        collect(form.path("components"), texts);
        return new Texts(texts);
    }

    /**
     * @param form the content of a {@code .form} file
     * @return what it says in words, so that another language has others
     */
    public static Texts words(JsonNode form) {
        Map<String, Map<String, String>> words = new LinkedHashMap<>();
        of(form).byElement().forEach((id, texts) -> {
            Map<String, String> kept = new LinkedHashMap<>(texts);
            kept.values().removeIf(text -> !isWords(text));
            if (!kept.isEmpty()) {
                words.put(id, kept);
            }
        });
        return new Texts(words);
    }

    /**
     * @param form the content of a {@code .form} file
     * @param texts in another language
     * @return the places of the texts that the form has no place for
     */
    public static List<String> unknown(JsonNode form, Texts texts) {
        Map<String, JsonNode> components = new LinkedHashMap<>();
        byId(form.path("components"), components);
        return texts.without(of(form)).stream()
                .filter(place -> {
                    int dot = place.indexOf('.' + VALUES);
                    // a field without options of its own may show a variable's value, and values say it in words
                    return dot < 0
                            || !components.containsKey(place.substring(0, dot))
                            || components.get(place.substring(0, dot)).has("values");
                })
                .toList();
    }

    /**
     * @param form the content of a {@code .form} file
     * @param texts in the reader's language
     * @return the form with these texts; what has none keeps its own
     */
    public static JsonNode in(JsonNode form, Texts texts) {
        JsonNode copy = form.deepCopy();
        replace(copy.path("components"), texts);
        return copy;
    }

    /**
     * @param form the content of a {@code .form} file
     * @param texts in the reader's language
     * @return by key of the field: how values of a variable are shown that the field itself has no options for
     */
    public static Map<String, Map<String, String>> tokens(JsonNode form, Texts texts) {
        Map<String, JsonNode> components = new LinkedHashMap<>();
        byId(form.path("components"), components);
        Map<String, Map<String, String>> tokens = new LinkedHashMap<>();
        components.forEach((id, component) -> {
            if (component.has("key") && !component.has("values")) {
                Map<String, String> words = new LinkedHashMap<>();
                texts.of(id).forEach((attribute, text) -> {
                    if (attribute.startsWith(VALUES)) {
                        words.put(attribute.substring(VALUES.length()), text);
                    }
                });
                if (!words.isEmpty()) {
                    tokens.put(component.path("key").asText(), words);
                }
            }
        });
        return tokens;
    }

    private static boolean isWords(String text) {
        return !text.startsWith("=")
                && WORD.matcher(MARKUP.matcher(text).replaceAll("")).find();
    }

    private static String id(JsonNode component) {
        return component.path("id").asText(component.path("key").asText());
    }

    private static void byId(JsonNode components, Map<String, JsonNode> found) {
        for (JsonNode component : components) {
            found.put(id(component), component);
            byId(component.path("components"), found);
        }
    }

    private static void collect(JsonNode components, Map<String, Map<String, String>> found) {
        for (JsonNode component : components) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (String attribute : ATTRIBUTES) {
                put(texts, attribute, component.path(attribute));
            }
            for (String adder : ADDERS) {
                put(texts, "appearance." + adder, component.path("appearance").path(adder));
            }
            for (JsonNode option : component.path("values")) {
                put(texts, VALUES + option.path("value").asText(), option.path("label"));
            }
            for (JsonNode column : component.path("columns")) {
                put(texts, "columns." + column.path("key").asText(), column.path("label"));
            }
            if (!texts.isEmpty()) {
                found.put(id(component), texts);
            }
            collect(component.path("components"), found);
        }
    }

    private static void put(Map<String, String> texts, String attribute, JsonNode text) {
        if (text.isTextual() && !text.asText().isBlank()) {
            texts.put(attribute, text.asText());
        }
    }

    private static void replace(JsonNode components, Texts texts) {
        for (JsonNode component : components) {
            Map<String, String> own = texts.of(id(component));
            if (component instanceof ObjectNode node && !own.isEmpty()) {
                for (String attribute : ATTRIBUTES) {
                    set(node, attribute, own.get(attribute));
                }
                if (node.path("appearance") instanceof ObjectNode appearance) {
                    for (String adder : ADDERS) {
                        set(appearance, adder, own.get("appearance." + adder));
                    }
                }
                for (JsonNode option : node.path("values")) {
                    set(option, "label", own.get(VALUES + option.path("value").asText()));
                }
                for (JsonNode column : node.path("columns")) {
                    set(column, "label", own.get("columns." + column.path("key").asText()));
                }
            }
            replace(component.path("components"), texts);
        }
    }

    private static void set(JsonNode node, String attribute, String text) {
        if (text != null
                && node instanceof ObjectNode object
                && object.path(attribute).isTextual()) {
            object.put(attribute, text);
        }
    }
}

package io.rapport.desk.internal.form;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A deployed Camunda form: which answers it asks for, and whether a submission fits. Knows neither Spring nor the engine. */
public final class FormSchema {

    /** Computes a FEEL expression of the form, without its leading {@code =}; null if it cannot be computed. */
    public interface Feel {
        Object evaluate(String expression, Map<String, Object> answers);
    }

    /** Says what is wrong with answers, in the language of who gave them. */
    public interface Words {

        /**
         * @param key of a sentence
         * @param values for its places
         */
        String say(String key, Object... values);

        /** @return the way a sentence names a field */
        default String named(FormField field) {
            return named(field.label(), field.key());
        }

        /** @return the way a sentence names something that staff see as a label, and systems send as a key */
        default String named(String label, String key) {
            return label.equals(key) ? key : say("answer.field", label, key);
        }
    }

    private final String form;
    private final Map<String, FormField> fields = new LinkedHashMap<>();
    private final Set<String> comesBack = new TreeSet<>();

    private FormSchema(String form) {
        this.form = form;
    }

    /**
     * Reads a form.
     *
     * @param schema the content of the {@code .form} file
     * @return what it asks for
     * @throws IllegalArgumentException if the form has a component whose answers cannot be checked and kept
     */
    public static FormSchema read(JsonNode schema) {
        FormSchema form = new FormSchema(schema.path("id").asText());
        form.readComponents(schema.path("components"), List.of());
        return form;
    }

    /** @return whether staff answer the component, or see an answer in it */
    public static boolean isInput(JsonNode component) {
        return FormField.kind(component) != null;
    }

    /** @return whether an option of that value can be answered */
    public static boolean isOption(String value) {
        return !value.isEmpty() && ShortIdentifier.isToken(value);
    }

    private void readComponents(JsonNode components, List<String> around) {
        for (JsonNode component : components) {
            String type = component.path("type").asText();
            FormField.Kind kind = FormField.kind(component);
            List<String> hides = hides(component, around);
            if (kind != null) {
                add(component, kind, hides);
            } else if (type.equals("group") && component.path("path").asText().isEmpty()) {
                readComponents(component.path("components"), hides);
            } else if (FormField.DISPLAY.contains(type)) {
                comesBack.addAll(FormField.computedKeys(component));
            } else {
                throw new IllegalArgumentException("form " + form + " has a component of type '" + type
                        + "', whose answers cannot be checked; use single fields, or a group without a path");
            }
        }
    }

    /** What hides a group hides all that stands in it. */
    private static List<String> hides(JsonNode component, List<String> around) {
        String hide = component.path("conditional").path("hide").asText("");
        return hide.startsWith("=")
                ? Stream.concat(around.stream(), Stream.of(hide.substring(1))).toList()
                : around;
    }

    private void add(JsonNode component, FormField.Kind kind, List<String> hides) {
        String key = component.path("key").asText();
        String label = component
                .path("label")
                .asText(component
                        .path("dateLabel")
                        .asText(component.path("timeLabel").asText(key)));
        boolean answerable = !component.path("disabled").asBoolean()
                // an expression decides in the browser alone, so the answer counts
                && !(component.path("readonly").isBoolean()
                        && component.path("readonly").asBoolean());
        fields.put(
                key,
                new FormField(
                        key, label.isBlank() ? key : label, kind, options(component), hides, answerable, component));
        if (!answerable) {
            comesBack.add(key);
        }
    }

    private static Set<String> options(JsonNode component) {
        if (!component.has("values")) {
            return null;
        }
        Set<String> options = new LinkedHashSet<>();
        component
                .path("values")
                .forEach(value -> options.add(value.path("value").asText()));
        return options;
    }

    /**
     * Checks a submission.
     *
     * @param submitted by field name: strings, numbers, booleans, lists, nulls
     * @param feel computes the form's conditions and limits
     * @param clock says what day it is, for dates that must not lie in the past
     * @param words says what does not fit
     * @return the answers; every field of the form is present, with null if it was left empty
     * @throws UnfitAnswers if anything does not fit, naming every field and its fix
     */
    public FormAnswers check(Map<String, Object> submitted, Feel feel, Clock clock, Words words) {
        List<String> faults = new ArrayList<>();
        for (String name : new TreeSet<>(submitted.keySet())) {
            if (!fields.containsKey(name) && !comesBack.contains(name)) {
                faults.add(words.say("answer.no-field", shortened(name), form, asked()));
            }
        }
        Map<String, Object> answers = new LinkedHashMap<>();
        Map<String, Object> context = new LinkedHashMap<>();
        fields.keySet().forEach(key -> context.put(key, null));
        context.putAll(submitted);
        AnswerCheck check = new AnswerCheck(feel, clock, context, words);
        for (FormField field : fields.values()) {
            if (field.answerable()) {
                try {
                    answers.put(field.key(), check.answer(field, submitted.get(field.key())));
                } catch (InvalidAnswers unfit) {
                    faults.addAll(unfit.faults());
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidAnswers(faults);
        }
        Map<String, Object> variables = new LinkedHashMap<>();
        answers.forEach((key, answer) -> {
            if (fields.get(key).kind().isVariable()) {
                // the engine has no type for exact decimals; the register keeps the exact amount
                variables.put(key, answer instanceof BigDecimal exact ? (Object) exact.doubleValue() : answer);
            }
        });
        return new FormAnswers(answers, variables);
    }

    /**
     * An answer that was chosen, as staff read it.
     *
     * @param label of the field
     * @param value labels of the options that were chosen; empty for a box that was ticked
     */
    public record Chosen(String label, String value) {}

    /**
     * @param answers by field
     * @return what was chosen or ticked, in the order of the form; texts, amounts and dates are none of it
     */
    public List<Chosen> chosen(JsonNode answers) {
        List<Chosen> chosen = new ArrayList<>();
        for (FormField field : fields.values()) {
            JsonNode answer = answers.path(field.key());
            switch (field.kind()) {
                case CHOICE, CHOICES -> {
                    List<String> options = new ArrayList<>();
                    (answer.isArray() ? answer : List.of(answer)).forEach(one -> {
                        if (!one.asText().isEmpty() && !one.isNull()) {
                            options.add(field.option(one.asText()));
                        }
                    });
                    if (!options.isEmpty()) {
                        chosen.add(new Chosen(field.label(), String.join(", ", options)));
                    }
                }
                case CHECKBOX -> {
                    if (answer.asBoolean()) {
                        chosen.add(new Chosen(field.label(), ""));
                    }
                }
                default -> {
                    // its note says it, or the journey
                }
            }
        }
        return chosen;
    }

    /** @return the way a sentence names the field with this key */
    public String named(String key, Words words) {
        FormField field = fields.get(key);
        return field == null ? key : words.named(field);
    }

    /** @return the keys of the fields that can be answered, of those that become variables or of the others */
    public Set<String> keys(boolean variables) {
        return fields.values().stream()
                .filter(field -> field.answerable() && field.kind().isVariable() == variables)
                .map(FormField::key)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private String asked() {
        return fields.values().stream()
                .filter(FormField::answerable)
                .map(FormField::key)
                .collect(Collectors.joining(", "));
    }

    private static String shortened(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "…";
    }
}

package io.rapport.desk.internal.form;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * An input of a Camunda form as far as the server checks it.
 *
 * @param key the name under which the answer is submitted
 * @param label as staff read it
 * @param kind what kind of answer it takes
 * @param options the values that may be chosen; null if they are computed and therefore only known in the browser
 * @param hides FEEL conditions, of the field and of the groups that it stands in, under any of which it is not asked
 * @param answerable false for disabled and read-only fields: what comes back for them is no answer
 * @param schema the component, for its validation rules
 */
public record FormField(
        String key,
        String label,
        Kind kind,
        Set<String> options,
        List<String> hides,
        boolean answerable,
        JsonNode schema) {

    /** What form-js calls the component, and where the answer may go. */
    enum Kind {
        TEXT(false),
        NUMBER(true),
        /** Money as somebody typed it, read exactly: a text field with the property {@code type} = {@code amount}. */
        AMOUNT(true),
        CHECKBOX(true),
        CHOICE(true),
        CHOICES(false),
        DATE(true),
        TIME(true),
        DATETIME(true);

        private final boolean variable;

        Kind(boolean variable) {
            this.variable = variable;
        }

        /** @return whether the answer becomes a process variable: short values do, text and lists never */
        boolean isVariable() {
            return variable;
        }
    }

    /** @return the option of that value as staff read it; the value itself if the form does not say */
    String option(String value) {
        for (JsonNode option : schema.path("values")) {
            if (option.path("value").asText().equals(value)) {
                return option.path("label").asText(value);
            }
        }
        return value;
    }

    JsonNode rule(String name) {
        return schema.path("validate").path(name);
    }

    static Kind kind(JsonNode component) {
        return switch (component.path("type").asText()) {
            case "textfield" -> component.at("/properties/type").asText().equals("amount") ? Kind.AMOUNT : Kind.TEXT;
            case "textarea" -> Kind.TEXT;
            case "number" -> Kind.NUMBER;
            case "checkbox" -> Kind.CHECKBOX;
            case "radio", "select" -> Kind.CHOICE;
            case "checklist", "taglist" -> Kind.CHOICES;
            case "datetime" ->
                switch (component.path("subtype").asText("date")) {
                    case "time" -> Kind.TIME;
                    case "datetime" -> Kind.DATETIME;
                    default -> Kind.DATE;
                };
            default -> null;
        };
    }

    /** Components that show something and take no answer; an expression's value is computed, not answered. */
    static final Set<String> DISPLAY =
            Set.of("text", "html", "image", "table", "button", "spacer", "separator", "iframe", "expression");

    /** Computed fields come back with a submission like read-only ones. */
    static List<String> computedKeys(JsonNode component) {
        return "expression".equals(component.path("type").asText()) && component.hasNonNull("key")
                ? List.of(component.path("key").asText())
                : List.of();
    }
}

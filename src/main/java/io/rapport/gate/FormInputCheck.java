package io.rapport.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.desk.FormFields;
import io.rapport.journey.table.FeelSyntax;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Checks what a form asks for: that each answer has a name of its own under which journeys can know it, and that the rules
 * for answers can be followed.
 */
final class FormInputCheck {

    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    /** What the engine calls things of its own in expressions. */
    private static final Set<String> ENGINE =
            Set.of("execution", "task", "decisionResult", "externalTask", "caseExecution", "authenticatedUserId");

    /** What the browser's objects have of their own. */
    private static final Set<String> SCRIPTS = Set.of(
            "__proto__",
            "prototype",
            "constructor",
            "hasOwnProperty",
            "toString",
            "valueOf",
            "__defineGetter__",
            "__defineSetter__");

    private final String file;
    private final Platform platform;
    private final Findings findings;
    private final Set<String> keys = new HashSet<>();

    FormInputCheck(String file, Platform platform, Findings findings) {
        this.file = file;
        this.platform = platform;
        this.findings = findings;
    }

    void check(JsonNode form) {
        components(form, "the form");
    }

    private void components(JsonNode parent, String named) {
        JsonNode components = parent.path("components");
        if (!components.isArray()) {
            add("'components' of " + named + " is no list", "save the form again in Camunda Modeler");
            return;
        }
        for (JsonNode component : components) {
            if (FormFields.isInput(component)) {
                key(component);
                rules(component);
                options(component);
            } else if (component.path("type").asText().equals("group")) {
                condition(component.path("label").asText(), component);
                components(component, "the group '" + component.path("label").asText() + "'");
            } else if (component.hasNonNull("key")) {
                once(component.path("key").asText());
            }
        }
    }

    private void key(JsonNode component) {
        String key = component.path("key").asText("");
        if (!KEY.matcher(key).matches()) {
            String label =
                    component.path("label").asText(component.path("dateLabel").asText(""));
            add(
                    "the field '" + label + "' has the key '" + key + "', under which no journey can know its answer",
                    "write the key of letters, digits and _, at most 64, beginning with a letter");
            return;
        }
        once(key);
        boolean taken = platform.vocabulary().steps().contains(key)
                || platform.vocabulary().facts().containsKey(key);
        if (ENGINE.contains(key) || SCRIPTS.contains(key) || taken) {
            add("the key '" + key + "' already means something else in expressions", "give the field another key");
        } else if (isAnswered(component) && ids().contains(key)) {
            add(
                    "the key '" + key + "' is an id that the journey knows itself, and an answer would replace it",
                    "give the field another key, or disable it if it only shows the id");
        }
    }

    private void once(String key) {
        if (!keys.add(key)) {
            add("the key '" + key + "' stands at several fields", "give each field a key of its own");
        }
    }

    private Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        platform.kinds().forEach(kind -> ids.add(kind + "Id"));
        return ids;
    }

    private static boolean isAnswered(JsonNode component) {
        return !component.path("disabled").asBoolean()
                && !component.path("readonly").asBoolean();
    }

    private void rules(JsonNode component) {
        String key = component.path("key").asText();
        JsonNode pattern = component.at("/validate/pattern");
        if (!pattern.isMissingNode() && !pattern.isNull()) {
            if (!pattern.isTextual()) {
                add("the pattern of the field '" + key + "' is no text", "write a regular expression");
            }
            FormFields.faultOfPattern(pattern.asText())
                    .ifPresent(fault -> add(
                            "the pattern of the field '" + key + "' cannot be checked: " + fault,
                            "write a short regular expression without (?…) and back references, such as ^[0-9]{4}$"));
        }
        BigDecimal min = limit(component, "min");
        BigDecimal max = limit(component, "max");
        BigDecimal minLength = limit(component, "minLength");
        BigDecimal maxLength = limit(component, "maxLength");
        if (isAbove(min, max) || isAbove(minLength, maxLength)) {
            add("no answer fits the field '" + key + "': its least is above its most", "exchange the two");
        }
        condition(key, component);
    }

    private void condition(String name, JsonNode component) {
        String hide = component.at("/conditional/hide").asText("");
        if (hide.startsWith("=")) {
            feel(name, "condition", hide);
        }
    }

    private static boolean isAbove(BigDecimal least, BigDecimal most) {
        return least != null && most != null && least.compareTo(most) > 0;
    }

    /** @return the limit; null if there is none, or one that is computed */
    private BigDecimal limit(JsonNode component, String rule) {
        JsonNode limit = component.path("validate").path(rule);
        String text = limit.asText("").strip();
        if (limit.isNumber()) {
            return limit.decimalValue();
        }
        String key = component.path("key").asText();
        if (text.startsWith("=")) {
            feel(key, rule, text);
        } else if (!limit.isMissingNode() && !limit.isNull() && !(limit.isTextual() && text.isEmpty())) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                add("'" + rule + "' of the field '" + key + "' is " + limit + ", which is no number", "write a number");
            }
        }
        return null;
    }

    private void feel(String key, String what, String text) {
        FeelSyntax.faultOfExpression(text.substring(1))
                .ifPresent(fault -> add(
                        "'" + what + "' of the field '" + key + "' is no FEEL that can be evaluated: " + fault,
                        "correct the expression"));
    }

    private void options(JsonNode component) {
        for (JsonNode option : component.path("values")) {
            String value = option.path("value").asText();
            if (!FormFields.isOption(value)) {
                add(
                        "the option '" + value + "' of the field '"
                                + component.path("key").asText() + "' could be chosen, and would be refused",
                        "write its value of letters, digits and _ . : / + -, at most 64, and what staff read as label");
            }
        }
    }

    private void add(String wrong, String fix) {
        findings.add(Rule.FORM_FIELD, file, wrong, fix);
    }
}

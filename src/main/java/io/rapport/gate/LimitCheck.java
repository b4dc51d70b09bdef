package io.rapport.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Checks that what goes into a column fits it, and that no expression is so long or so deeply nested that reading it takes
 * the stack. The columns are the engine's.
 */
final class LimitCheck {

    /** Of keys, names, events, topics, variables and files. */
    static final int NAME = 255;

    /** Of version tags, and of what the history of decisions calls rules and columns. */
    static final int SHORT_NAME = 64;

    static final int DOCUMENTATION = 4_000;
    static final int EXPRESSION = 1_000;
    static final int CELL = 4_000;
    static final int NESTING = 50;

    /** What is kept of an element, and how a finding calls it. */
    private static final Map<String, String> KEPT = Map.ofEntries(
            Map.entry("id", "the id"),
            Map.entry("name", "the name"),
            Map.entry("label", "the label"),
            Map.entry("targetNamespace", "the target namespace"),
            Map.entry("topic", "the topic"),
            Map.entry("formRef", "the form's id"),
            Map.entry("decisionRef", "the decision's id"),
            Map.entry("calledElement", "the called process"),
            Map.entry("resultVariable", "the result variable"),
            Map.entry("elementVariable", "the element variable"),
            Map.entry("target", "the target variable"));

    private static final Set<String> SHORT_IDS = Set.of("rule", "input", "output");

    private static final Set<String> EXPRESSIONS = Set.of(
            "conditionExpression",
            "condition",
            "timeDate",
            "timeDuration",
            "timeCycle",
            "loopCardinality",
            "completionCondition");

    private final String file;
    private final Findings findings;
    private boolean kept = true;

    LimitCheck(String file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** @return whether the file's name can be kept */
    boolean fileName() {
        name(null, "the file's name", file, NAME);
        return kept;
    }

    /** @return whether what the deployment says about itself can be kept */
    boolean deployment(String name, String source) {
        name(null, "the deployment's name", Objects.toString(name, ""), NAME);
        name(null, "the deployment's source", Objects.toString(source, ""), NAME);
        return kept;
    }

    /** @return whether all of a BPMN file can be kept, and its expressions read */
    boolean bpmn(XmlElement definitions) {
        definitions.visit(element -> {
            if (isOf(element, definitions) || element.namespace().equals(XmlElement.CAMUNDA)) {
                kept(element);
                if (element.is("documentation")) {
                    length(element, "the documentation", element.text(), DOCUMENTATION);
                } else {
                    expression(element, element.text());
                }
                element.attributes().values().forEach(value -> {
                    if (isExpression(value)) {
                        expression(element, value);
                    }
                });
            }
        });
        return kept;
    }

    /** @return whether all of a DMN file can be kept, and its cells read */
    boolean dmn(XmlElement definitions) {
        definitions.visit(element -> {
            if (isOf(element, definitions)) {
                kept(element);
                name(element, "the namespace", Objects.toString(element.attribute("namespace"), ""), NAME);
                if (element.local().equals("text") && !element.parent().local().equals("textAnnotation")) {
                    feel(element, "the expression", element.text(), CELL);
                }
            }
        });
        return kept;
    }

    /** @return whether a form's id can be kept, and its expressions read */
    boolean form(JsonNode form) {
        name(null, "the id", form.path("id").asText(""), NAME);
        name(null, "the version tag", form.path("versionTag").asText(""), SHORT_NAME);
        inForm(form);
        return kept;
    }

    private void inForm(JsonNode part) {
        if (part.isTextual()) {
            visible(null, "a text", part.asText());
        }
        if (part.isTextual() && part.asText().startsWith("=")) {
            feel(null, "an expression", part.asText(), EXPRESSION);
        }
        part.forEach(this::inForm);
    }

    private static boolean isOf(XmlElement element, XmlElement definitions) {
        return element.namespace().equals(definitions.namespace());
    }

    private void kept(XmlElement element) {
        element.attributes().forEach((name, value) -> {
            if (name.local().equals("versionTag")) {
                name(element, "the version tag", value, SHORT_NAME);
            } else if (name.local().equals("id") && SHORT_IDS.contains(element.local())) {
                name(element, "the id", value, SHORT_NAME);
            } else if (KEPT.containsKey(name.local()) && !isExpression(value)) {
                name(element, KEPT.get(name.local()), value, NAME);
            }
        });
    }

    private void expression(XmlElement element, String text) {
        if (EXPRESSIONS.contains(element.local()) || isExpression(text)) {
            length(element, "the expression", text, EXPRESSION);
        }
    }

    private static boolean isExpression(String text) {
        return text.contains("${") || text.contains("#{");
    }

    private void feel(XmlElement element, String what, String text, int most) {
        length(element, what, text, most);
        if (nesting(text) > NESTING) {
            kept = false;
            add(Rule.NESTING, element);
        }
    }

    /** @return how many brackets are open at most; those in texts do not count */
    private static int nesting(String text) {
        int open = 0;
        int deepest = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && "([{".indexOf(c) >= 0) {
                deepest = Math.max(deepest, ++open);
            } else if (!quoted && ")]}".indexOf(c) >= 0) {
                open--;
            }
        }
        return deepest;
    }

    private void name(XmlElement element, String what, String value, int most) {
        length(element, what, value, most);
        // the Modeler breaks long names into lines
        visible(element, what, value);
    }

    private void visible(XmlElement element, String what, String value) {
        value.chars().filter(LimitCheck::isUnseen).findFirst().ifPresent(c -> {
            kept = false;
            add(Rule.CONTROL_CHARACTER, element, what, String.format("U+%04X", c));
        });
    }

    /** Control characters, and those that turn the direction of a text or stand for nothing: a name with one reads as another. */
    private static boolean isUnseen(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t'
                || c >= 0x202A && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069
                || c == 0x200B
                || c == 0x200E
                || c == 0x200F
                || c == 0x061C
                || c == 0x2028
                || c == 0x2029
                || c == 0x2060
                || c == 0xFEFF;
    }

    private void length(XmlElement element, String what, String value, int most) {
        int length = value.codePointCount(0, value.length());
        if (length > most) {
            kept = false;
            add(Rule.LENGTH, element, what, length, most);
        }
    }

    private void add(Rule rule, XmlElement element, Object... values) {
        if (element == null) {
            findings.add(rule, RuleText.shortened(file), values);
        } else {
            findings.add(rule, file, element, values);
        }
    }
}

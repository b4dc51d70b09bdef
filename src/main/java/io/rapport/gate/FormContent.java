package io.rapport.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks that a component of a form brings nothing along but what Tasklist shows: no pages, scripts or pictures of others. */
final class FormContent {

    /** What Camunda Modeler writes for the components that Tasklist shows. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "type",
            "id",
            "key",
            "label",
            "dateLabel",
            "timeLabel",
            "description",
            "layout",
            "conditional",
            "validate",
            "values",
            "valuesKey",
            "valuesExpression",
            "disabled",
            "readonly",
            "defaultValue",
            "properties",
            "appearance",
            "decimalDigits",
            "increment",
            "serializeToString",
            "subtype",
            "use24h",
            "disallowPassedDates",
            "timeInterval",
            "timeSerializingFormat",
            "searchable",
            "text",
            "content",
            "source",
            "alt",
            "height",
            "components",
            "showOutline",
            "path",
            "verticalAlignment",
            "action",
            "expression",
            "computeOn",
            "dataSource",
            "columns",
            "columnsExpression",
            "rowCount");

    private static final Pattern SCRIPT = Pattern.compile(
            "(?i)<\\s*/?\\s*(script|iframe|object|embed|link|meta|base|form|style|svg)\\b|[\\s/\"']on[a-z]+\\s*=|javascript\\s*:");

    private static final Pattern ELSEWHERE = Pattern.compile(
            "(?i)(src|srcset|href|background|action|poster)\\s*=\\s*[\"']?\\s*([a-z]+:)?//|url\\s*[(]|]\\s*[(]\\s*([a-z]+:)?//");

    private static final Pattern ADDRESS = Pattern.compile("(?i)\\s*(?!data:image/)([a-z][a-z0-9+.-]*:|//).*");

    private final String file;
    private final Findings findings;

    FormContent(String file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** @return how a finding calls a component */
    static String named(JsonNode component) {
        return component
                .path("id")
                .asText(component.path("key").asText(component.path("type").asText()));
    }

    void check(JsonNode component) {
        for (Iterator<String> names = component.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!ATTRIBUTES.contains(name) && !component.path("type").asText().equals("iframe")) {
                findings.add(Rule.FORM_ATTRIBUTE, file, named(component), name);
            }
        }
        switch (component.path("type").asText()) {
            case "iframe" -> add(component, "shows a page of another site");
            case "html", "text" -> {
                content(component, component.path("content").asText());
                content(component, component.path("text").asText());
            }
            case "image" -> {
                if (ADDRESS.matcher(component.path("source").asText()).matches()) {
                    add(component, "shows a picture of another site");
                }
            }
            default -> {
                content(component, component.path("label").asText());
                content(component, component.path("description").asText());
            }
        }
    }

    private void content(JsonNode component, String text) {
        if (SCRIPT.matcher(text).find()) {
            add(component, "has a script, a style or a form of its own");
        } else if (ELSEWHERE.matcher(text).find()) {
            add(component, "leads to another site");
        }
    }

    private void add(JsonNode component, String what) {
        findings.add(Rule.FORM_CONTENT, file, named(component), what);
    }
}

package io.rapport.gate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.rapport.desk.FormFields;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads and checks one form by itself. */
final class FormCheck {

    /** Forms nest half a dozen levels. */
    private static final int DEEPEST = 100;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build());

    /** What is deployed anew says each thing once, and nothing behind its end. */
    private static final ObjectMapper STRICT = JSON.copy()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** How the Modeler calls the engine here. */
    static final String PLATFORM = "Camunda Platform";

    private static final Pattern ID = Pattern.compile("[A-Za-z_][\\w.-]*");

    private final String file;
    private final Platform platform;
    private final boolean deployed;
    private final Findings findings;

    /** @param deployed whether the form is deployed already, so that it is read and not checked */
    FormCheck(String file, Platform platform, boolean deployed, Findings findings) {
        this.file = file;
        this.platform = platform;
        this.deployed = deployed;
        this.findings = findings;
    }

    /** @return the form; null if the file is none */
    ModelSet.Form check(byte[] content) {
        JsonNode form;
        try {
            form = (deployed ? JSON : STRICT).readTree(content);
        } catch (StreamConstraintsException e) {
            findings.add(Rule.NESTING, file);
            return null;
        } catch (MismatchedInputException e) {
            findings.add(Rule.FORM_JSON, file, "something stands behind its end");
            return null;
        } catch (JsonProcessingException e) {
            findings.add(
                    Rule.FORM_JSON,
                    file,
                    e.getLocation() == null
                            ? e.getOriginalMessage()
                            : e.getOriginalMessage() + ", line "
                                    + e.getLocation().getLineNr());
            return null;
        } catch (IOException e) {
            findings.add(Rule.FORM_JSON, file, e.getMessage());
            return null;
        }
        if (form == null || !form.isObject() || form.path("id").asText("").isBlank()) {
            findings.add(Rule.FORM_JSON, file, "it has no id");
            return null;
        }
        FormFields fields = new FormFields(Set.of(), Set.of());
        try {
            fields = FormFields.of(form);
        } catch (IllegalArgumentException e) {
            int fix = e.getMessage().lastIndexOf("; ");
            findings.add(
                    Rule.FORM_FIELD,
                    file,
                    fix < 0 ? e.getMessage() : e.getMessage().substring(0, fix),
                    fix < 0
                            ? "use the fields that the shipped forms use"
                            : e.getMessage().substring(fix + 2));
        }
        if (!deployed) {
            String platformOfForm = form.path("executionPlatform").asText(PLATFORM);
            if (!platformOfForm.equals(PLATFORM)) {
                findings.add(Rule.FORM_PLATFORM, file, platformOfForm);
            }
            new FormInputCheck(file, platform, findings).check(form);
            if (!ID.matcher(form.path("id").asText()).matches()) {
                findings.add(
                        Rule.FORM_FIELD,
                        file,
                        "the form's id '" + form.path("id").asText() + "' is no name by which a task can choose it",
                        "write it of letters, digits and _ . -, beginning with a letter");
            }
            components(form.path("components"));
        }
        return new ModelSet.Form(file, form, fields);
    }

    /** Checks what components show, also in another language. */
    void components(JsonNode components) {
        for (JsonNode component : components) {
            String type = component.path("type").asText();
            new FormContent(file, findings).check(component);
            if (type.equals("text")) {
                String text = component.path("text").asText();
                if (text.contains("{{") || text.startsWith("=")) {
                    findings.add(Rule.FORM_UNESCAPED, file, text);
                }
            }
            if (component.has("key")) {
                String label = component
                        .path("label")
                        .asText(component
                                .path("dateLabel")
                                .asText(component.path("timeLabel").asText("")));
                if (label.isBlank()) {
                    findings.add(Rule.FORM_LABEL, file, FormContent.named(component));
                }
            }
            components(component.path("components"));
        }
    }
}

package io.rapport.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.desk.internal.form.AnswerPattern;
import io.rapport.desk.internal.form.FormSchema;
import java.util.Optional;
import java.util.Set;

/**
 * What a form of user tasks asks for.
 *
 * @param variables keys of the fields whose answers a journey knows as variables
 * @param texts keys of the fields whose answers never become variables, since they are text or lists
 */
public record FormFields(Set<String> variables, Set<String> texts) {

    /**
     * Reads a form.
     *
     * @param schema the content of the {@code .form} file
     * @return its fields
     * @throws IllegalArgumentException if the form has a component whose answers cannot be checked and kept
     */
    public static FormFields of(JsonNode schema) {
        FormSchema form = FormSchema.read(schema);
        return new FormFields(form.keys(true), form.keys(false));
    }

    /**
     * @param component of a form
     * @return whether staff answer it, or see an answer in it; false for texts, groups and what else only shows something
     */
    public static boolean isInput(JsonNode component) {
        return FormSchema.isInput(component);
    }

    /**
     * @param value of an option of a choice
     * @return whether staff who choose it are not refused: it is a short identifier, not a text
     */
    public static boolean isOption(String value) {
        return FormSchema.isOption(value);
    }

    /**
     * @param pattern of a field for texts
     * @return what is wrong with it; empty if answers can be checked by it
     */
    public static Optional<String> faultOfPattern(String pattern) {
        return AnswerPattern.fault(pattern);
    }
}

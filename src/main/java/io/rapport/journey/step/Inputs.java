package io.rapport.journey.step;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/** Reads a step's inputs, with errors that name the step in the model and the fix. */
final class Inputs {

    private Inputs() {}

    static String text(DelegateExecution execution, String name) {
        Object value = execution.getVariable(name);
        if (value == null || value.toString().isBlank()) {
            throw new IllegalArgumentException("the step '" + execution.getCurrentActivityId() + "' needs the input '"
                    + name + "'; set it in the model");
        }
        return value.toString();
    }

    /** @return the input, or {@code null} when absent or left empty in the template */
    static String optional(DelegateExecution execution, String name) {
        Object value = execution.getVariable(name);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    static int number(DelegateExecution execution, String name) {
        String text = text(execution, name);
        try {
            return (int) Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the input '" + name + "' of the step '" + execution.getCurrentActivityId()
                            + "' must be a number, not '" + text + "'",
                    e);
        }
    }

    /** @return the moment that an expression or a text gives, or {@code null} when absent or left empty in the template */
    static Instant moment(DelegateExecution execution, String name) {
        if (execution.getVariable(name) instanceof Date date) {
            return date.toInstant();
        }
        String text = optional(execution, name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "the input '" + name + "' of the step '" + execution.getCurrentActivityId()
                            + "' must be a moment, such as 2026-12-01T08:00:00Z or what a fact of expressions returns, not '"
                            + text + "'",
                    e);
        }
    }

    /** @return an id that the journey carries, such as {@code orderId}, or {@code null} */
    static String id(DelegateExecution execution, String name) {
        Object value = execution.getVariable(name);
        return value == null ? null : value.toString();
    }

    static String requireId(DelegateExecution execution, String name) {
        String id = id(execution, name);
        if (id == null) {
            throw new IllegalStateException("the step '" + execution.getCurrentActivityId() + "' needs the variable '"
                    + name + "'; use it in a journey that is about such a thing");
        }
        return id;
    }

    /** @return the key of the journey that the step stands in */
    static String journey(DelegateExecution execution) {
        String definition = execution.getProcessDefinitionId();
        return definition.substring(0, definition.indexOf(':'));
    }
}

package io.rapport.desk.internal.form;

import java.util.Map;

/**
 * A checked submission.
 *
 * @param all every answer by field, for our table
 * @param variables those among them that become process variables: never text
 */
public record FormAnswers(Map<String, Object> all, Map<String, Object> variables) {}

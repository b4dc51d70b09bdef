package io.rapport.desk;

import java.util.Map;

/**
 * A member of staff completed a task's form. Published synchronously in the completing transaction, after the answers
 * were checked and kept and before the journey goes on: a listener's writes commit or roll back with the completion,
 * and what it throws refuses the completion.
 *
 * @param task the task definition key, such as {@code investigate}
 * @param journey the process definition key
 * @param instanceId the process instance of the task
 * @param businessKey what the journey is about, such as {@code complaint:C77}
 * @param customerId bare id, null if the journey has none
 * @param submittedBy login of who submitted it, null if Rapport itself did
 * @param answers every answer by field, texts included; a field left empty is present with null
 */
public record FormSubmitted(
        String task,
        String journey,
        String instanceId,
        String businessKey,
        String customerId,
        String submittedBy,
        Map<String, Object> answers) {}

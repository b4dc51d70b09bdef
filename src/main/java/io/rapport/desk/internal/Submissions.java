package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.desk.FormSubmitted;
import java.sql.Timestamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of what staff answered. */
@Component
final class Submissions {

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final BusinessClock clock;

    Submissions(JdbcClient jdbc, ObjectMapper json, BusinessClock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * @param taskId the engine's
     * @param form what was submitted
     * @param user who submitted it, null if the house itself did
     */
    void keep(String taskId, FormSubmitted form, String user) {
        jdbc.sql(
                        """
                insert into rapport.task_submission
                    (task_id, task, journey, instance_id, customer_id, submitted_by, submitted_at, answers)
                values (:id, :task, :journey, :instance, :customer, :user, :now, cast(:answers as jsonb))""")
                .param("id", taskId)
                .param("task", form.task())
                .param("journey", form.journey())
                .param("instance", form.instanceId())
                .param("customer", form.customerId())
                .param("user", user)
                .param("now", Timestamp.from(clock.instant()))
                .param("answers", text(form.answers()))
                .update();
    }

    private String text(Object answers) {
        try {
            return json.writeValueAsString(answers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("answers cannot be written as JSON", e);
        }
    }
}

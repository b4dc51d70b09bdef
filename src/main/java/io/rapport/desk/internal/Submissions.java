package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.desk.FormSubmitted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
     * @param formDefinition id of the version of the form
     * @param form what was submitted
     */
    void keep(String taskId, String formDefinition, FormSubmitted form) {
        jdbc.sql(
                        """
                insert into rapport.task_submission
                    (task_id, task, journey, instance_id, customer_id, submitted_by, submitted_at, form_definition_id,
                     answers)
                values (:id, :task, :journey, :instance, rapport.current_customer(:customer), :user, :now, :form,
                    cast(:answers as jsonb))""")
                .param("id", taskId)
                .param("task", form.task())
                .param("journey", form.journey())
                .param("instance", form.instanceId())
                .param("customer", form.customerId())
                .param("user", form.submittedBy())
                .param("now", Timestamp.from(clock.instant()))
                .param("form", formDefinition)
                .param("answers", text(form.answers()))
                .update();
    }

    /**
     * What was done for a customer lately.
     *
     * @param customerId bare id
     * @param most how many at the most
     * @return newest first
     */
    List<Done> latest(String customerId, int most) {
        return jdbc.sql(
                        """
                select task_id, task, submitted_by, submitted_at, form_definition_id, answers
                from rapport.task_submission where customer_id = rapport.current_customer(:customer)
                order by submitted_at desc limit :most""")
                .param("customer", customerId)
                .param("most", most)
                .query(this::done)
                .list();
    }

    /**
     * What was done for a customer before a moment.
     *
     * @param customerId bare id
     * @param before the moment
     * @param most how many at the most
     * @return newest first
     */
    List<Done> before(String customerId, Instant before, int most) {
        return jdbc.sql(
                        """
                select task_id, task, submitted_by, submitted_at, form_definition_id, answers
                from rapport.task_submission where customer_id = :customer and submitted_at < :before
                order by submitted_at desc, task_id limit :most""")
                .param("customer", customerId)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .query(this::done)
                .list();
    }

    private Done done(ResultSet rs, int n) throws SQLException {
        JsonNode answers = read(rs.getString("answers"));
        return new Done(
                rs.getString("task_id"),
                rs.getString("task"),
                rs.getString("submitted_by"),
                rs.getTimestamp("submitted_at").toInstant(),
                answers.path("notes").asText(null),
                rs.getString("form_definition_id"),
                answers);
    }

    /**
     * Who did a task of an instance last.
     *
     * @param instanceId the process instance
     * @param task the task's definition key
     * @return the login; empty if nobody did it, or Rapport itself
     */
    Optional<String> lastAuthor(String instanceId, String task) {
        return jdbc
                .sql(
                        """
                select submitted_by from rapport.task_submission
                where instance_id = :instance and task = :task
                order by submitted_at desc limit 1""")
                .param("instance", instanceId)
                .param("task", task)
                .query((rs, n) -> Optional.ofNullable(rs.getString(1)))
                .list()
                .stream()
                .findFirst()
                .flatMap(author -> author);
    }

    /**
     * A task that somebody completed.
     *
     * @param taskId the engine's
     * @param task its definition key
     * @param by login, null if unknown
     * @param at when
     * @param note the answer {@code notes}, which forms keep for colleagues; null if there is none
     * @param form id of the version of the form; null if it is not known
     * @param answers all of them by field
     */
    record Done(String taskId, String task, String by, Instant at, String note, String form, JsonNode answers) {}

    private JsonNode read(String answers) {
        try {
            return json.readTree(answers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("kept answers cannot be read", e);
        }
    }

    private String text(Object answers) {
        try {
            return json.writeValueAsString(answers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("answers cannot be written as JSON", e);
        }
    }
}

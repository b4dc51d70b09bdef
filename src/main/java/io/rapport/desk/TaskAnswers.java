package io.rapport.desk;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What staff wrote in the forms of tasks; the texts stand here alone, never in the engine. */
@Component
public final class TaskAnswers {

    private final JdbcClient jdbc;

    TaskAnswers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Reads one answer of a journey instance.
     *
     * @param instanceId the process instance of the tasks
     * @param field the form field's key
     * @return the newest text that was given for it and is not empty
     */
    public Optional<String> latestText(String instanceId, String field) {
        return jdbc.sql(
                        """
                select answers ->> :field from rapport.task_submission
                where instance_id = :instance and coalesce(answers ->> :field, '') <> ''
                order by submitted_at desc limit 1""")
                .param("field", field)
                .param("instance", instanceId)
                .query(String.class)
                .optional();
    }
}

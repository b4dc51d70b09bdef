package io.rapport.desk;

import io.rapport.desk.InstanceSubjects.RegisteredInstance;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which tasks staff have about a customer, and which they did for them. */
@Component
public final class CustomerTasks {

    private final JdbcClient jdbc;
    private final InstanceSubjects instances;

    CustomerTasks(JdbcClient jdbc, InstanceSubjects instances) {
        this.jdbc = jdbc;
        this.instances = instances;
    }

    /**
     * @param customerId bare id
     * @param task id of a user task in its model, whichever model that is
     * @param since the moment
     * @return whether such a task about the customer is open, those included that the running command has made, or was done by
     *     its form since then
     */
    public boolean isOpenOrDoneSince(String customerId, String task, Instant since) {
        String customer = jdbc.sql("select rapport.current_customer(:customer)")
                .param("customer", customerId)
                .query(String.class)
                .single();
        return isOpen(customer, task) || isDoneSince(customer, task, since);
    }

    private boolean isOpen(String customerId, String task) {
        Set<String> running = instances.runningOf(customerId).stream()
                .map(RegisteredInstance::instanceId)
                .collect(Collectors.toSet());
        if (running.isEmpty()) {
            return false;
        }
        // the timers of a morning share a command, and the engine writes at its end
        if (Context.getCommandContext() != null
                && Context.getCommandContext().getDbEntityManager().getCachedEntitiesByType(TaskEntity.class).stream()
                        .anyMatch(made -> task.equals(made.getTaskDefinitionKey())
                                && running.contains(made.getProcessInstanceId())
                                && !made.isDeleted())) {
            return true;
        }
        return jdbc.sql(
                        """
                select exists (select from rapport.act_ru_task
                               where proc_inst_id_ = any(:instances) and task_def_key_ = :task)""")
                .param("instances", running.toArray(String[]::new))
                .param("task", task)
                .query(Boolean.class)
                .single();
    }

    private boolean isDoneSince(String customerId, String task, Instant since) {
        return jdbc.sql(
                        """
                select exists (select from rapport.task_submission
                               where customer_id = :customer and task = :task
                                 and submitted_at >= :since)""")
                .param("customer", customerId)
                .param("task", task)
                .param("since", Timestamp.from(since))
                .query(Boolean.class)
                .single();
    }
}

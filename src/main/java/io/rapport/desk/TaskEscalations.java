package io.rapport.desk;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of tasks that come before the lead of their queue where they are not done in time, and of what became of them. */
@Component
public final class TaskEscalations {

    private final JdbcClient jdbc;

    TaskEscalations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How a task ended. */
    public enum Outcome {
        /** Somebody did it. */
        DONE,
        /** Its time was over. */
        UNDONE,
        /** Something else ended it, such as a returned order: nobody is to do it any more. */
        CANCELLED
    }

    /**
     * A task that is to come before a lead.
     *
     * @param taskId of the engine
     * @param task its id in the model
     * @param definitionId of the version of its model
     * @param customerId bare id; {@code null} if it is about none
     * @param queue where it was routed to
     * @param at when it comes before the lead
     */
    public record Plan(String taskId, String task, String definitionId, String customerId, String queue, Instant at) {}

    /**
     * Something that became of a task.
     *
     * @param taskId of the engine
     * @param task its id in the model
     * @param at when
     * @param undone whether its time was over; else it came before the lead
     * @param lead the queue or group that it came before; {@code null} if it is about its end, or nobody leads its queue
     */
    public record Escalated(String taskId, String task, Instant at, boolean undone, String lead) {}

    /**
     * How many tasks of a kind came before the lead, and were not done.
     *
     * @param queue where they were routed to
     * @param task their id in the model
     * @param definitionId of the version of the model that the latest of them has
     * @param open how many are open now after they came before the lead
     * @param escalated how many came before the lead
     * @param done how many of these were done then
     * @param undone how many ended undone, those included that ended before they came before the lead
     */
    public record EscalationCount(
            String queue, String task, String definitionId, int open, int escalated, int done, int undone) {}

    /** An open task whose moment has come. */
    record Due(String taskId, String queue) {}

    /**
     * Writes down when a task comes before the lead, in the transaction in which it is made.
     *
     * @param plan of which task, and when
     */
    public void plan(Plan plan) {
        jdbc.sql(
                        """
                insert into rapport.task_escalation (task_id, task, definition_id, customer_id, queue, planned_at)
                values (:id, :task, :definition, rapport.current_customer(:customer), :queue, :at)""")
                .param("id", plan.taskId())
                .param("task", plan.task())
                .param("definition", plan.definitionId())
                .param("customer", plan.customerId(), Types.VARCHAR)
                .param("queue", plan.queue())
                .param("at", Timestamp.from(plan.at()))
                .update();
    }

    /**
     * @param now the moment
     * @return the open tasks that come before the lead by now, those left out whose due date somebody has moved on; the one
     *     that waits longest first
     */
    List<Due> due(Instant now) {
        return jdbc.sql(
                        """
                select e.task_id, e.queue from rapport.task_escalation e
                join rapport.act_ru_task t on t.id_ = e.task_id
                where e.escalated_at is null and e.ended_at is null and e.planned_at <= :now
                  and (t.due_date_ is null or t.due_date_ <= :now) and t.suspension_state_ = 1
                order by e.planned_at, e.task_id""")
                .param("now", Timestamp.from(now))
                .query((row, n) -> new Due(row.getString("task_id"), row.getString("queue")))
                .list();
    }

    /**
     * Records that a task came before the lead; the first time counts.
     *
     * @param taskId of the engine
     * @param lead the queue or group; {@code null} if nobody leads its queue
     * @param at when
     */
    void escalated(String taskId, String lead, Instant at) {
        jdbc.sql(
                        """
                update rapport.task_escalation set escalated_at = :at, lead = :lead
                where task_id = :id and escalated_at is null and ended_at is null""")
                .param("id", taskId)
                .param("lead", lead, Types.VARCHAR)
                .param("at", Timestamp.from(at))
                .update();
    }

    /**
     * Records how a task ended. Of one that was done or cancelled before it came before the lead nothing is kept.
     *
     * @param taskId of the engine; of a task that never was to come before a lead nothing happens
     * @param outcome how it ended
     * @param at when
     */
    public void ended(String taskId, Outcome outcome, Instant at) {
        jdbc.sql(
                        """
                with forgotten as (
                    delete from rapport.task_escalation
                    where task_id = :id and escalated_at is null and :outcome <> 'undone')
                update rapport.task_escalation set ended_at = :at, outcome = :outcome
                where task_id = :id and (escalated_at is not null or :outcome = 'undone')""")
                .param("id", taskId)
                .param("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .param("at", Timestamp.from(at))
                .update();
    }

    /**
     * @param taskId of the engine
     * @return when the task came before the lead; empty if it did not
     */
    public Optional<Instant> escalatedAt(String taskId) {
        return jdbc.sql(
                        "select escalated_at from rapport.task_escalation where task_id = :id and escalated_at is not null")
                .param("id", taskId)
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .optional();
    }

    /**
     * @param customer {@code customer}, {@code before} and {@code most}: whose, and which part of their timeline
     * @return which tasks came before a lead, and which ended undone; the newest first
     */
    public List<Escalated> of(Map<String, Object> customer) {
        return jdbc.sql(
                        """
                select e.task_id, e.task, m.at, m.undone, case when not m.undone then e.lead end as lead
                from rapport.task_escalation e
                cross join lateral (values
                    (e.escalated_at, false),
                    (case when e.outcome = 'undone' then e.ended_at end, true)) m (at, undone)
                where e.customer_id = :customer and m.at < :before
                order by m.at desc, e.task_id limit :most""")
                .params(customer)
                .query((row, n) -> new Escalated(
                        row.getString("task_id"),
                        row.getString("task"),
                        row.getTimestamp("at").toInstant(),
                        row.getBoolean("undone"),
                        row.getString("lead")))
                .list();
    }

    /**
     * @param since from when on those count that have ended
     * @return by queue and task, those with most open ones first
     */
    public List<EscalationCount> counts(Instant since) {
        return jdbc.sql(
                        """
                select queue, task, (array_agg(definition_id order by planned_at desc))[1] as definition_id,
                       count(*) filter (where ended_at is null) as open,
                       count(*) filter (where escalated_at >= :since) as escalated,
                       count(*) filter (where escalated_at >= :since and outcome = 'done') as done,
                       count(*) filter (where ended_at >= :since and outcome = 'undone') as undone
                from rapport.task_escalation
                where escalated_at is not null and ended_at is null or escalated_at >= :since or ended_at >= :since
                group by queue, task
                order by open desc, queue, task""")
                .param("since", Timestamp.from(since))
                .query((row, n) -> new EscalationCount(
                        row.getString("queue"),
                        row.getString("task"),
                        row.getString("definition_id"),
                        row.getInt("open"),
                        row.getInt("escalated"),
                        row.getInt("done"),
                        row.getInt("undone")))
                .list();
    }
}

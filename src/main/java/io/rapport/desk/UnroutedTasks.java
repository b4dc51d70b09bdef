package io.rapport.desk;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Open tasks that could not be routed and went to the fallback queue, and why. */
@Component
public final class UnroutedTasks {

    private static final Logger LOG = LoggerFactory.getLogger(UnroutedTasks.class);

    private static final int LONGEST = 300;

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final Counter counter;

    UnroutedTasks(JdbcClient jdbc, BusinessClock clock, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.counter = Counter.builder("rapport.desk.tasks.unrouted")
                .description("Tasks that could not be routed and went to the fallback queue")
                .register(meters);
    }

    /**
     * A task that went to the fallback queue.
     *
     * @param task its id in the model
     * @param problem why
     * @param tasks how many such ones are open
     * @param since when the oldest of them began
     */
    public record Unrouted(String task, String problem, int tasks, Instant since) {}

    /**
     * Records a task, in the transaction in which it is made or moved.
     *
     * @param id of the task
     * @param task its id in the model
     * @param queue where it went; null if the file has no queue at all
     * @param problem why it could not be routed, without a full stop
     */
    public void add(String id, String task, StaffQueue queue, String problem) {
        String said = problem.length() <= LONGEST ? problem : problem.substring(0, LONGEST) + "…";
        LOG.warn(
                "Task {} ({}) went to {}: {}",
                task,
                id,
                queue == null ? "no queue, since the file has none" : "the queue " + queue.id(),
                said);
        counter.increment();
        jdbc.sql(
                        """
                insert into rapport.staff_unrouted_task (task_id, task, problem, created_at)
                values (:id, :task, :problem, :now)
                on conflict (task_id) do update set problem = excluded.problem""")
                .param("id", id)
                .param("task", task)
                .param("problem", said)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /** @return the open ones, the oldest first */
    public List<Unrouted> open() {
        return jdbc.sql(
                        """
                select u.task, u.problem, count(*)::int as tasks, min(u.created_at) as since
                from rapport.staff_unrouted_task u
                join rapport.act_ru_task t on t.id_ = u.task_id
                group by u.task, u.problem
                order by since, u.task, u.problem""")
                .query((row, n) -> new Unrouted(
                        row.getString("task"),
                        row.getString("problem"),
                        row.getInt("tasks"),
                        row.getTimestamp("since").toInstant()))
                .list();
    }

    /** Forgets those that are done. */
    void removeDone() {
        jdbc.sql(
                        """
                delete from rapport.staff_unrouted_task u
                where not exists (select from rapport.act_ru_task t where t.id_ = u.task_id)""")
                .update();
    }
}

package io.rapport.desk.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.InstanceSubjects;
import io.rapport.desk.InstanceSubjects.Subject;
import io.rapport.inbox.CustomerLock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The table of comments that staff write to tasks: kept as long as the task's history, and erased with the customer. */
@Component
class TaskComments {

    private final JdbcClient jdbc;
    private final TaskService tasks;
    private final RuntimeService runtime;
    private final HistoryService history;
    private final InstanceSubjects subjects;
    private final CustomerLock lock;
    private final BusinessClock clock;

    TaskComments(
            JdbcClient jdbc,
            TaskService tasks,
            RuntimeService runtime,
            HistoryService history,
            InstanceSubjects subjects,
            CustomerLock lock,
            BusinessClock clock) {
        this.jdbc = jdbc;
        this.tasks = tasks;
        this.runtime = runtime;
        this.history = history;
        this.subjects = subjects;
        this.lock = lock;
        this.clock = clock;
    }

    /**
     * A comment.
     *
     * @param id ours
     * @param taskId the engine's
     * @param instanceId the task's process instance, null if it has none
     * @param rootInstanceId the instance that called it in the end, or itself
     * @param author login
     * @param at when it was written
     * @param message the text
     * @param removeAt when the history of the task goes, null if it stays
     */
    record Comment(
            String id,
            String taskId,
            String instanceId,
            String rootInstanceId,
            String author,
            Instant at,
            String message,
            Instant removeAt) {}

    /**
     * Writes a comment to an open task.
     *
     * @param taskId the engine's
     * @param author login
     * @param message the text, within the limits
     * @return the comment; empty if the task is not open any more
     */
    @Transactional
    Optional<Comment> add(String taskId, String author, String message) {
        Task task = open(taskId);
        if (task == null) {
            return Optional.empty();
        }
        Optional<Subject> subject =
                Optional.ofNullable(task.getProcessInstanceId()).flatMap(subjects::of);
        if (subject.isPresent()) {
            // an erasure of the customer deletes what is written, and nothing is written after it
            lock.take(subject.get().queue());
            if (open(taskId) == null) {
                return Optional.empty();
            }
        }
        String root = root(task.getProcessInstanceId());
        Comment comment = new Comment(
                UUID.randomUUID().toString(),
                taskId,
                task.getProcessInstanceId(),
                root,
                author,
                clock.instant(),
                message,
                removal(root));
        insert(comment, subject);
        return Optional.of(comment);
    }

    private Task open(String taskId) {
        return tasks.createTaskQuery().taskId(taskId).singleResult();
    }

    private String root(String instanceId) {
        ProcessInstance instance = instanceId == null
                ? null
                : runtime.createProcessInstanceQuery()
                        .processInstanceId(instanceId)
                        .singleResult();
        return instance == null ? null : instance.getRootProcessInstanceId();
    }

    private Instant removal(String root) {
        HistoricProcessInstance kept = root == null
                ? null
                : history.createHistoricProcessInstanceQuery()
                        .processInstanceId(root)
                        .singleResult();
        return kept == null || kept.getRemovalTime() == null
                ? null
                : kept.getRemovalTime().toInstant();
    }

    private void insert(Comment comment, Optional<Subject> subject) {
        jdbc.sql("delete from rapport.task_comment where remove_at <= :now")
                .param("now", Timestamp.from(comment.at()))
                .update();
        jdbc.sql(
                        """
                insert into rapport.task_comment
                    (id, task_id, instance_id, root_instance_id, about, customer_id, author, written_at, message, remove_at)
                values (:id, :task, :instance, :root, :about, :customer, :author, :at, :message, :remove)""")
                .param("id", comment.id())
                .param("task", comment.taskId())
                .param("instance", comment.instanceId(), Types.VARCHAR)
                .param("root", comment.rootInstanceId(), Types.VARCHAR)
                .param("about", subject.map(Subject::businessKey).orElse(null), Types.VARCHAR)
                .param("customer", subject.map(Subject::customerId).orElse(null), Types.VARCHAR)
                .param("author", comment.author())
                .param("at", Timestamp.from(comment.at()))
                .param("message", comment.message())
                .param(
                        "remove",
                        comment.removeAt() == null ? null : Timestamp.from(comment.removeAt()),
                        Types.TIMESTAMP)
                .update();
    }

    /**
     * @param taskId the engine's
     * @return the comments of the task, newest first
     */
    List<Comment> of(String taskId) {
        return jdbc.sql("select * from rapport.task_comment where task_id = :task order by written_at desc, id")
                .param("task", taskId)
                .query(TaskComments::comment)
                .list();
    }

    /**
     * @param taskId the engine's
     * @param id of a comment
     * @return the comment, empty if the task has none of that id
     */
    Optional<Comment> find(String taskId, String id) {
        return jdbc.sql("select * from rapport.task_comment where task_id = :task and id = :id")
                .param("task", taskId)
                .param("id", id)
                .query(TaskComments::comment)
                .optional();
    }

    /**
     * @param about what journeys are about, such as {@code complaint:C77}
     * @param customerId bare id of whom they are about
     * @param most how many at the most
     * @return what was written to their tasks, newest first
     */
    List<Comment> about(String about, String customerId, int most) {
        return jdbc.sql(
                        """
                select * from rapport.task_comment where about = :about and customer_id = :customer
                order by written_at desc, id limit :most""")
                .param("about", about)
                .param("customer", customerId)
                .param("most", most)
                .query(TaskComments::comment)
                .list();
    }

    /**
     * @param customerId bare id of whom tasks are about
     * @param before only what was written before
     * @param most how many at the most
     * @return newest first
     */
    List<Comment> before(String customerId, Instant before, int most) {
        return jdbc.sql(
                        """
                select * from rapport.task_comment where customer_id = :customer and written_at < :before
                order by written_at desc, id limit :most""")
                .param("customer", customerId)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .query(TaskComments::comment)
                .list();
    }

    void change(String id, String message) {
        jdbc.sql("update rapport.task_comment set message = :message where id = :id")
                .param("message", message)
                .param("id", id)
                .update();
    }

    void delete(String id) {
        jdbc.sql("delete from rapport.task_comment where id = ?").param(id).update();
    }

    /** @param taskId of the task whose comments are all deleted */
    void deleteAll(String taskId) {
        jdbc.sql("delete from rapport.task_comment where task_id = ?")
                .param(taskId)
                .update();
    }

    private static Comment comment(ResultSet rs, int n) throws SQLException {
        Timestamp removeAt = rs.getTimestamp("remove_at");
        return new Comment(
                rs.getString("id"),
                rs.getString("task_id"),
                rs.getString("instance_id"),
                rs.getString("root_instance_id"),
                rs.getString("author"),
                rs.getTimestamp("written_at").toInstant(),
                rs.getString("message"),
                removeAt == null ? null : removeAt.toInstant());
    }
}

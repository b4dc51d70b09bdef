package io.rapport.desk;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who does the work of advisers today, they or their deputies, and which open tasks of theirs a deputy has. */
@Component
public final class Deputies {

    private final Advisers advisers;
    private final Absences absences;
    private final JdbcClient jdbc;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    Deputies(Advisers advisers, Absences absences, JdbcClient jdbc, WorkingTime workingTime, BusinessClock clock) {
        this.advisers = advisers;
        this.absences = absences;
        this.jdbc = jdbc;
        this.workingTime = workingTime;
        this.clock = clock;
    }

    /**
     * Who is there for somebody's customers today.
     *
     * @param login of an adviser
     * @param person who is present: the adviser, or their deputy
     */
    public record Present(String login, String person) {

        /** @return whether it is a deputy */
        public boolean isDeputy() {
            return !person.equals(login);
        }
    }

    /** An open task that a deputy has in the place of somebody. */
    record DeputyTask(String taskId, String login, String deputy) {}

    /**
     * @param customerId bare id
     * @return who is there for the customer today; empty if there is no adviser, or neither they nor a deputy are there
     */
    public Optional<Present> ofCustomer(String customerId) {
        return advisers.of(customerId).map(Adviser::login).flatMap(this::of);
    }

    /** @return who is there for the customers of an adviser today; empty if neither they nor a deputy are */
    Optional<Present> of(String login) {
        return absences.present(login, today()).map(person -> new Present(login, person));
    }

    /** @return today, at the desk */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), workingTime.zone());
    }

    /**
     * Notes that a task is somebody's for the time of an absence; nothing where the adviser has it.
     *
     * @param taskId of the engine
     * @param present who has it, and whose it is
     */
    public void note(String taskId, Present present) {
        if (!present.isDeputy()) {
            return;
        }
        jdbc.sql(
                        """
                insert into rapport.deputy_task (task_id, login, deputy) values (:task, :login, :deputy)
                on conflict (task_id) do update set login = excluded.login, deputy = excluded.deputy""")
                .param("task", taskId)
                .param("login", present.login())
                .param("deputy", present.person())
                .update();
    }

    /** @return all that is noted, by task */
    List<DeputyTask> all() {
        return jdbc.sql("select task_id, login, deputy from rapport.deputy_task order by task_id")
                .query((row, n) ->
                        new DeputyTask(row.getString("task_id"), row.getString("login"), row.getString("deputy")))
                .list();
    }

    void forget(String taskId) {
        jdbc.sql("delete from rapport.deputy_task where task_id = :task")
                .param("task", taskId)
                .update();
    }

    /** @return whether the deputy has written a comment on the task: a conversation that they have begun is theirs */
    boolean isBegun(DeputyTask deputyTask) {
        return jdbc.sql("select exists (select from rapport.task_comment where task_id = :task and author = :deputy)")
                .param("task", deputyTask.taskId())
                .param("deputy", deputyTask.deputy())
                .query(Boolean.class)
                .single();
    }
}

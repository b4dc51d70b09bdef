package io.rapport.desk;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who does the work of advisers today, and which open tasks somebody has in the place of one who is absent. */
@Component
public final class StandIns {

    private final Advisers advisers;
    private final Absences absences;
    private final JdbcClient jdbc;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    StandIns(Advisers advisers, Absences absences, JdbcClient jdbc, WorkingTime workingTime, BusinessClock clock) {
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
     * @param person who is present: the adviser, or who stands in
     */
    public record OnDuty(String login, String person) {

        /** @return whether it is somebody else than the adviser */
        public boolean isStandIn() {
            return !person.equals(login);
        }
    }

    /** An open task that a deputy has in the place of somebody. */
    record StandIn(String taskId, String login, String deputy) {}

    /**
     * @param customerId bare id
     * @return who is there for the customer today; empty if there is no adviser, or nobody stands in
     */
    public Optional<OnDuty> ofCustomer(String customerId) {
        return advisers.of(customerId).map(Adviser::login).flatMap(this::of);
    }

    /** @return who is there for the customers of an adviser today; empty if nobody stands in */
    Optional<OnDuty> of(String login) {
        return absences.present(login, today()).map(person -> new OnDuty(login, person));
    }

    /** @return today, at the desk */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), workingTime.zone());
    }

    /**
     * Notes that a task is somebody's for the time of an absence; nothing where the adviser has it.
     *
     * @param taskId of the engine
     * @param onDuty who has it, and whose it is
     */
    public void note(String taskId, OnDuty onDuty) {
        if (!onDuty.isStandIn()) {
            return;
        }
        jdbc.sql(
                        """
                insert into rapport.stand_in (task_id, login, deputy) values (:task, :login, :deputy)
                on conflict (task_id) do update set login = excluded.login, deputy = excluded.deputy""")
                .param("task", taskId)
                .param("login", onDuty.login())
                .param("deputy", onDuty.person())
                .update();
    }

    /** @return all that is noted, by task */
    List<StandIn> all() {
        return jdbc.sql("select task_id, login, deputy from rapport.stand_in order by task_id")
                .query((row, n) ->
                        new StandIn(row.getString("task_id"), row.getString("login"), row.getString("deputy")))
                .list();
    }

    void forget(String taskId) {
        jdbc.sql("delete from rapport.stand_in where task_id = :task")
                .param("task", taskId)
                .update();
    }

    /** @return whether who stands in has written a comment on the task: a conversation that they have begun is theirs */
    boolean isBegun(StandIn standIn) {
        return jdbc.sql("select exists (select from rapport.task_comment where task_id = :task and author = :deputy)")
                .param("task", standIn.taskId())
                .param("deputy", standIn.deputy())
                .query(Boolean.class)
                .single();
    }
}

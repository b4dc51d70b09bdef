package io.rapport.desk;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.database.PollingWorker;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Gives the open tasks of advisers who are absent to who stands in for them, those about their own customers. Tasks that
 * somebody claimed for other reasons stay: their queue's leads and the person's deputy may put them back. It never takes a task
 * from who is present, so that nothing goes to and fro when an absence ends.
 */
@Component
public class AbsenceHandover extends PollingWorker {

    private static final Logger LOG = LoggerFactory.getLogger(AbsenceHandover.class);

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Absences absences;
    private final Advisers advisers;
    private final TaskService tasks;
    private final RuntimeService runtime;
    private final WorkingTime workingTime;
    private final BusinessClock clock;

    AbsenceHandover(
            Absences absences,
            Advisers advisers,
            TaskService tasks,
            RuntimeService runtime,
            WorkingTime workingTime,
            BusinessClock clock) {
        super("absences", EVERY, EVERY, "Tasks of staff who are absent", "cannot be handed over");
        this.absences = absences;
        this.advisers = advisers;
        this.tasks = tasks;
        this.runtime = runtime;
        this.workingTime = workingTime;
        this.clock = clock;
    }

    /** Hands over what there is to hand over now; safe on several nodes at once. */
    public void handOver() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), workingTime.zone());
        List<String> absent = absences.from(today).stream()
                .filter(absence -> absence.covers(today))
                .map(Absence::login)
                .distinct()
                .toList();
        for (String login : absent) {
            absences.present(login, today).ifPresent(deputy -> handOver(login, deputy));
        }
    }

    private void handOver(String login, String deputy) {
        for (Task task : tasks.createTaskQuery().taskAssignee(login).list()) {
            try {
                if (isAboutOwnCustomer(task, login)) {
                    tasks.setAssignee(task.getId(), deputy);
                }
            } catch (ProcessEngineException gone) {
                // completed or given to somebody meanwhile, or not for this deputy; the next round looks again
                LOG.debug("The task {} is not handed over now", task.getId(), gone);
            }
        }
    }

    private boolean isAboutOwnCustomer(Task task, String login) {
        Object customer = runtime.getVariable(task.getExecutionId(), "customerId");
        return customer != null
                && advisers.of(customer.toString())
                        .map(Adviser::login)
                        .filter(adviser -> Objects.equals(adviser, login))
                        .isPresent();
    }

    @Override
    protected void work() {
        handOver();
    }
}
